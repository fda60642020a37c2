//! The outcome of one item.

use serde_json::Value;

use crate::error::Error;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::schema::Object;

/// The result for one item.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The item's key, e.g. its name.
    pub label: String,
    /// Whether the item was changed, or may have been.
    pub changed: bool,
    /// Whether the result is unknown, because a response was lost or a task is still running.
    pub unknown: bool,
    /// Why it failed, if it did. Changes made before the failure remain.
    pub error: Option<String>,
    /// What to do about the failure, if the module knows.
    pub hint: Option<String>,
    /// What was done, in a few words.
    pub msg: String,
    /// What was done, or why it failed, for programs.
    pub reason: Reason,
    /// The current entity, without secrets; null if there is none.
    pub entity: Value,
    /// Further results, e.g. `repository_version`.
    pub extra: Object,
    pub diff: Option<Diff>,
    pub warnings: Vec<String>,
}

impl Outcome {
    /// Returns the outcome of an item that failed before anything was changed.
    pub fn failed(label: &str, error: &Error) -> Outcome {
        let mut outcome = Outcome { label: label.to_owned(), ..Outcome::default() };
        outcome.fail(error);
        outcome
    }

    /// Adds a failure to what was done before. If the effect of the failed step is unknown, it counts as a change.
    pub fn fail(&mut self, error: &Error) {
        self.unknown |= error.in_doubt();
        self.changed |= error.in_doubt();
        if self.error.is_none() {
            self.reason = error.reason();
        }
        let (cause, hint) = error.parts();
        self.error = joined(self.error.take(), Some(cause));
        self.hint = joined(self.hint.take(), hint);
    }

    /// Says what was done.
    pub fn done(&mut self, reason: Reason, msg: impl Into<String>) {
        self.reason = reason;
        self.msg = msg.into();
    }

    /// Reports the current version of a repository; null if there is none, or none yet.
    pub fn note_version(&mut self, version: &str) {
        let version = if version.is_empty() { Value::Null } else { version.into() };
        self.extra.insert("repository_version".to_owned(), version);
    }

    /// Merges the outcome of a part of the item into this one.
    pub fn absorb(&mut self, part: Outcome) {
        self.changed |= part.changed;
        self.unknown |= part.unknown;
        if self.error.is_none() && (part.changed || part.error.is_some() || self.msg.is_empty()) {
            self.reason = part.reason;
        }
        if part.changed || self.msg.is_empty() {
            self.msg = part.msg;
        }
        self.error = joined(self.error.take(), part.error);
        self.hint = joined(self.hint.take(), part.hint);
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

/// Joins two texts, of which either may be missing.
fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one}; {other}")),
        (one, other) => one.or(other),
    }
}

/// Returns a noun of the module in words, e.g. `content guard`.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::TaskError;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn done(reason: Reason, changed: bool) -> Outcome {
        let mut outcome = Outcome { changed, entity: json!({"name": "a"}), ..Outcome::default() };
        outcome.done(reason, reason.name());
        outcome
    }

    #[test]
    fn absorbing_combines_two_outcomes() {
        let diff = |key: &str| Some(Diff { before: object(json!({key: 1})), after: object(json!({key: 2})) });
        let mut whole = Outcome { diff: diff("x"), ..done(Reason::Created, true) };
        let part = Outcome {
            diff: diff("y"),
            extra: object(json!({"more": 1})),
            warnings: vec!["w".to_owned()],
            ..done(Reason::Unchanged, false)
        };
        whole.absorb(part);
        assert_eq!((whole.msg.as_str(), whole.changed, whole.unknown), ("created", true, false));
        assert_eq!((&whole.entity, &whole.extra["more"]), (&json!({"name": "a"}), &json!(1)));
        let both = whole.diff.clone().unwrap();
        assert_eq!(
            (Value::Object(both.before), Value::Object(both.after)),
            (json!({"x": 1, "y": 1}), json!({"x": 2, "y": 2}))
        );
        whole.absorb(Outcome { unknown: true, ..done(Reason::Updated, true) });
        assert_eq!((whole.msg.as_str(), whole.changed, whole.unknown), ("updated", true, true));
        assert!(whole.diff.is_some() && whole.warnings == ["w"]);
        whole.absorb(done(Reason::Unchanged, false));
        assert!(whole.changed && whole.unknown && whole.error.is_none());
        assert_eq!(whole.reason, Reason::Updated);
        whole.absorb(Outcome::failed("a", &Error::Args("no; hint: say yes".to_owned())));
        assert_eq!((whole.error.as_deref(), whole.hint.as_deref()), (Some("no"), Some("say yes")));
        whole.absorb(Outcome::failed("a", &Error::State("never".to_owned())));
        assert_eq!((whole.error.as_deref(), whole.hint.as_deref()), (Some("no; never"), Some("say yes")));
        assert_eq!(whole.reason, Reason::InvalidArguments);
        let mut empty = Outcome::default();
        empty.absorb(Outcome { diff: diff("y"), ..done(Reason::Unchanged, false) });
        assert_eq!((empty.msg.as_str(), empty.diff), ("unchanged", diff("y")));
    }

    #[test]
    fn failures_accumulate_and_unknown_means_changed() {
        let mut outcome = Outcome::failed("a", &Error::State("one".to_owned()));
        assert_eq!((outcome.label.as_str(), outcome.changed, outcome.unknown), ("a", false, false));
        let task = TaskError::NoWorker { href: "/t/".to_owned() };
        outcome.fail(&task.during("sync"));
        let text = "one; could not sync: task /t/ is waiting, but no worker is online";
        assert_eq!((outcome.error.as_deref(), outcome.changed, outcome.unknown), (Some(text), true, true));
        outcome.fail(&Error::State("two".to_owned()));
        assert!(outcome.changed && outcome.unknown);
        assert_eq!(outcome.reason, Reason::NotPossible, "that of the first failure");
    }
}
