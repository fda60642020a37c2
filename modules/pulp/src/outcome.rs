//! Step 6: outcomes become the one JSON object that Ansible reads.

use serde_json::{Value, json};

use crate::error::Error;
use crate::plan::Diff;
use crate::schema::Object;

/// What became of one item.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The item's key, e.g. its name.
    pub label: String,
    /// Whether something was changed, or may have been.
    pub changed: bool,
    /// Whether it is not known how far it came: an answer was lost, or a task goes on.
    pub unknown: bool,
    /// Why it failed, if it did. What was changed before that stays changed.
    pub error: Option<String>,
    /// What was done, in a few words.
    pub msg: String,
    /// The entity as it is now, without secrets; null where there is none.
    pub entity: Value,
    /// Further results, e.g. `repository_version`.
    pub extra: Object,
    pub diff: Option<Diff>,
    pub warnings: Vec<String>,
}

impl Outcome {
    /// An item that failed before anything else was done to it.
    pub fn failed(label: &str, error: &Error) -> Outcome {
        let mut outcome = Outcome { label: label.to_owned(), ..Outcome::default() };
        outcome.fail(error);
        outcome
    }

    /// Adds a failure; what was done before stays told. What became of the step that failed may not be known: then it
    /// counts as a change.
    pub fn fail(&mut self, error: &Error) {
        self.unknown |= error.in_doubt();
        self.changed |= error.in_doubt();
        self.error = Some(match self.error.take() {
            Some(earlier) => format!("{earlier}; {error}"),
            None => error.to_string(),
        });
    }

    /// Tells the version that a repository has now; null where there is none, or none yet.
    pub fn note_version(&mut self, version: &str) {
        let version = if version.is_empty() { Value::Null } else { version.into() };
        self.extra.insert("repository_version".to_owned(), version);
    }

    /// Takes in the outcome of a part of the item.
    pub fn absorb(&mut self, part: Outcome) {
        self.changed |= part.changed;
        self.unknown |= part.unknown;
        self.error = match (self.error.take(), part.error) {
            (Some(one), Some(other)) => Some(format!("{one}; {other}")),
            (one, other) => one.or(other),
        };
        if part.changed || self.msg.is_empty() {
            self.msg = part.msg;
        }
        self.entity = part.entity;
        self.extra.extend(part.extra);
        self.warnings.extend(part.warnings);
        match (&mut self.diff, part.diff) {
            (Some(diff), Some(part)) => {
                diff.before.extend(part.before);
                diff.after.extend(part.after);
            }
            (diff, part) => *diff = diff.take().or(part),
        }
    }
}

/// How outcomes are put together.
pub struct Shape {
    /// The key of a single result.
    pub noun: &'static str,
    /// The key of a list of results.
    pub plural: &'static str,
    /// The key by which a row names its item.
    pub key: &'static str,
    /// Whether the user gave a list, or asked for all.
    pub many: bool,
    /// Whether to return `diff`.
    pub diff: bool,
}

/// The result of a run that got as far as its items.
pub fn result(outcomes: Vec<Outcome>, shape: &Shape) -> Value {
    let failed = outcomes.iter().filter(|outcome| outcome.error.is_some()).count();
    let mut result = Object::new();
    result.insert("changed".to_owned(), outcomes.iter().any(|outcome| outcome.changed).into());
    if failed > 0 {
        result.insert("failed".to_owned(), true.into());
    }
    result.insert("msg".to_owned(), message(&outcomes, failed, shape).into());
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
        result.insert(shape.noun.to_owned(), outcome.entity);
        result.extend(outcome.extra);
    }
    Value::Object(result)
}

/// One row of a list's result. After a failure the bodies of what did not change are left out: they would bury the message.
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
    if shown && shape.noun != shape.key {
        row.insert(shape.noun.to_owned(), outcome.entity);
    }
    row.extend(outcome.extra);
    Value::Object(row)
}

/// The module's name for what it handles, in words.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn message(outcomes: &[Outcome], failed: usize, shape: &Shape) -> String {
    let errors = outcomes.iter().filter_map(|outcome| Some((outcome, outcome.error.as_ref()?)));
    match (shape.many, failed) {
        (false, _) => outcomes
            .first()
            .map(|outcome| outcome.error.clone().unwrap_or_else(|| outcome.msg.clone()))
            .unwrap_or_default(),
        (true, 0) => {
            let changed = outcomes.iter().filter(|outcome| outcome.changed).count();
            format!("{changed} of {} {} changed", outcomes.len(), words(shape.plural))
        }
        (true, _) => {
            let reasons: Vec<String> = errors.map(|(outcome, error)| format!("{}: {error}", outcome.label)).collect();
            format!("{failed} of {} {} failed: {}", outcomes.len(), words(shape.plural), reasons.join("; "))
        }
    }
}

fn shown_diff(outcome: &Outcome, shape: &Shape) -> Option<Value> {
    let diff = outcome.diff.as_ref()?;
    let header = format!("{} {}", words(shape.noun), outcome.label);
    Some(json!({"before": diff.before, "after": diff.after, "before_header": header, "after_header": header}))
}

/// The result of a run that failed as a whole.
pub fn failure(error: &Error) -> Value {
    json!({"failed": true, "changed": false, "msg": error.to_string()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn shape(many: bool, diff: bool) -> Shape {
        Shape { noun: "content_guard", plural: "content_guards", key: "name", many, diff }
    }

    fn done(label: &str, changed: bool) -> Outcome {
        let msg = if changed { "updated" } else { "unchanged" };
        Outcome {
            label: label.to_owned(),
            changed,
            msg: msg.to_owned(),
            entity: json!({"name": label}),
            ..Outcome::default()
        }
    }

    fn broken(label: &str) -> Outcome {
        Outcome { error: Some("no".to_owned()), entity: Value::Null, ..done(label, false) }
    }

    #[test]
    fn one_item_is_the_result() {
        let mut one = done("a", true);
        one.note_version("/v/1/");
        let plain =
            json!({"changed": true, "msg": "updated", "content_guard": {"name": "a"}, "repository_version": "/v/1/"});
        assert_eq!(result(vec![one.clone()], &shape(false, false)), plain);
        one.note_version("");
        assert_eq!(result(vec![one], &shape(false, false))["repository_version"], Value::Null);
        assert_eq!(result(Vec::new(), &shape(false, false)), json!({"changed": false, "msg": ""}));
        let failed = result(vec![Outcome { unknown: true, ..broken("a") }], &shape(false, false));
        assert_eq!(
            failed,
            json!({"changed": false, "failed": true, "msg": "no", "unknown": true, "content_guard": null})
        );
    }

    #[test]
    fn a_list_has_a_row_for_each_item() {
        let rows = json!([
            {"name": "a", "changed": true, "failed": false, "msg": "updated", "content_guard": {"name": "a"}},
            {"name": "b", "changed": false, "failed": false, "msg": "unchanged", "content_guard": {"name": "b"}},
        ]);
        let all = result(vec![done("a", true), done("b", false)], &shape(true, false));
        assert_eq!(all, json!({"changed": true, "msg": "1 of 2 content guards changed", "content_guards": rows}));
        let own = Shape { key: "content_guard", ..shape(true, false) };
        let row = &result(vec![done("a", false)], &own)["content_guards"][0];
        assert_eq!(*row, json!({"content_guard": "a", "changed": false, "failed": false, "msg": "unchanged"}));
    }

    #[test]
    fn after_a_failure_only_what_changed_or_failed_is_shown_whole() {
        let items = vec![done("a", true), done("b", false), Outcome { unknown: true, ..broken("c") }];
        let all = result(items, &shape(true, false));
        assert_eq!((&all["failed"], &all["changed"]), (&json!(true), &json!(true)));
        assert_eq!(all["msg"], "1 of 3 content guards failed: c: no");
        let rows = json!([
            {"name": "a", "changed": true, "failed": false, "msg": "updated", "content_guard": {"name": "a"}},
            {"name": "b", "changed": false, "failed": false, "msg": "unchanged"},
            {"name": "c", "changed": false, "failed": true, "unknown": true, "msg": "no", "content_guard": null},
        ]);
        assert_eq!(all["content_guards"], rows);
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

    #[test]
    fn a_part_adds_to_the_whole() {
        let diff = |key: &str| Some(Diff { before: object(json!({key: 1})), after: object(json!({key: 2})) });
        let mut whole = Outcome { diff: diff("x"), msg: "created".to_owned(), ..Outcome::default() };
        let part = Outcome {
            diff: diff("y"),
            extra: object(json!({"more": 1})),
            warnings: vec!["w".to_owned()],
            ..done("a", false)
        };
        whole.absorb(part);
        assert_eq!((whole.msg.as_str(), whole.changed, whole.unknown), ("created", false, false));
        assert_eq!((&whole.entity, &whole.extra["more"]), (&json!({"name": "a"}), &json!(1)));
        let both = whole.diff.clone().unwrap();
        assert_eq!(
            (Value::Object(both.before), Value::Object(both.after)),
            (json!({"x": 1, "y": 1}), json!({"x": 2, "y": 2}))
        );
        whole.absorb(Outcome { unknown: true, ..done("a", true) });
        assert_eq!((whole.msg.as_str(), whole.changed, whole.unknown), ("updated", true, true));
        assert!(whole.diff.is_some() && whole.warnings == ["w"]);
        whole.absorb(done("a", false));
        assert!(whole.changed && whole.unknown && whole.error.is_none());
        whole.absorb(broken("a"));
        assert_eq!(whole.error.as_deref(), Some("no"));
        whole.absorb(broken("a"));
        assert_eq!(whole.error.as_deref(), Some("no; no"));
        let mut empty = Outcome::default();
        empty.absorb(Outcome { diff: diff("y"), ..done("a", false) });
        assert_eq!((empty.msg.as_str(), empty.diff), ("unchanged", diff("y")));
    }

    #[test]
    fn failures_are_added_and_doubt_is_a_change() {
        let mut outcome = Outcome::failed("a", &Error::State("one".to_owned()));
        assert_eq!((outcome.label.as_str(), outcome.changed, outcome.unknown), ("a", false, false));
        let task = crate::error::TaskError::NoWorker { href: "/t/".to_owned() };
        outcome.fail(&Error::Task { action: "sync".to_owned(), task, hint: None });
        let text = "one; could not sync: task /t/ waits, and no worker is online";
        assert_eq!((outcome.error.as_deref(), outcome.changed, outcome.unknown), (Some(text), true, true));
        outcome.fail(&Error::State("two".to_owned()));
        assert!(outcome.changed && outcome.unknown);
        let whole = json!({"failed": true, "changed": false, "msg": "one"});
        assert_eq!(failure(&Error::State("one".to_owned())), whole);
    }
}
