//! Checks each run. An oracle is a function that returns a text for each violation.

mod changes;
mod declared;
mod harm;

use serde_json::{Value, json};

pub use changes::{changed, predicted, unchanged};
pub use declared::declared;
pub use harm::{in_use, read_only};

use crate::run::{End, Ran};
use crate::server::login::{ADMIN, ADMIN_PASSWORD, USER, USER_PASSWORD};
use crate::transport::Exchange;
use crate::workloads::Workload;

/// Secrets that exist on the server from the start.
const OLD: &[&str] = &[
    "old-header-secret",
    "old-remote-password",
    "old-user-name",
    "old-ark-user",
    "old-ark-password",
    ADMIN_PASSWORD,
    ADMIN,
    USER_PASSWORD,
    USER,
];
/// The maximum number of requests, whatever goes wrong. While the module waits for tasks, it may send one more per
/// second: every two seconds it asks for the tasks and for the workers.
const MOST: usize = 4_000;

/// Returns the kinds of facts that a module's `changed` is about.
pub fn kinds(workload: &Workload) -> Vec<&'static str> {
    match workload.module.name {
        "sync" | "container_content" | "file_content" => vec!["versions"],
        "container_sync" => vec!["repositories", "remotes", "versions"],
        "content_guard" => vec!["contentguards", "roles-on"],
        "user" => vec!["users", "groups-of", "roles-of"],
        "group" => vec!["groups", "users-of", "roles-of"],
        "api_call" | "info" | "task" | "maintenance" | "signing_service" => Vec::new(),
        _ => {
            let paths = workload.module.types.iter().map(|kind| kind.path.split('/').next().unwrap_or_default());
            let mut kinds: Vec<&str> = paths.collect();
            kinds.dedup();
            kinds
        }
    }
}

/// Returns the label of the row that a fact belongs to.
pub fn row_of<'a>(workload: &Workload, kind: &str, about: &'a str) -> &'a str {
    match (workload.module.name, kind) {
        ("container_sync", "remotes") => about.strip_suffix("-remote").unwrap_or(about),
        _ => about,
    }
}

/// Whether some item always reports a change: a refresh or a replication.
pub fn always(workload: &Workload) -> bool {
    let text = json!(workload.args).to_string();
    text.contains("\"refresh\":true") || text.contains("\"replicate\":true")
}

/// Whether one item may undo what another one did, or stop the next run, so that a second run differs from the first.
pub fn contradicts(workload: &Workload) -> bool {
    let items = workload.args.get(workload.module.plural).and_then(serde_json::Value::as_array);
    let names = items.into_iter().flatten().flat_map(|item| [item.get("repository"), item.get("src_repo")]).flatten();
    let names: Vec<String> = names.map(ToString::to_string).collect();
    let twice = names.iter().enumerate().any(|(place, name)| names[..place].contains(name));
    let text = json!(workload.args).to_string();
    let several = items.is_some_and(|items| items.len() > 1);
    match workload.module.name {
        "container_content" | "file_content" => twice,
        // Pruning creates a version, so there may be more versions than `keep` allows.
        "maintenance" => text.contains("prune") && text.contains("remove_versions"),
        // One item may change the distribution because of which another item was skipped.
        "distribution" => several && text.contains("\"skip_existing\":true"),
        // A user that deleted itself cannot log in again.
        "user" => workload.force && text.contains(&Value::from("admin").to_string()),
        _ => false,
    }
}

/// Checks what must hold whatever happens: no panic, an end, no secret in the result, and not too many requests.
pub fn sound(workload: &Workload, ran: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    match &ran.end {
        End::Panicked => wrong.push("the module panicked".to_owned()),
        End::Endless => wrong.push("the module did not end".to_owned()),
        End::Failed(error) if ran.wrote => wrong.push(format!("a write succeeded, but the error has no rows: {error}")),
        _ => {}
    }
    let text = match &ran.end {
        End::Told(result) => result.to_string(),
        End::Failed(error) => error.clone(),
        _ => String::new(),
    };
    let told =
        workload.secrets.iter().map(String::as_str).chain(OLD.iter().copied()).find(|secret| text.contains(secret));
    if let Some(secret) = told {
        wrong.push(format!("the result contains the secret {secret}: {text}"));
    }
    let waits = |exchange: &&Exchange| {
        let request = &exchange.request;
        request.path.ends_with("/status/") || request.path.ends_with("/tasks/") && request.param("state__in").is_some()
    };
    let waiting = ran.exchanges.iter().filter(waits).count();
    let seconds = ran.trace.last().map_or(0, |event| event.at / 1_000) as usize;
    if ran.exchanges.len() - waiting > MOST || waiting > seconds + MOST {
        wrong.push(format!("{} requests in {seconds} s, {waiting} of them to wait for tasks", ran.exchanges.len()));
    }
    wrong
}
