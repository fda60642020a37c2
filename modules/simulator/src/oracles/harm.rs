//! Nothing that is served goes away, and nothing that is guarded becomes public, unless that was asked for.

use serde_json::{Value, json};

use crate::run::Ran;
use crate::server::Server;
use crate::workloads::{Workload, options};

/// What was served before and is not any more, or to other people.
pub fn in_use(workload: &Workload, before: &Server, ran: &Ran) -> Vec<String> {
    // What has no option for it is not asked to hold back.
    let module = workload.module;
    let forced = |kind: &pulp::schema::Type| options(module, kind).iter().any(|field| field.option == "force");
    let careful = module.types.iter().any(forced);
    let removes = matches!(module.name, "repository" | "container_sync") && !careful;
    if workload.force || removes || ran.schedule.has_operator() {
        return Vec::new();
    }
    let text = json!(workload.args).to_string();
    let after = ran.server.serves();
    let mut wrong = Vec::new();
    for (path, was) in before.serves() {
        // What the items themselves are about may change.
        if workload.module.name == "distribution" && text.contains(&Value::from(was.name.as_str()).to_string()) {
            continue;
        }
        let Some(is) = after.get(&path) else {
            wrong.push(format!("distribution \"{}\" served something before and serves nothing now", was.name));
            continue;
        };
        if !was.live && is.content != was.content {
            wrong.push(format!("distribution \"{}\" serves other content than before", was.name));
        }
        let guard = workload.module.name == "content_guard";
        let fewer = is.guards.len() < was.guards.len() && (!guard || is.guards.is_empty());
        if fewer || is.guards.is_empty() != was.guards.is_empty() {
            wrong
                .push(format!("distribution \"{}\" had the guards {:?} and has {:?}", was.name, was.guards, is.guards));
        }
    }
    wrong
}

/// A run that only reads writes nothing.
pub fn read_only(workload: &Workload, ran: &Ran) -> Vec<String> {
    let reads = matches!(workload.module.name, "info" | "signing_service");
    if reads && ran.writes() > 0 { vec!["a run that only reads wrote something".to_owned()] } else { Vec::new() }
}
