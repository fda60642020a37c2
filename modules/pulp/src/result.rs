//! Step 5: combines the outcomes into the JSON object that Ansible reads.

use serde_json::{Value, json};

use crate::error::Error;
use crate::outcome::{Outcome, words};
use crate::reason::Reason;
use crate::schema::Object;

/// How outcomes are combined into a result.
pub struct Shape {
    /// The key of a single result.
    pub noun: &'static str,
    /// The key of a list of results.
    pub plural: &'static str,
    /// The key of an item's name in its row.
    pub key: &'static str,
    /// Whether the task has a list, or all objects are read.
    pub many: bool,
    /// Whether to return `diff`.
    pub diff: bool,
    /// The type of all items, if the module has several types.
    pub kind: Option<&'static str>,
}

/// Maximum number of failed items in a message. The rows of the result have all of them.
const SHOWN: usize = 20;

/// Returns the result of a run that processed its items.
pub fn result(outcomes: Vec<Outcome>, shape: &Shape) -> Value {
    let failed = outcomes.iter().filter(|outcome| outcome.error.is_some()).count();
    let mut result = Object::new();
    result.insert("changed".to_owned(), outcomes.iter().any(|outcome| outcome.changed).into());
    if failed > 0 {
        result.insert("failed".to_owned(), true.into());
    }
    result.insert("msg".to_owned(), message(&outcomes, failed, shape).into());
    result.insert("reason".to_owned(), common(&outcomes, failed > 0).name().into());
    if shape.diff {
        result.insert("diff".to_owned(), outcomes.iter().filter_map(|outcome| shown_diff(outcome, shape)).collect());
    }
    let warnings: Vec<Value> =
        outcomes.iter().flat_map(|outcome| &outcome.warnings).map(|text| text.as_str().into()).collect();
    if !warnings.is_empty() {
        result.insert("warnings".to_owned(), warnings.into());
    }
    if shape.many {
        let rows = outcomes.into_iter().map(|outcome| row(outcome, shape, failed > 0));
        result.insert(shape.plural.to_owned(), rows.collect());
    } else if let Some(outcome) = outcomes.into_iter().next() {
        if outcome.unknown {
            result.insert("unknown".to_owned(), true.into());
        }
        if let Some(hint) = outcome.hint {
            result.insert("hint".to_owned(), hint.into());
        }
        result.insert(shape.noun.to_owned(), outcome.entity);
        result.extend(outcome.extra);
    }
    Value::Object(result)
}

/// Returns an item's row in the result of a list. After a failure, entities that did not change are left out, because
/// they would bury the message.
fn row(outcome: Outcome, shape: &Shape, any_failed: bool) -> Value {
    let mut row = Object::new();
    row.insert(shape.key.to_owned(), outcome.label.into());
    row.insert("changed".to_owned(), outcome.changed.into());
    row.insert("failed".to_owned(), outcome.error.is_some().into());
    if outcome.unknown {
        row.insert("unknown".to_owned(), true.into());
    }
    let shown = !any_failed || outcome.changed || outcome.error.is_some();
    row.insert("msg".to_owned(), outcome.error.unwrap_or(outcome.msg).into());
    row.insert("reason".to_owned(), outcome.reason.name().into());
    if let Some(hint) = outcome.hint {
        row.insert("hint".to_owned(), hint.into());
    }
    if shown && shape.noun != shape.key {
        row.insert(shape.noun.to_owned(), outcome.entity);
    }
    row.extend(outcome.extra);
    Value::Object(row)
}

/// Returns the reason that all outcomes have in common; after a failure, all failed ones.
fn common(outcomes: &[Outcome], any_failed: bool) -> Reason {
    let mut reasons = outcomes.iter().filter(|outcome| !any_failed || outcome.error.is_some()).map(|one| one.reason);
    let first = reasons.next().unwrap_or_default();
    if reasons.all(|reason| reason == first) { first } else { Reason::Mixed }
}

/// Returns the message of a result. That of a failed list has a line for each failed item, and one for its hint.
fn message(outcomes: &[Outcome], failed: usize, shape: &Shape) -> String {
    let what = shape.kind.map_or_else(|| words(shape.plural), |kind| format!("{kind} {}", words(shape.plural)));
    match (shape.many, failed) {
        (false, _) => outcomes
            .first()
            .map(|outcome| match &outcome.error {
                Some(error) => with_hint(error, outcome.hint.as_deref(), "  "),
                None => outcome.msg.clone(),
            })
            .unwrap_or_default(),
        (true, 0) => {
            let changed = outcomes.iter().filter(|outcome| outcome.changed).count();
            format!("{changed} of {} {what} changed", outcomes.len())
        }
        (true, _) => {
            let errors = outcomes.iter().filter_map(|outcome| Some((outcome, outcome.error.as_ref()?)));
            let line = |(outcome, error): (&Outcome, &String)| {
                with_hint(&format!("  {}: {error}", outcome.label), outcome.hint.as_deref(), "    ")
            };
            let mut lines = vec![format!("{failed} of {} {what} failed:", outcomes.len())];
            lines.extend(errors.take(SHOWN).map(line));
            if failed > SHOWN {
                lines.push(format!("  and {} more, see {} in the result", failed - SHOWN, shape.plural));
            }
            lines.join("\n")
        }
    }
}

/// Adds a hint in a line of its own.
fn with_hint(text: &str, hint: Option<&str>, indent: &str) -> String {
    hint.map_or_else(|| text.to_owned(), |hint| format!("{text}\n{indent}hint: {hint}"))
}

fn shown_diff(outcome: &Outcome, shape: &Shape) -> Option<Value> {
    let diff = outcome.diff.as_ref()?;
    let header = format!("{} {}", words(shape.noun), outcome.label);
    Some(json!({"before": diff.before, "after": diff.after, "before_header": header, "after_header": header}))
}

/// Returns the result of a run that failed as a whole.
pub fn failure(error: &Error) -> Value {
    let (cause, hint) = error.parts();
    let mut result = json!({
        "failed": true, "changed": false, "msg": with_hint(&cause, hint.as_deref(), "  "), "reason": error.reason().name(),
    });
    if let Some(hint) = hint {
        result["hint"] = hint.into();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Diff;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn shape(many: bool, diff: bool) -> Shape {
        Shape { noun: "content_guard", plural: "content_guards", key: "name", many, diff, kind: None }
    }

    fn done(label: &str, changed: bool) -> Outcome {
        let mut outcome =
            Outcome { label: label.to_owned(), changed, entity: json!({"name": label}), ..Outcome::default() };
        match changed {
            true => outcome.done(Reason::Updated, "updated"),
            false => outcome.done(Reason::Unchanged, "unchanged"),
        }
        outcome
    }

    fn broken(label: &str) -> Outcome {
        Outcome::failed(label, &Error::State("no; hint: say yes".to_owned()))
    }

    #[test]
    fn one_item_is_the_result() {
        let mut one = done("a", true);
        one.note_version("/v/1/");
        let plain = json!({
            "changed": true, "msg": "updated", "reason": "updated", "content_guard": {"name": "a"},
            "repository_version": "/v/1/",
        });
        assert_eq!(result(vec![one.clone()], &shape(false, false)), plain);
        one.note_version("");
        assert_eq!(result(vec![one], &shape(false, false))["repository_version"], Value::Null);
        let nothing = json!({"changed": false, "msg": "", "reason": "unchanged"});
        assert_eq!(result(Vec::new(), &shape(false, false)), nothing);
        let failed = result(vec![Outcome { unknown: true, ..broken("a") }], &shape(false, false));
        let whole = json!({
            "changed": false, "failed": true, "msg": "no\n  hint: say yes", "hint": "say yes", "reason": "not_possible",
            "unknown": true, "content_guard": null,
        });
        assert_eq!(failed, whole);
    }

    #[test]
    fn lists_have_a_row_per_item() {
        let rows = json!([
            {"name": "a", "changed": true, "failed": false, "msg": "updated", "reason": "updated", "content_guard": {"name": "a"}},
            {"name": "b", "changed": false, "failed": false, "msg": "unchanged", "reason": "unchanged", "content_guard": {"name": "b"}},
        ]);
        let all = result(vec![done("a", true), done("b", false)], &shape(true, false));
        let whole = json!({
            "changed": true, "msg": "1 of 2 content guards changed", "reason": "mixed", "content_guards": rows,
        });
        assert_eq!(all, whole);
        let own = Shape { key: "content_guard", kind: Some("rbac"), ..shape(true, false) };
        let all = result(vec![done("a", false)], &own);
        assert_eq!((&all["msg"], &all["reason"]), (&json!("0 of 1 rbac content guards changed"), &json!("unchanged")));
        let row = json!({
            "content_guard": "a", "changed": false, "failed": false, "msg": "unchanged", "reason": "unchanged",
        });
        assert_eq!(all["content_guards"][0], row);
    }

    #[test]
    fn failures_omit_unchanged_objects() {
        let items = vec![done("a", true), done("b", false), Outcome { unknown: true, ..broken("c") }];
        let all = result(items, &shape(true, false));
        assert_eq!((&all["failed"], &all["changed"]), (&json!(true), &json!(true)));
        assert_eq!(all["msg"], "1 of 3 content guards failed:\n  c: no\n    hint: say yes");
        assert_eq!(all["reason"], "not_possible");
        let rows = json!([
            {"name": "a", "changed": true, "failed": false, "msg": "updated", "reason": "updated", "content_guard": {"name": "a"}},
            {"name": "b", "changed": false, "failed": false, "msg": "unchanged", "reason": "unchanged"},
            {"name": "c", "changed": false, "failed": true, "unknown": true, "msg": "no", "hint": "say yes", "reason": "not_possible", "content_guard": null},
        ]);
        assert_eq!(all["content_guards"], rows);
    }

    #[test]
    fn long_messages_are_shortened() {
        let items = (0..22).map(|number| broken(&number.to_string())).collect();
        let all = result(items, &shape(true, false));
        let msg = all["msg"].as_str().unwrap();
        assert!(msg.ends_with("\n  and 2 more, see content_guards in the result"), "{msg}");
        assert_eq!((msg.lines().count(), all["content_guards"].as_array().unwrap().len()), (42, 22));
    }

    #[test]
    fn failed_runs_have_no_rows() {
        let whole = json!({
            "failed": true, "changed": false, "msg": "no\n  hint: yes", "hint": "yes", "reason": "invalid_arguments",
        });
        assert_eq!(failure(&Error::Args("no; hint: yes".to_owned())), whole);
    }

    #[test]
    fn diffs_and_warnings_are_lists() {
        let diff = Diff { before: object(json!({"x": 1})), after: object(json!({"x": 2})) };
        let item = Outcome { diff: Some(diff), warnings: vec!["beware".to_owned()], ..done("a", true) };
        let all = result(vec![item.clone(), done("b", false)], &shape(true, true));
        let entry = json!({"before": {"x": 1}, "after": {"x": 2}, "before_header": "content guard a", "after_header": "content guard a"});
        assert_eq!((&all["diff"], &all["warnings"]), (&json!([entry]), &json!(["beware"])));
        let all = result(vec![item], &shape(false, false));
        assert_eq!(all.get("diff"), None);
        assert_eq!(result(vec![done("a", true)], &shape(false, true)).get("warnings"), None);
    }
}
