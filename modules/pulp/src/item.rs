//! An item that a module works on, and its desired state.

use crate::object::Fields;
use crate::schema::{Object, Type};

/// The desired state of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It exists, with the given fields.
    Present,
    /// It does not exist.
    Absent,
    /// It is returned as it is.
    Read,
    /// It has completed successfully.
    Completed,
    /// It was canceled.
    Canceled,
}

impl State {
    /// Returns the state's name in Ansible.
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

/// An object and its desired state.
#[derive(Clone)]
pub struct Item<O> {
    /// Its type, e.g. rpm.
    pub kind: Type,
    /// The desired state.
    pub state: State,
    /// The module's own options, which are not fields of Pulp's.
    pub options: O,
    /// The given Pulp fields by option name, coerced to their types; a cleared field holds its empty value.
    pub desired: Object,
    /// The name of the item in messages and results.
    pub label: String,
}

impl<O> Item<O> {
    /// Returns a text field if it is given.
    pub fn text(&self, option: &str) -> Option<&str> {
        self.desired.text(option)
    }
}
