//! Everything that can go wrong, in the words a user sees. Each text has a golden.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use crate::redact::Secrets;

/// A failure of the module or of one item.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The arguments are wrong; nothing was sent.
    #[error("{0}")]
    Args(String),
    /// The server cannot do it.
    #[error("{0}")]
    Unsupported(String),
    /// A request failed.
    #[error("could not {action} {request}{}", hint_text(hint))]
    Request { action: String, request: Box<RequestError>, hint: Option<String> },
    /// A task failed, was canceled, or took too long.
    #[error("could not {action}: {task}{}", hint_text(hint))]
    Task { action: String, task: TaskError, hint: Option<String> },
    /// Two objects answer to one name.
    #[error("{what} is ambiguous: {count} objects answer to it on the server: {hrefs}")]
    Ambiguous { what: String, count: usize, hrefs: String },
    /// A name that stands for another object finds none.
    #[error("{what} does not exist, or user {user} may not see it")]
    Missing { what: String, user: String },
    /// An object is in use, so it is not removed.
    #[error("{what} is still used by {users}; force: true removes it all the same{consequence}")]
    InUse { what: String, users: String, consequence: String },
    /// The state asked for makes no sense for what is on the server.
    #[error("{0}")]
    State(String),
    /// SIGTERM or SIGINT came.
    #[error("stopped by a signal before {0}")]
    Interrupted(String),
}

fn hint_text(hint: &Option<String>) -> String {
    hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default()
}

impl Error {
    /// An object that distributions serve, by their names.
    pub fn served(what: String, distributions: &[&str], consequence: &str) -> Error {
        let names: Vec<String> = distributions.iter().map(|name| format!("\"{name}\"")).collect();
        let users = format!("distribution {}", names.join(", "));
        Error::InUse { what, users, consequence: consequence.to_owned() }
    }

    /// Adds what the failure most likely means.
    pub fn with_hint(mut self, text: impl Into<String>) -> Error {
        if let Error::Request { hint, .. } | Error::Task { hint, .. } = &mut self {
            *hint = Some(text.into());
        }
        self
    }

    /// Whether it is not known what became of a write that was sent, or it is still under way.
    pub fn in_doubt(&self) -> bool {
        match self {
            Error::Request { request, .. } => {
                // A part of an upload is nothing yet that anybody could see.
                let part = request.method == "PUT" && request.path.contains("/uploads/");
                !part && !matches!(request.method, "GET" | "HEAD") && request.leaves_doubt()
            }
            Error::Task { task, .. } => !matches!(task, TaskError::Failed { .. } | TaskError::Canceled { .. }),
            _ => false,
        }
    }

    /// The server's answer, if this is about one.
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

/// A request that failed: which, and why.
#[derive(Debug, Clone, Error)]
#[error("({method} {path}): {cause}")]
pub struct RequestError {
    pub method: &'static str,
    /// Path without the query.
    pub path: String,
    pub cause: Cause,
    /// Whether it was a write that was sent before, and whose answer was lost.
    pub resent: bool,
}

impl RequestError {
    /// Whether a write may have had its effect all the same: this try, or the one before, whose answer was lost.
    fn leaves_doubt(&self) -> bool {
        self.cause.leaves_doubt() || self.resent && self.cause.tells_nothing()
    }

    /// Says what the request was for.
    pub fn during(self, action: impl Into<String>) -> Error {
        Error::Request { action: action.into(), request: Box::new(self), hint: None }
    }
}

/// Why a request failed.
#[derive(Debug, Clone, Error)]
pub enum Cause {
    /// The server refused; its words.
    #[error("{0}: {1}")]
    Status(u16, Problem),
    /// No answer came; whether the request was carried out is not known.
    #[error("{0}")]
    Lost(String),
    /// The request was never sent or not accepted.
    #[error("{0}")]
    Unreachable(String),
    /// Whatever answers is no Pulp.
    #[error("this is not a Pulp 3 API: {0}")]
    NotPulp(String),
    /// A signal came.
    #[error("stopped by a signal")]
    Interrupted,
}

impl Cause {
    /// Whether a write that failed so may have had its effect all the same.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Cause::Lost(_) | Cause::NotPulp(_) => true,
            Cause::Status(status, _) => *status >= 500,
            Cause::Unreachable(_) | Cause::Interrupted => false,
        }
    }

    /// Whether the server did not even look at what was asked for, and so says nothing of an earlier try.
    fn tells_nothing(&self) -> bool {
        matches!(self, Cause::Unreachable(_) | Cause::Interrupted | Cause::Status(401 | 403 | 429, _))
    }

    /// The same without the secrets in what went wrong below HTTP.
    pub fn struck(self, secrets: &Secrets) -> Cause {
        match self {
            Cause::Lost(text) => Cause::Lost(secrets.strike(&text)),
            Cause::Unreachable(text) => Cause::Unreachable(secrets.strike(&text)),
            Cause::NotPulp(text) => Cause::NotPulp(secrets.strike(&text)),
            other => other,
        }
    }
}

/// Why a task did not end well.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    #[error("task {href} failed: {reason}")]
    Failed { href: String, reason: String },
    #[error("task {href} was canceled")]
    Canceled { href: String },
    #[error("task {href} still runs after {seconds} s (timeout){progress}")]
    TimedOut { href: String, seconds: u64, progress: String },
    #[error("task {href} waits, and no worker is online")]
    NoWorker { href: String },
    #[error("task {href} was still under way when a signal came")]
    Interrupted { href: String },
    #[error("task {href} was lost sight of {why}")]
    Unwatched { href: String, why: String },
    #[error("task {href} is gone from the server's list")]
    Gone { href: String },
}

/// Pulp's error body, flattened to one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem(pub String);

const LONGEST: usize = 600;

impl Problem {
    /// Reads an error body without the secrets in it. Pulp nests its messages; what is no JSON is kept as truncated text.
    pub fn from_body(body: &[u8], secrets: &Secrets) -> Problem {
        let text = match serde_json::from_slice::<Value>(body) {
            Ok(value) => flatten(&value),
            // Once as it is: without its tags, a secret that looks like one is not whole any more.
            Err(_) => plain_text(&secrets.strike(&String::from_utf8_lossy(body))),
        };
        Problem(truncate(secrets.strike(text.trim()).trim(), LONGEST))
    }

    /// Whether some message of it contains a text.
    pub fn says(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "no reason given" } else { &self.0 })
    }
}

/// `{"url": ["Enter a valid URL."]}` becomes `url: Enter a valid URL.`; keys that say nothing are left out.
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

/// The text of an HTML page without its tags, so that a proxy's answer stays readable.
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

/// At most `longest` characters, with an ellipsis where some were cut.
pub fn truncate(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
