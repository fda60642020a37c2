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
