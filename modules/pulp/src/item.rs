//! What a module works on: one thing, and the state to bring it to.

use std::rc::Rc;

use serde_json::Value;

use crate::schema::{Field, Object, Type};

/// The state an item is brought to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It exists, with the given fields.
    Present,
    /// It does not exist.
    Absent,
    /// It is returned as it is.
    Read,
    /// It has come to a good end.
    Completed,
    /// It was stopped.
    Canceled,
}

impl State {
    /// Its name in Ansible.
    pub const fn name(self) -> &'static str {
        match self {
            State::Present => "present",
            State::Absent => "absent",
            State::Read => "read",
            State::Completed => "completed",
            State::Canceled => "canceled",
        }
    }

    pub(crate) fn parse(text: &str, known: &[State]) -> Result<State, String> {
        known.iter().copied().find(|state| state.name() == text).ok_or_else(|| {
            let names: Vec<_> = known.iter().map(|state| state.name()).collect();
            format!("state must be one of: {}; not \"{text}\"", names.join(", "))
        })
    }
}

/// One thing to bring to a state.
#[derive(Clone)]
pub struct Item<O> {
    /// Its type, e.g. rpm.
    pub kind: Type,
    /// The fields of its type, as declared.
    pub fields: Rc<Vec<Field>>,
    /// The state to bring it to.
    pub state: State,
    /// The options that are the module's own and not Pulp's.
    pub options: O,
    /// The given Pulp fields by option name: coerced; a cleared field holds its empty value.
    pub desired: Object,
    /// What identifies it in messages and results.
    pub label: String,
}

impl<O> Item<O> {
    /// A given text field.
    pub fn text(&self, option: &str) -> Option<&str> {
        self.desired.get(option).and_then(Value::as_str)
    }
}
