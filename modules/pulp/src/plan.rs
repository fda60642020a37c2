//! Step 3: compares an object with its desired state and plans what to send. These are pure functions.

use serde_json::Value;

use crate::item::State;
use crate::object::Fields;
use crate::redact;
use crate::schema::{Field, Object};

/// The prefix of labels that belong to this collection. They are kept and never compared.
pub const OUR_LABELS: &str = "release_train_";

/// Labels that Pulp's plugins set themselves, and whether an update of the labels must include them. They are never
/// compared. pulp_rpm rejects its own label in updates (3.39.4), and pulp_container breaks without its own (2.30.0).
const PULPS_LABELS: &[(&str, bool)] = &[("osv.rpm.config", false), ("pulp_container.pull_through", true)];

/// The desired value of a field, in the form that Pulp expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The declaration of the field. Diffs and messages use its name in Ansible.
    pub field: Field,
    /// The field's name on this server.
    pub name: String,
    pub value: Value,
}

/// The request to send.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Nothing.
    Keep,
    /// A POST with this body.
    Create(Object),
    /// A PATCH with this body.
    Update(Object),
    /// A PATCH of these hidden fields. Only the server can tell whether they change.
    Ask(Object),
    /// A DELETE.
    Remove,
}

/// What to do with one object, and what to report about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub step: Step,
    pub diff: Option<Diff>,
    /// Options that cannot be compared, because Pulp does not return their values.
    pub not_compared: Vec<String>,
}

impl Plan {
    /// Returns a plan that does nothing.
    pub fn keep() -> Plan {
        Plan { step: Step::Keep, diff: None, not_compared: Vec::new() }
    }

    /// Treats a server-decided update as a change.
    pub fn claim(&mut self) {
        if let Step::Ask(body) = &mut self.step {
            self.step = Step::Update(std::mem::take(body));
        }
    }

    /// Returns whether the plan changes the object, as far as this is known before the request is sent.
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
    /// Returns the diff of a new object, without null values.
    pub fn of_new(pairs: &[(&str, Value)]) -> Diff {
        let given = pairs.iter().filter(|(_, value)| !value.is_null());
        Diff { before: Object::new(), after: given.map(|(key, value)| ((*key).to_owned(), value.clone())).collect() }
    }

    /// Returns the diff of hidden fields that the server reported as changed.
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

/// Plans how to bring one object to its desired state.
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

/// Returns whether a hidden field has a value; `None` if the server does not report this (before pulpcore 3.22).
fn is_set(before: &Value, name: &str) -> Option<bool> {
    let hidden = before.get("hidden_fields")?.as_array()?;
    let field = hidden.iter().find(|field| field.text("name") == Some(name))?;
    field.get("is_set")?.as_bool()
}

/// Returns the current labels and those to send, so that labels of this collection and of Pulp's plugins stay.
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

/// Returns the current dictionary and the one to send, for fields that Pulp merges: `gone` removes a key.
fn merge(current: &Value, wanted: &Value, gone: &Value) -> (Value, Value) {
    let mut value = wanted.as_object().cloned().unwrap_or_default();
    for key in current.as_object().into_iter().flat_map(|current| current.keys()) {
        value.entry(key.clone()).or_insert_with(|| gone.clone());
    }
    (current.clone(), Value::Object(value))
}

/// Returns whether a value is null or empty. Pulp uses null and empty values interchangeably.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Returns whether two values mean the same to Pulp. Surrounding white space, the notation of numbers and the order of
/// lists do not matter.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        // Pulp returns an alternate content source without paths with one empty path.
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
