//! Checks that served content does not disappear and guarded content does not become public, unless the arguments ask
//! for it.

use serde_json::{Value, json};

use crate::run::Ran;
use crate::server::Server;
use crate::workloads::Workload;

/// Each distribution still serves its content, behind its content guards.
pub fn in_use(workload: &Workload, before: &Server, ran: &Ran) -> Vec<String> {
    // Only operations with the option `force` protect what is served.
    let module = workload.module;
    let forced = |kind: &pulp::schema::Type| module.options(kind).any(|field| field.option == "force");
    let careful = module.types.iter().any(forced);
    let removes = matches!(module.name, "repository" | "container_sync") && !careful;
    if workload.force || removes || ran.schedule.has_operator() {
        return Vec::new();
    }
    let text = json!(workload.args).to_string();
    let after = ran.server.serves();
    let mut wrong = Vec::new();
    for (path, was) in before.serves() {
        // The items of `distribution` may change the distributions that they name.
        if workload.module.name == "distribution" && text.contains(&Value::from(was.name.as_str()).to_string()) {
            continue;
        }
        let Some(is) = after.get(&path) else {
            wrong.push(format!("distribution \"{}\" does not serve anything any more", was.name));
            continue;
        };
        if !was.live && is.content != was.content {
            wrong.push(format!("distribution \"{}\" serves different content", was.name));
        }
        let guard = workload.module.name == "content_guard";
        let fewer = is.guards.len() < was.guards.len() && (!guard || is.guards.is_empty());
        if fewer || is.guards.is_empty() != was.guards.is_empty() {
            wrong.push(format!(
                "distribution \"{}\" has the content guards {:?} instead of {:?}",
                was.name, is.guards, was.guards
            ));
        }
    }
    wrong
}

/// A module that only reads sends no writes.
pub fn read_only(workload: &Workload, ran: &Ran) -> Vec<String> {
    let reads = matches!(workload.module.name, "info" | "signing_service");
    if reads && ran.writes() > 0 { vec!["a module that only reads sent a write".to_owned()] } else { Vec::new() }
}
