//! Predicts, in check mode, the sync of a repository that was synced before.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{DueSync, Known, Options, with_version};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::Item;
use crate::lookup::{self, href};
use crate::object::{Fields, TaskView};
use crate::ongoing::holds;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::Request;

/// The number of the server's latest syncs to read, in one request.
const LATEST: &str = "1000";

/// Predicts a change if the remote changed since the last sync from it, or if the last sync was from another remote.
/// Only a real sync finds out what the upstream has now.
pub async fn tell(
    context: &Context,
    items: &[Item<Options>],
    due: Vec<(usize, DueSync)>,
    known: &Known,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let updated = updated(context, &due, known).await.map_err(|error| error.during("look up remotes"))?;
    let syncs = syncs(context).await.map_err(|error| error.during("look up the latest syncs"))?;
    for (index, job) in due {
        let outcome = &mut outcomes[index];
        let reason = syncs.iter().find(|sync| holds(sync, &job.repository, false)).and_then(|last| {
            let began = TaskView(last).started()?;
            if !holds(last, &job.remote, true) {
                return Some("the last sync was from another remote");
            }
            let changed = updated.get(&job.remote).is_some_and(|updated| updated.as_str() > began);
            changed.then_some("the remote changed since the last sync")
        });
        outcome.changed = reason.is_some();
        match reason {
            Some(reason) => outcome.done(Reason::Updated, format!("would be synced: {reason}")),
            None => outcome
                .done(Reason::Unpredictable, "would be synced; whether this creates a new version cannot be predicted"),
        }
        outcome.label.clone_from(&items[index].label);
        with_version(outcome, &job.version, None);
    }
    Ok(())
}

/// Returns when each remote was last changed. Old servers do not report it.
async fn updated(
    context: &Context,
    due: &[(usize, DueSync)],
    known: &Known,
) -> Result<BTreeMap<String, String>, RequestError> {
    let unknown = due.iter().map(|(_, job)| job.remote.as_str()).filter(|remote| !known.contains_key(*remote));
    let fields = [("fields", "pulp_href,pulp_last_updated")];
    let found = lookup::by(context, "remotes/", "pulp_href", unknown, &fields, &fields).await?;
    let moment = |remote: &Value| Some((href(remote), remote.text("pulp_last_updated")?.to_owned()));
    Ok(found.iter().chain(known.values()).filter_map(moment).collect())
}

/// Reads the latest syncs that succeeded; Pulp lists the last one first.
async fn syncs(context: &Context) -> Result<Vec<Value>, RequestError> {
    let query = [
        ("state", "completed"),
        ("name__contains", "sync"),
        ("fields", "started_at,reserved_resources_record"),
        ("limit", LATEST),
    ];
    let mut page = context.client.send(&Request::get("tasks/", &query)).await?.body;
    match page.get_mut("results").map(Value::take) {
        Some(Value::Array(tasks)) => Ok(tasks),
        _ => Ok(Vec::new()),
    }
}
