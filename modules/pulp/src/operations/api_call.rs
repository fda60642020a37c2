//! `api_call`: sends any API request, for what the other modules do not cover.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shown;
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::item::{Item, State};
use crate::lookup;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::{Method, Request, encode};
use crate::schema::{Object, Type};
use crate::task;
use crate::types;

/// The module `api_call`.
pub struct ApiCall;

/// The HTTP methods of Pulp's API.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// Reads.
    #[default]
    Get,
    /// Reads, without a response body.
    Head,
    /// Creates an object, or starts an action.
    Post,
    /// Replaces an object.
    Put,
    /// Updates an object.
    Patch,
    /// Deletes an object.
    Delete,
}

impl Verb {
    fn method(self) -> Method {
        match self {
            Verb::Get => Method::Get,
            Verb::Head => Method::Head,
            Verb::Post => Method::Post,
            Verb::Put => Method::Put,
            Verb::Patch => Method::Patch,
            Verb::Delete => Method::Delete,
        }
    }

    /// Returns whether the method only reads, so that check mode may send it.
    fn reads(self) -> bool {
        matches!(self, Verb::Get | Verb::Head)
    }
}

/// Options of `api_call`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Path below the API (`/pulp/api/v3/`), such as `repositories/rpm/rpm/`, or an href, which starts with a slash.
    #[serde(default)]
    pub path: String,
    /// HTTP method. Check mode only sends `GET` and `HEAD`.
    #[serde(default)]
    pub method: Verb,
    /// Query parameters. A list becomes one comma-separated value, as Pulp's `__in` filters expect.
    #[serde(default)]
    pub query: Object,
    /// Request body, sent as JSON: a dictionary, or any other value that the endpoint accepts.
    pub body: Option<Value>,
    /// Whether to read all pages of a list. The response is then the list of all results.
    #[serde(default)]
    pub all_pages: bool,
    /// Whether to wait for the task that the server may start.
    #[serde(default = "super::yes")]
    pub wait: bool,
}

impl Operation for ApiCall {
    const NOUN: &'static str = "call";
    const NAME: &'static str = "api_call";
    const PLURAL: &'static str = "calls";
    const ABOUT: &'static str = "Send requests to the Pulp API and wait for their tasks";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::api_call::TYPES;
    const STATES: &'static [State] = &[State::Present];
    const SINGLE_STATE: State = State::Present;
    const KEY: &'static [&'static str] = &["path", "method", "query", "body", "all_pages", "wait"];
    const RETURNS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("call", "dict", "C(method) and C(path) of the request."),
        (
            "response",
            "raw",
            "The server's response, without the connection's secrets; with O(all_pages) the list of all results.",
        ),
        ("status", "int", "HTTP status of the response; null if check mode did not send the request."),
        (
            "task",
            "dict",
            "The task that the request started, in its final state; with O(wait=false) only its C(pulp_href).",
        ),
    ];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let answers = context.each(items, async |item| call(context, item).await).await;
        let awaited = items.iter().zip(&answers).filter(|(item, _)| item.options.wait);
        let tasks: Vec<String> = awaited.filter_map(|(_, answer)| task_of(answer).map(str::to_owned)).collect();
        let endings = task::wait(context, tasks.iter().cloned()).await;
        // If this fails, `endings` still has the result of each task.
        let tasks = task::read(context, &tasks).await.unwrap_or_default();
        let settle = |(item, answer): (&Item<Options>, Result<Option<Reply>, Error>)| match answer {
            Err(error) => Outcome::failed(&item.label, &error),
            Ok(reply) => {
                let task = reply.as_ref().and_then(Reply::task).map(str::to_owned);
                let mut outcome = outcome(context, item, reply);
                if let Some(href) = task {
                    let ended = tasks.iter().find(|task| lookup::href(task) == href);
                    let shown = ended.map_or_else(|| json!({"pulp_href": href}), |task| shown::task(context, task));
                    outcome.extra.insert("task".to_owned(), shown);
                    let ending = endings.get(&href).cloned().unwrap_or(Err(TaskError::Gone { href }));
                    if let (true, Err(task)) = (item.options.wait, ending) {
                        outcome.fail(&task.during(action(item)));
                    }
                }
                outcome
            }
        };
        Ok(items.iter().zip(answers).map(settle).collect())
    }

    async fn read_all(_: &Context, _: &Type) -> Result<Vec<Outcome>, Error> {
        Ok(Vec::new())
    }
}

fn task_of(answer: &Result<Option<Reply>, Error>) -> Option<&str> {
    answer.as_ref().ok()?.as_ref()?.task()
}

fn action(item: &Item<Options>) -> String {
    format!("call {} {}", item.options.method.method().name(), item.label)
}

/// Sends the request, unless it is a write in check mode.
async fn call(context: &Context, item: &Item<Options>) -> Result<Option<Reply>, Error> {
    let options = &item.options;
    if options.path.contains("://") {
        return Err(Error::State(format!(
            "path must be below Pulp's API or an href, not a URL: {}",
            context.client.strike(&options.path)
        )));
    }
    if options.all_pages && options.method != Verb::Get {
        return Err(Error::State(format!("all_pages requires method GET, not {}", options.method.method().name())));
    }
    if context.check && !options.method.reads() {
        return Ok(None);
    }
    let query: Vec<(&str, String)> = options.query.iter().map(|(key, value)| (key.as_str(), plain(value))).collect();
    let (path, given) = options.path.split_once('?').unwrap_or((&options.path, ""));
    if options.all_pages {
        let given = given.split('&').filter_map(|pair| pair.split_once('='));
        let decoded: Vec<(&str, String)> = given.map(|(key, value)| (key, decoded(value))).collect();
        let query: Vec<(&str, &str)> =
            decoded.iter().chain(&query).map(|(key, value)| (*key, value.as_str())).collect();
        let results = context.client.list(path, &query).await.map_err(|error| error.during(action(item)))?;
        return Ok(Some(Reply { status: 200, body: results.into(), found: false }));
    }
    let query = query.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value)));
    let query = given.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).chain(query);
    let request = Request {
        method: options.method.method(),
        path: path.to_owned(),
        query: query.collect::<Vec<_>>().join("&"),
        body: options.body.clone().map(parsed),
    };
    context.client.send_unknown(&request).await.map(Some).map_err(|error| error.during(action(item)))
}

/// Formats a query value as Pulp does in its own links.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Parses a body that a template may have turned from a dictionary into text.
fn parsed(body: Value) -> Value {
    match &body {
        Value::String(text) => serde_json::from_str(text).unwrap_or(body),
        _ => body,
    }
}

fn outcome(context: &Context, item: &Item<Options>, reply: Option<Reply>) -> Outcome {
    let verb = item.options.method;
    let mut extra = Object::new();
    let msg = match &reply {
        Some(reply) => format!("{} returned {}", verb.method().name(), reply.status),
        None => format!("{} would be sent", verb.method().name()),
    };
    let (status, body) = reply.map_or((Value::Null, Value::Null), |reply| (reply.status.into(), reply.body));
    extra.insert("status".to_owned(), status);
    extra.insert("response".to_owned(), context.client.strike_in(&body));
    let entity = json!({"method": verb.method().name(), "path": context.client.href(&item.options.path)});
    let reason = if verb.reads() { Reason::Read } else { Reason::Done };
    Outcome { label: item.label.clone(), changed: !verb.reads(), msg, reason, entity, extra, ..Outcome::default() }
}
