//! Checks that `changed` is true exactly for what changed: in real runs, in check mode, and in repeated runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{always, contradicts, kinds, row_of};
use crate::facts::{Facts, differing};
use crate::run::{Ran, Row};
use crate::workloads::Workload;

/// Whether a row says that it does not know whether it changed something.
fn vague(row: &Row) -> bool {
    let text = row.whole.to_string();
    row.unknown || row.whole.get("not_compared").is_some() || text.contains("cannot be predicted")
}

/// Groups the rows by label.
fn by_label(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut labels: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| labels.entry(row.label.as_str()).or_default().push(row));
    labels
}

/// Each row reports `changed` exactly if its object changed on the server.
pub fn changed(workload: &Workload, ran: &Ran, before: &Facts, after: &Facts) -> Vec<String> {
    let kinds = kinds(workload);
    let rows = ran.rows(workload);
    if kinds.is_empty() || rows.is_empty() || always(workload) || ran.schedule.has_operator() {
        return Vec::new();
    }
    let (differing, others): (Vec<_>, Vec<_>) =
        differing(before, after).into_iter().partition(|(kind, _)| kinds.contains(&kind.as_str()));
    let moved: BTreeSet<&str> = differing.iter().map(|(kind, about)| row_of(workload, kind, about)).collect();
    let mut wrong = Vec::new();
    // An upload is a change, even if the content was not added to a repository.
    let stored = others.iter().any(|(kind, _)| kind == "content");
    let uploaded = |row: &&Row| row.whole.get("uploaded").and_then(Value::as_u64) > Some(0);
    let labels = by_label(&rows);
    // A delayed write changes something after its row was reported.
    let late = ran.wrote_late();
    // A source may lose paths if a failure names it, if a row is unknown, or if a write was delayed.
    let told = |label: &str| {
        let names = |row: &Row| row.failed && row.whole.to_string().contains(&format!("\\\"{label}\\\""));
        // The module cannot restore the paths of sources that its user does not see.
        let hidden = ran.server.hidden.iter().filter_map(|href| ran.server.objects.get(href));
        let unseen = hidden.filter(|one| one.list.starts_with("acs/")).any(|one| one.name() == label);
        workload.module.name == "acs" && (unseen || late || rows.iter().any(|row| row.unknown || names(row)))
    };
    for (label, rows) in &labels {
        let says = rows.iter().any(|row| row.changed);
        // If a proxy sends a create request twice, nobody can know whether the object is this run's.
        let twice = !says && ran.schedule.happened.contains_key("Twice");
        // A guard that is deleted by force also disappears from the composite guards that contain it.
        let robbed = !says && workload.force && workload.module.name == "content_guard";
        let uploaded = says && stored && rows.iter().any(uploaded);
        if uploaded
            || robbed
            || rows.iter().any(|row| vague(row))
            || says == moved.contains(label)
            || twice
            || !says && late && rows.iter().any(|row| row.failed)
            || !says && told(label)
        {
            continue;
        }
        let text: Vec<String> = rows.iter().map(|row| short(&row.whole)).collect();
        wrong.push(match says {
            true => format!("\"{label}\" reports a change, but did not change: {}", text.join("; ")),
            false => format!(
                "\"{label}\" changed, but does not report a change ({:?}): {}",
                differing.iter().filter(|(_, about)| about == label).map(|(kind, _)| kind).collect::<Vec<_>>(),
                text.join("; ")
            ),
        });
    }
    let stray = moved.iter().find(|label| !labels.contains_key(*label) && !told(label));
    if let (Some(label), false) = (stray, workload.force) {
        wrong.push(format!("\"{label}\" changed, although it is not in the arguments"));
    }
    wrong
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(400).collect()
}

/// Check mode writes nothing and predicts what the real run does.
pub fn predicted(workload: &Workload, check: &Ran, real: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    if check.writes() > 0 && workload.module.name != "maintenance" {
        wrong.push("check mode sent a write".to_owned());
    }
    let (said, did) = (check.rows(workload), real.rows(workload));
    if said.len() != did.len() {
        let both_fail = said.is_empty() || did.is_empty();
        if !both_fail || said.is_empty() && real.well() {
            wrong.push(format!("{} rows in check mode ({:?}), {} in the real run", said.len(), check.end, did.len()));
        }
        return wrong;
    }
    if matches!(workload.module.name, "sync" | "maintenance" | "task") {
        return wrong;
    }
    // Check mode assumes that earlier items succeed. If one fails in the real run, later items of the same object may
    // differ, and so may all that copy tags, because their source may be another item's repository.
    let unforeseen = |(said, did): (&Row, &Row)| (did.failed && !said.failed).then(|| did.label.clone());
    let upset: BTreeSet<String> = said.iter().zip(&did).filter_map(unforeseen).collect();
    let builds_on = |row: &Row| match workload.module.name {
        "container_content" => !upset.is_empty(),
        _ => upset.contains(&row.label),
    };
    for (said, did) in said.iter().zip(&did) {
        if said.failed && !did.failed {
            wrong.push(format!(
                "check mode failed, but the real run did not: {} / {}",
                short(&said.whole),
                short(&did.whole)
            ));
        }
        let told = !said.failed && !did.failed && !vague(said) && !vague(did) && !builds_on(did);
        let sync = workload.module.name == "container_sync" && !said.changed;
        if told && !sync && said.changed != did.changed {
            wrong.push(format!("check mode returned {}, the real run {}", short(&said.whole), short(&did.whole)));
        }
    }
    wrong
}

/// A run that repeats a successful one changes nothing.
pub fn unchanged(workload: &Workload, ran: &Ran) -> Vec<String> {
    let repeats = always(workload) || contradicts(workload) || matches!(workload.module.name, "api_call" | "task");
    if repeats || !ran.well() {
        return Vec::new();
    }
    let rows = ran.rows(workload);
    let row = rows.iter().find(|row| row.changed);
    row.map(|row| format!("a repeated run reports a change: {}", short(&row.whole))).into_iter().collect()
}
