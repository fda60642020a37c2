//! Step 5, pure: what has to be done so that what is becomes what is wanted.

use serde_json::Value;

use crate::item::State;
use crate::redact;
use crate::schema::{Field, Object};

/// Labels with this prefix belong to this collection: kept, never compared.
pub const OUR_LABELS: &str = "release_train_";

/// Labels in which Pulp's plugins keep things of their own: never compared. Those that a change of labels would lose
/// are sent along; pulp_rpm does not take its own (3.39.4), and pulp_container breaks without its own (2.30.0).
const PULPS_LABELS: &[(&str, bool)] = &[("osv.rpm.config", false), ("pulp_container.pull_through", true)];

/// A field's wanted value, as Pulp wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Where it comes from; shows in diffs and messages under its Ansible name.
    pub field: Field,
    /// Pulp's name on this server.
    pub name: String,
    pub value: Value,
}

/// What to send.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Nothing.
    Keep,
    /// POST this.
    Create(Object),
    /// PATCH this.
    Update(Object),
    /// PATCH these hidden fields: only the server can tell whether they change.
    Ask(Object),
    /// DELETE it.
    Remove,
}

/// What is going to happen, for the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub step: Step,
    pub diff: Option<Diff>,
    /// Options whose values Pulp does not show, so that nothing here can compare them.
    pub not_compared: Vec<String>,
}

impl Plan {
    /// Nothing to do.
    pub fn keep() -> Plan {
        Plan { step: Step::Keep, diff: None, not_compared: Vec::new() }
    }

    /// Makes a change of what only the server could have told to be one.
    pub fn claim(&mut self) {
        if let Step::Ask(body) = &mut self.step {
            self.step = Step::Update(std::mem::take(body));
        }
    }

    /// Whether it changes something, as far as can be told without sending it.
    pub fn changes(&self) -> bool {
        !matches!(self.step, Step::Keep | Step::Ask(_))
    }
}

/// One entry of a module's `diff`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diff {
    pub before: Object,
    pub after: Object,
}

impl Diff {
    /// The diff of something new; nulls are left out.
    pub fn of_new(pairs: &[(&str, Value)]) -> Diff {
        let given = pairs.iter().filter(|(_, value)| !value.is_null());
        Diff { before: Object::new(), after: given.map(|(key, value)| ((*key).to_owned(), value.clone())).collect() }
    }

    /// The diff of fields of which only the server can tell that they changed.
    pub fn of_hidden(options: &[String]) -> Diff {
        let all = |text: &str| options.iter().map(|option| (option.clone(), text.into())).collect();
        Diff { before: all(redact::HIDDEN_VALUE), after: all(redact::CHANGED_VALUE) }
    }

    fn note(&mut self, field: &Field, before: Option<&Value>, after: Option<&Value>) {
        let same_when_hidden = field.secret && after.is_some_and(|after| !after.is_null());
        if let Some(before) = before {
            self.before.insert(field.option.clone(), redact::shown(field, before));
        }
        if let Some(after) = after {
            let after = if same_when_hidden { redact::CHANGED_VALUE.into() } else { redact::shown(field, after) };
            self.after.insert(field.option.clone(), after);
        }
    }
}

/// Compares one object with what is wanted of it.
pub fn plan(before: Option<&Value>, state: State, wanted: &[Wanted]) -> Plan {
    match (before, state) {
        (None, State::Present) => create(wanted),
        (Some(before), State::Present) => update(before, wanted),
        (Some(before), State::Absent) => remove(before),
        (_, _) => Plan::keep(),
    }
}

fn create(wanted: &[Wanted]) -> Plan {
    let mut diff = Diff::default();
    let mut body = Object::new();
    for want in wanted.iter().filter(|want| !is_blank(&want.value) || want.field.required) {
        diff.note(&want.field, None, Some(&want.value));
        body.insert(want.name.clone(), want.value.clone());
    }
    Plan { step: Step::Create(body), diff: Some(diff), not_compared: Vec::new() }
}

fn remove(before: &Value) -> Plan {
    let mut diff = Diff::default();
    if let Some(name) = ["name", "username", "pulp_href"].iter().find_map(|key| before.get(key)) {
        diff.before.insert("name".to_owned(), name.clone());
    }
    diff.before.insert("state".to_owned(), "present".into());
    diff.after.insert("state".to_owned(), "absent".into());
    Plan { step: Step::Remove, diff: Some(diff), not_compared: Vec::new() }
}

fn update(before: &Value, wanted: &[Wanted]) -> Plan {
    let mut diff = Diff::default();
    let mut changes = Object::new();
    let mut hidden = Object::new();
    let mut not_compared = Vec::new();
    for want in wanted {
        match before.get(&want.name) {
            Some(current) => {
                let (current, value) = match &want.field.merged {
                    _ if want.field.labels => labels(current, &want.value),
                    Some(gone) => merge(current, &want.value, gone),
                    None => (current.clone(), want.value.clone()),
                };
                if !same(&current, &value) {
                    diff.note(&want.field, Some(&current), Some(&want.value));
                    changes.insert(want.name.clone(), value);
                }
            }
            None => match (is_set(before, &want.name), is_blank(&want.value)) {
                (Some(false), true) => {}
                (Some(false), false) | (Some(true), true) => {
                    let current = if is_blank(&want.value) { Value::from(redact::HIDDEN_VALUE) } else { Value::Null };
                    diff.note(&want.field, Some(&current), Some(&want.value));
                    changes.insert(want.name.clone(), want.value.clone());
                }
                (Some(true), false) | (None, _) => {
                    not_compared.push(want.field.option.clone());
                    hidden.insert(want.name.clone(), want.value.clone());
                }
            },
        }
    }
    let step = match (changes.is_empty(), hidden.is_empty()) {
        (true, true) => Step::Keep,
        (true, false) => Step::Ask(hidden),
        (false, _) => {
            changes.extend(hidden);
            Step::Update(changes)
        }
    };
    Plan { diff: matches!(step, Step::Update(_)).then_some(diff), step, not_compared }
}

/// Whether a field that Pulp does not show has a value; `None` where the server does not say (before pulpcore 3.22).
fn is_set(before: &Value, name: &str) -> Option<bool> {
    let hidden = before.get("hidden_fields")?.as_array()?;
    let field = hidden.iter().find(|field| field.get("name").and_then(Value::as_str) == Some(name))?;
    field.get("is_set")?.as_bool()
}

/// The labels that there are and those to send, both with what is not ours to change.
fn labels(current: &Value, wanted: &Value) -> (Value, Value) {
    let pulps = |key: &str| PULPS_LABELS.iter().find(|(label, _)| *label == key);
    let kept = |key: &str| key.starts_with(OUR_LABELS) || pulps(key).is_some();
    let sent = |key: &str| pulps(key).is_none_or(|(_, sent)| *sent);
    let mut current = current.as_object().cloned().unwrap_or_default();
    current.retain(|key, _| sent(key));
    let mut value = wanted.as_object().cloned().unwrap_or_default();
    value.retain(|key, _| !kept(key));
    value.extend(current.iter().filter(|(key, _)| kept(key)).map(|(key, label)| (key.clone(), label.clone())));
    (Value::Object(current), Value::Object(value))
}

/// What there is, and what to send so that only what is wanted stays: Pulp merges, and `gone` takes a key away.
fn merge(current: &Value, wanted: &Value, gone: &Value) -> (Value, Value) {
    let mut value = wanted.as_object().cloned().unwrap_or_default();
    for key in current.as_object().into_iter().flat_map(|current| current.keys()) {
        value.entry(key.clone()).or_insert_with(|| gone.clone());
    }
    (current.clone(), Value::Object(value))
}

/// Null and the empty values of every kind: Pulp answers now with one, now with another.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether two values mean the same to Pulp: text but for white space around it, numbers by value,
/// lists in any order.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        // Pulp shows an alternate content source without paths as one with an empty path.
        (Value::Array(one), Value::Array(other))
            if [one, other].iter().all(|list| list.iter().all(|item| item == "")) =>
        {
            true
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) => one.trim() == other.trim(),
        (Value::Array(one), Value::Array(other)) => {
            let mut rest: Vec<&Value> = other.iter().collect();
            one.len() == other.len()
                && one.iter().all(|item| {
                    rest.iter()
                        .position(|candidate| same(item, candidate))
                        .map(|place| rest.swap_remove(place))
                        .is_some()
                })
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|candidate| same(value, candidate)))
        }
        (one, other) => one == other || is_blank(one) && is_blank(other),
    }
}
