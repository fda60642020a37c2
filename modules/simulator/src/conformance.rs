//! Compares the simulator with a real server: both get the same random requests and must respond alike.

mod generator;
mod real;

use std::collections::BTreeMap;

use anyhow::Result;
use pulp::request::Method;
use serde_json::{Value, json};

pub use generator::{Generator, Step};
pub use real::Real;

use crate::server::Server;

/// The part of a response that both servers must agree on.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

/// A difference between the two servers' responses.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Method, list and kind of difference; the same for all requests that differ in this way.
    pub about: String,
    /// `about` with the request, and with both responses if their statuses differ.
    pub text: String,
}

/// An object that exists on both servers, with its href on each.
#[derive(Debug, Clone)]
pub struct Pair {
    pub list: String,
    pub simulated: String,
    pub real: String,
    pub name: String,
}

/// Both servers, the objects created on them, and the differences found so far.
pub struct Both {
    pub simulated: Server,
    pub real: Real,
    pub pairs: Vec<Pair>,
    pub differences: Vec<Difference>,
    pub requests: u64,
}

/// Fields that are not compared: times, addresses, and values that only the server knows.
const UNTOLD: &[&str] = &[
    "pulp_href",
    "prn",
    "pulp_created",
    "pulp_last_updated",
    "base_url",
    "content_guard_prn",
    "versions_href",
    "latest_version_href",
    "id",
    "date_joined",
    "no_content_change_since",
    "blocklist_entries_href",
    "client_url",
    "registry_path",
    "namespace",
    "content_guard_prn",
    "last_sync_details",
    "vuln_report",
    "users",
    "groups",
    "content_guard",
];

impl Both {
    /// Sends a step to both servers and notes the differences. `$n` in bodies and paths is the href of the n-th pair.
    pub fn send(&mut self, step: &Step) -> Result<()> {
        self.requests += 1;
        let side = |real: bool| {
            let text = |text: &str| self.filled(text, real);
            let body = step.body.as_ref().map(|body| self.filled_in(body, real));
            (text(&step.path), body)
        };
        let ((path, body), (real_path, real_body)) = (side(false), side(true));
        let answer = self.simulated.admin(step.method, &path, body);
        let mut one = Answer { status: answer.status, body: answer.value() };
        let mut other = self.real.send(step.method, &real_path, real_body.as_ref())?;
        let mut made = (href(&one.body), href(&other.body));
        if let (202, 202) = (one.status, other.status) {
            self.simulated.settle();
            let task = one.body["task"].as_str().unwrap_or_default().to_owned();
            let ended = self.simulated.admin(Method::Get, &task, None).value();
            let real_task = self.real.ended(other.body["task"].as_str().unwrap_or_default())?;
            let first = |task: &Value| task["created_resources"][0].as_str().map(str::to_owned);
            made = (first(&ended), first(&real_task));
            self.compare(step, "task state", &ended["state"], &real_task["state"]);
            let shown = match (&made, step.method) {
                ((Some(one), Some(other)), _) => Some((one.clone(), other.clone())),
                (_, Method::Patch) => Some((path.clone(), real_path.clone())),
                _ => None,
            };
            if let Some((mine, theirs)) = shown {
                let answer = self.simulated.admin(Method::Get, &mine, None);
                one = Answer { status: answer.status, body: answer.value() };
                other = self.real.send(Method::Get, &theirs, None)?;
            }
        }
        if one.status != other.status {
            let about =
                format!("{} {}: status: {} instead of {}", step.method.name(), step.list, one.status, other.status);
            let text = format!(
                "{about}\n    {path} {}\n    {}\n    {}",
                step.body.clone().unwrap_or_default(),
                one.body,
                other.body
            );
            self.differences.push(Difference { about, text });
        }
        if one.status == other.status {
            self.shapes(step, &one.body, &other.body);
        }
        match step.method {
            Method::Post if step.makes => {
                if let (Some(simulated), Some(real)) = made {
                    let name = step.body.as_ref().and_then(|body| body["name"].as_str()).unwrap_or_default().to_owned();
                    self.pairs.push(Pair { list: step.path.clone(), simulated, real, name });
                }
            }
            Method::Delete if other.status < 300 => self.pairs.retain(|pair| pair.real != real_path),
            _ => {}
        }
        Ok(())
    }

    fn filled(&self, text: &str, real: bool) -> String {
        let Some(number) = text.strip_prefix('$') else {
            return text.to_owned();
        };
        let (number, rest) = number.split_once('/').unwrap_or((number, ""));
        let pair = number.parse::<usize>().ok().and_then(|number| self.pairs.get(number));
        pair.map(|pair| format!("{}{rest}", if real { &pair.real } else { &pair.simulated })).unwrap_or_default()
    }

    fn filled_in(&self, value: &Value, real: bool) -> Value {
        match value {
            Value::String(text) if text.starts_with('$') => self.filled(text, real).into(),
            Value::Array(values) => values.iter().map(|value| self.filled_in(value, real)).collect(),
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), self.filled_in(value, real))).collect(),
            other => other.clone(),
        }
    }

    fn compare(&mut self, step: &Step, what: &str, one: &Value, other: &Value) {
        if one != other {
            let list = step.list.as_str();
            let about = format!("{} {list}: {what}: {one} instead of {other}", step.method.name());
            let text = format!("{about}\n    {} {}", step.path, step.body.clone().unwrap_or_default());
            self.differences.push(Difference { about, text });
        }
    }

    /// Compares the bodies of two responses: the names of the fields, and the values except for references.
    fn shapes(&mut self, step: &Step, one: &Value, other: &Value) {
        match (one, other) {
            (Value::Object(mine), Value::Object(theirs)) => {
                let keys: BTreeMap<&String, ()> = mine.keys().chain(theirs.keys()).map(|key| (key, ())).collect();
                let keys: Vec<String> =
                    keys.into_keys().filter(|key| !UNTOLD.contains(&key.as_str())).cloned().collect();
                for key in keys {
                    match (mine.get(&key), theirs.get(&key)) {
                        (Some(_), None) => {
                            self.compare(step, &format!("field {key}"), &json!("shown"), &json!("not shown"))
                        }
                        (None, Some(_)) => {
                            self.compare(step, &format!("field {key}"), &json!("not shown"), &json!("shown"))
                        }
                        (Some(Value::Array(mine)), Some(Value::Array(theirs))) if key == "results" => {
                            self.compare(step, "number of results", &mine.len().into(), &theirs.len().into());
                            if let (Some(mine), Some(theirs)) = (mine.first().cloned(), theirs.first().cloned()) {
                                self.shapes(step, &mine, &theirs);
                            }
                        }
                        (Some(mine), Some(theirs)) => {
                            let (mine, theirs) = (plain(mine), plain(theirs));
                            let refused = one.get("pulp_href").is_none() && one.get("results").is_none();
                            // The two servers must reject the same field, but not in the same words.
                            if !refused {
                                self.compare(step, &format!("value of {key}"), &mine, &theirs);
                            }
                        }
                        (None, None) => {}
                    }
                }
            }
            (one, other) if one.is_array() != other.is_array() => self.compare(step, "kind of body", one, other),
            _ => {}
        }
    }
}

fn href(body: &Value) -> Option<String> {
    body["pulp_href"].as_str().map(str::to_owned)
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.iter().all(|part| part.chars().all(|one| one.is_ascii_hexdigit()))
}

/// Returns a value with placeholders for what differs from server to server: hrefs, URLs and IDs. Lists are sorted.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with('/') => "<href>".into(),
        Value::String(text) if text.starts_with("http://") => "<url>".into(),
        Value::String(text) if is_uuid(text) => "<id>".into(),
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(plain).collect();
            values.sort_by_key(Value::to_string);
            values.into()
        }
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !UNTOLD.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect(),
        other => other.clone(),
    }
}
