//! `changed` says what was changed: in real runs, in check mode, and again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{always, contradicts, kinds, row_of};
use crate::facts::{Facts, differing};
use crate::run::{Ran, Row};
use crate::workloads::Workload;

/// Whether a row says that it cannot tell.
fn vague(row: &Row) -> bool {
    let text = row.whole.to_string();
    row.unknown || row.whole.get("not_compared").is_some() || text.contains("cannot be told before")
}

/// The rows by label, those of one label together.
fn by_label(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut labels: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| labels.entry(row.label.as_str()).or_default().push(row));
    labels
}

/// Each row says `changed` exactly if something of it changed on the server.
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
    // Content that was uploaded is a change, even if it got into no repository.
    let stored = others.iter().any(|(kind, _)| kind == "content");
    let uploaded = |row: &&Row| row.whole.get("uploaded").and_then(Value::as_u64) > Some(0);
    let labels = by_label(&rows);
    // What a proxy held back changes something after the row was told.
    let late = ran.wrote_late();
    // Whose paths Pulp took, and could not be given back, a failure says; or it is not known whether they were taken.
    let told = |label: &str| {
        let names = |row: &Row| row.failed && row.whole.to_string().contains(&format!("\\\"{label}\\\""));
        // Nor can those be given back that the user does not see.
        let hidden = ran.server.hidden.iter().filter_map(|href| ran.server.objects.get(href));
        let unseen = hidden.filter(|one| one.list.starts_with("acs/")).any(|one| one.name() == label);
        workload.module.name == "acs" && (unseen || late || rows.iter().any(|row| row.unknown || names(row)))
    };
    for (label, rows) in &labels {
        let says = rows.iter().any(|row| row.changed);
        // Whose an object is that a proxy made twice, nobody can know.
        let twice = !says && ran.schedule.happened.contains_key("Twice");
        // A guard that goes although it is in use leaves the composite guards that it was a member of.
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
            true => format!("\"{label}\" says changed, and nothing of it changed: {}", text.join("; ")),
            false => format!(
                "\"{label}\" changed and does not say so ({:?}): {}",
                differing.iter().filter(|(_, about)| about == label).map(|(kind, _)| kind).collect::<Vec<_>>(),
                text.join("; ")
            ),
        });
    }
    let stray = moved.iter().find(|label| !labels.contains_key(*label) && !told(label));
    if let (Some(label), false) = (stray, workload.force) {
        wrong.push(format!("\"{label}\" changed, which no item is about"));
    }
    wrong
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(400).collect()
}

/// Check mode said what the run then did.
pub fn predicted(workload: &Workload, check: &Ran, real: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    if check.writes() > 0 && workload.module.name != "maintenance" {
        wrong.push("check mode wrote something".to_owned());
    }
    let (said, did) = (check.rows(workload), real.rows(workload));
    if said.len() != did.len() {
        let both_fail = said.is_empty() || did.is_empty();
        if !both_fail || said.is_empty() && real.well() {
            wrong.push(format!("check mode gave {} rows ({:?}), the run {}", said.len(), check.end, did.len()));
        }
        return wrong;
    }
    if matches!(workload.module.name, "sync" | "maintenance" | "task") {
        return wrong;
    }
    // Check mode takes what does not exist for made by an earlier step, on which later items of that object build; those that
    // copy tags also build on what another object gets.
    let unforeseen = |(said, did): (&Row, &Row)| (did.failed && !said.failed).then(|| did.label.clone());
    let upset: BTreeSet<String> = said.iter().zip(&did).filter_map(unforeseen).collect();
    let builds_on = |row: &Row| match workload.module.name {
        "container_content" => !upset.is_empty(),
        _ => upset.contains(&row.label),
    };
    for (said, did) in said.iter().zip(&did) {
        if said.failed && !did.failed {
            wrong.push(format!(
                "check mode failed, and the run did not: {} / {}",
                short(&said.whole),
                short(&did.whole)
            ));
        }
        let told = !said.failed && !did.failed && !vague(said) && !vague(did) && !builds_on(did);
        let sync = workload.module.name == "container_sync" && !said.changed;
        if told && !sync && said.changed != did.changed {
            wrong.push(format!("check mode said {} and the run {}", short(&said.whole), short(&did.whole)));
        }
    }
    wrong
}

/// A run on what is so already changes nothing.
pub fn unchanged(workload: &Workload, ran: &Ran) -> Vec<String> {
    let repeats = always(workload) || contradicts(workload) || matches!(workload.module.name, "api_call" | "task");
    if repeats || !ran.well() {
        return Vec::new();
    }
    let rows = ran.rows(workload);
    let row = rows.iter().find(|row| row.changed);
    row.map(|row| format!("a run again says changed: {}", short(&row.whole))).into_iter().collect()
}
