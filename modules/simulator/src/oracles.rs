//! What must be so after every run. Each oracle is a function that names what is wrong.

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

/// Secrets that servers hold from the start.
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
/// More requests than this are too many, whatever goes wrong. Those that ask whether tasks have ended are counted apart: as many
/// as there are seconds, as every two of them it is asked for tasks and for workers.
const MOST: usize = 4_000;

/// The kinds of facts that a module is about.
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

/// The label of a row that a fact belongs to.
pub fn row_of<'a>(workload: &Workload, kind: &str, about: &'a str) -> &'a str {
    match (workload.module.name, kind) {
        ("container_sync", "remotes") => about.strip_suffix("-remote").unwrap_or(about),
        _ => about,
    }
}

/// Whether some item asks for what is always a change, or what cannot be told.
pub fn always(workload: &Workload) -> bool {
    let text = json!(workload.args).to_string();
    text.contains("\"refresh\":true") || text.contains("\"replicate\":true")
}

/// Whether items may undo what others of the list do, so that a run again has something to do again.
pub fn contradicts(workload: &Workload) -> bool {
    let items = workload.args.get(workload.module.plural).and_then(serde_json::Value::as_array);
    let names = items.into_iter().flatten().flat_map(|item| [item.get("repository"), item.get("src_repo")]).flatten();
    let names: Vec<String> = names.map(ToString::to_string).collect();
    let twice = names.iter().enumerate().any(|(place, name)| names[..place].contains(name));
    let text = json!(workload.args).to_string();
    let several = items.is_some_and(|items| items.len() > 1);
    match workload.module.name {
        "container_content" | "file_content" => twice,
        // Pruning makes a version, of which there are then more than are to be kept.
        "maintenance" => text.contains("prune") && text.contains("remove_versions"),
        // What keeps something from being created may be changed by another item.
        "distribution" => several && text.contains("\"skip_existing\":true"),
        // Who removed itself does not get in again.
        "user" => workload.force && text.contains(&Value::from("admin").to_string()),
        _ => false,
    }
}

/// What must be so of a run whatever happens.
pub fn sound(workload: &Workload, ran: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    match &ran.end {
        End::Panicked => wrong.push("it panicked".to_owned()),
        End::Endless => wrong.push("it went on for ever".to_owned()),
        End::Failed(error) if ran.wrote => {
            wrong.push(format!("an error without rows after something was written: {error}"))
        }
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
        wrong.push(format!("the secret {secret} is in the result: {text}"));
    }
    let waits = |exchange: &&Exchange| {
        let request = &exchange.request;
        request.path.ends_with("/status/") || request.path.ends_with("/tasks/") && request.param("state__in").is_some()
    };
    let waiting = ran.exchanges.iter().filter(waits).count();
    let seconds = ran.trace.last().map_or(0, |event| event.at / 1_000) as usize;
    if ran.exchanges.len() - waiting > MOST || waiting > seconds + MOST {
        wrong.push(format!("{} requests, {waiting} of them for the end of tasks, in {seconds} s", ran.exchanges.len()));
    }
    wrong
}
