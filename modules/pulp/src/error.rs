//! Errors, with the texts that users see. A test pins each text.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::reason::Reason;
use crate::redact::Secrets;

/// A failure of the module or of one item.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The arguments are wrong; nothing was sent.
    #[error("{0}")]
    Args(String),
    /// The server lacks a plugin, or is too old.
    #[error("{0}")]
    Unsupported(String),
    /// A request failed.
    #[error("could not {action} {request}{}", hint_text(hint))]
    Request { action: String, request: Box<RequestError>, hint: Option<String>, reason: Option<Reason> },
    /// A task failed, was canceled, or took too long.
    #[error("could not {action}: {task}{}", hint_text(hint))]
    Task { action: String, task: TaskError, hint: Option<String>, reason: Option<Reason> },
    /// Several objects have the same name.
    #[error("{what} matches {count} objects on the server: {hrefs}")]
    Ambiguous { what: String, count: usize, hrefs: String },
    /// No object has the name that an option refers to.
    #[error("{what} does not exist, or user {user} may not see it")]
    Missing { what: String, user: String },
    /// An object is not deleted, because it is in use.
    #[error("{what} is still used by {users}; hint: force: true deletes it anyway{consequence}")]
    InUse { what: String, users: String, consequence: String },
    /// The desired state is impossible with the objects on the server.
    #[error("{0}")]
    State(String),
    /// Another failure, with its reason.
    #[error("{1}")]
    Because(Reason, String),
    /// The module received SIGTERM or SIGINT.
    #[error("stopped by a signal before {0}")]
    Interrupted(String),
}

/// Separates a hint from the cause before it.
const HINT: &str = "; hint: ";

fn hint_text(hint: &Option<String>) -> String {
    hint.as_ref().map(|hint| format!("{HINT}{hint}")).unwrap_or_default()
}

impl Error {
    /// Returns the error for an object that distributions, given by name, still serve.
    pub fn served(what: String, distributions: &[&str], consequence: &str) -> Error {
        let names: Vec<String> = distributions.iter().map(|name| format!("\"{name}\"")).collect();
        let users = format!("distribution {}", names.join(", "));
        Error::InUse { what, users, consequence: consequence.to_owned() }
    }

    /// Adds a hint: the likely cause, or what to do.
    pub fn with_hint(mut self, text: impl Into<String>) -> Error {
        if let Error::Request { hint, .. } | Error::Task { hint, .. } = &mut self {
            *hint = Some(text.into());
        }
        self
    }

    /// Sets a reason that is more exact than that of the request or task.
    pub fn because(mut self, exact: Reason) -> Error {
        if let Error::Request { reason, .. } | Error::Task { reason, .. } = &mut self {
            *reason = Some(exact);
        }
        self
    }

    /// Returns the text without its hint, and the hint.
    pub fn parts(&self) -> (String, Option<String>) {
        let text = self.to_string();
        match text.split_once(HINT) {
            Some((cause, hint)) => (cause.to_owned(), Some(hint.to_owned())),
            None => (text, None),
        }
    }

    /// Returns the reason for results.
    pub fn reason(&self) -> Reason {
        match self {
            Error::Args(_) => Reason::InvalidArguments,
            Error::Unsupported(_) => Reason::Unsupported,
            Error::Request { request, reason, .. } => reason.unwrap_or_else(|| request.reason()),
            Error::Task { task, reason, .. } => reason.unwrap_or_else(|| task.reason()),
            Error::Ambiguous { .. } => Reason::Ambiguous,
            Error::Missing { .. } => Reason::Missing,
            Error::InUse { .. } => Reason::InUse,
            Error::State(_) => Reason::NotPossible,
            Error::Because(reason, _) => *reason,
            Error::Interrupted(_) => Reason::Interrupted,
        }
    }

    /// Returns whether the effect of a write is unknown, or its task may still be running.
    pub fn in_doubt(&self) -> bool {
        match self {
            Error::Request { request, .. } => {
                // A part of an upload has no visible effect until the upload is committed.
                let part = request.method == "PUT" && request.path.contains("/uploads/");
                !part && !matches!(request.method, "GET" | "HEAD") && request.leaves_doubt()
            }
            Error::Task { task, .. } => !matches!(task, TaskError::Failed { .. } | TaskError::Canceled { .. }),
            _ => false,
        }
    }

    /// Returns the status and the reason if the server rejected a request.
    pub fn answer(&self) -> Option<(u16, &Problem)> {
        match self {
            Error::Request { request, .. } => match &request.cause {
                Cause::Status(status, problem) => Some((*status, problem)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A failed request and its cause.
#[derive(Debug, Clone, Error)]
#[error("({method} {path}): {cause}")]
pub struct RequestError {
    pub method: &'static str,
    /// Path without the query.
    pub path: String,
    pub cause: Cause,
    /// Whether this was the retry of a write whose first response was lost.
    pub resent: bool,
}

impl RequestError {
    /// Returns whether a write may have taken effect: in this try, or in an earlier one whose response was lost.
    fn leaves_doubt(&self) -> bool {
        self.cause.leaves_doubt() || self.resent && self.cause.tells_nothing()
    }

    fn reason(&self) -> Reason {
        match &self.cause {
            Cause::Status(400, problem) if problem.says("already exists") => Reason::NameTaken,
            Cause::Status(401, _) => Reason::Unauthorized,
            Cause::Status(403, _) => Reason::Forbidden,
            Cause::Status(404, _) => Reason::Missing,
            Cause::Status(429, _) => Reason::Busy,
            Cause::Status(500.., _) => Reason::ServerError,
            Cause::Status(..) => Reason::Rejected,
            Cause::Lost(_) => Reason::ResponseLost,
            Cause::Unreachable(_) => Reason::Unreachable,
            Cause::NotPulp(_) => Reason::InvalidResponse,
            Cause::Interrupted => Reason::Interrupted,
        }
    }

    /// Returns an error that also says what the request was for.
    pub fn during(self, action: impl Into<String>) -> Error {
        Error::Request { action: action.into(), request: Box::new(self), hint: None, reason: None }
    }
}

/// Why a request failed.
#[derive(Debug, Clone, Error)]
pub enum Cause {
    /// The server rejected the request, with this status and reason.
    #[error("{0}: {1}")]
    Status(u16, Problem),
    /// No response arrived; the server may have processed the request.
    #[error("{0}")]
    Lost(String),
    /// The request did not reach the server.
    #[error("{0}")]
    Unreachable(String),
    /// There is no usable response, and a retry would not help.
    #[error("no valid response from Pulp: {0}")]
    NotPulp(String),
    /// The module received a signal.
    #[error("stopped by a signal")]
    Interrupted,
}

impl Cause {
    /// Returns whether a write that failed for this reason may have taken effect.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Cause::Lost(_) | Cause::NotPulp(_) => true,
            Cause::Status(status, _) => *status >= 500,
            Cause::Unreachable(_) | Cause::Interrupted => false,
        }
    }

    /// Returns whether the server did not process the request, so that this says nothing about an earlier try.
    fn tells_nothing(&self) -> bool {
        matches!(self, Cause::Unreachable(_) | Cause::Interrupted | Cause::Status(401 | 403 | 429, _))
    }

    /// Removes secrets from the texts of failures below HTTP.
    pub fn struck(self, secrets: &Secrets) -> Cause {
        match self {
            Cause::Lost(text) => Cause::Lost(secrets.strike(&text)),
            Cause::Unreachable(text) => Cause::Unreachable(secrets.strike(&text)),
            Cause::NotPulp(text) => Cause::NotPulp(secrets.strike(&text)),
            other => other,
        }
    }
}

/// Why a task failed, or why its end is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    #[error("task {href} failed: {reason}")]
    Failed { href: String, reason: String },
    #[error("task {href} was canceled")]
    Canceled { href: String },
    #[error("task {href} is still running after {seconds} s (timeout){progress}")]
    TimedOut { href: String, seconds: u64, progress: String },
    #[error("task {href} is waiting, but no worker is online")]
    NoWorker { href: String },
    #[error("task {href} had not finished when a signal arrived")]
    Interrupted { href: String },
    #[error("task {href} could no longer be watched {why}")]
    Unwatched { href: String, why: String },
    #[error("task {href} no longer exists on the server")]
    Gone { href: String },
}

impl TaskError {
    fn reason(&self) -> Reason {
        match self {
            TaskError::Failed { .. } => Reason::TaskFailed,
            TaskError::Canceled { .. } => Reason::TaskCanceled,
            TaskError::TimedOut { .. } => Reason::Timeout,
            TaskError::NoWorker { .. } => Reason::NoWorker,
            TaskError::Interrupted { .. } => Reason::Interrupted,
            TaskError::Unwatched { .. } | TaskError::Gone { .. } => Reason::TaskLost,
        }
    }

    /// Returns an error that also says what the task was for.
    pub fn during(self, action: impl Into<String>) -> Error {
        Error::Task { action: action.into(), task: self, hint: None, reason: None }
    }
}

/// The body of an error response, as one line of text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem(pub String);

/// Maximum length of a reason, in characters.
const LONGEST: usize = 600;

impl Problem {
    /// Reads an error body and removes secrets. Pulp's nested messages are joined, anything but JSON is kept as plain
    /// text, and long texts are shortened.
    pub fn from_body(body: &[u8], secrets: &Secrets) -> Problem {
        let text = match serde_json::from_slice::<Value>(body) {
            Ok(value) => flatten(&value),
            // Secrets go first: one that contains a tag would no longer be found without it.
            Err(_) => plain_text(&secrets.strike(&String::from_utf8_lossy(body))),
        };
        Problem(truncate(secrets.strike(text.trim()).trim(), LONGEST))
    }

    /// Returns whether the reason contains a text.
    pub fn says(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "no reason given" } else { &self.0 })
    }
}

/// Converts `{"url": ["Enter a valid URL."]}` to `url: Enter a valid URL.`, without keys such as `detail`.
fn flatten(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => join(items.iter().map(flatten), " "),
        Value::Object(map) => join(
            map.iter().map(|(key, value)| match (key.as_str(), flatten(value)) {
                (_, words) if words.is_empty() => words,
                ("detail" | "non_field_errors" | "errors" | "description", words) => words,
                (key, words) => format!("{key}: {words}"),
            }),
            "; ",
        ),
        other => other.to_string(),
    }
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
}

/// Removes the tags from an HTML page, to keep a proxy's error page readable.
fn plain_text(body: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns at most `longest` characters, with an ellipsis if the text was longer.
pub fn truncate(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
