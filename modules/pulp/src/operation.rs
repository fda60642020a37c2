//! What an operation is: its names, its types, its options, and what it does with a list of items.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::outcome::Outcome;
use crate::schema::Type;

/// One module.
pub trait Operation: 'static {
    /// What it handles, and the key of a single result.
    const NOUN: &'static str;
    /// The module's name.
    const NAME: &'static str = Self::NOUN;
    /// The option that holds a list, and the key of its result.
    const PLURAL: &'static str;
    /// One sentence of what it does, for the documentation.
    const ABOUT: &'static str;
    /// The collection's first version that has it.
    const VERSION_ADDED: &'static str;
    /// The Pulp types it handles; only one: the option `type` is not needed.
    const TYPES: &'static [Type];
    /// The states it knows.
    const STATES: &'static [State] = &[State::Present, State::Absent, State::Read];
    /// The state of a single item that gives none.
    const SINGLE_STATE: State = State::Read;
    /// Whether an item's options stand under [`Self::NOUN`], because some have the names of connection options.
    const NESTED: bool = false;
    /// The options that identify an item; the first names it.
    const KEY: &'static [&'static str] = &["name"];
    /// The option that says which of [`Self::TYPES`] an item is of.
    const TYPE_OPTION: &'static str = "type";
    /// Whether an item without a key stands for all objects that its other options select, in any state.
    const SELECTS: bool = false;
    /// Whether a list may name items by nothing but their key.
    const BARE_KEYS: bool = false;
    /// What it returns of an item: name, type and meaning; the entity itself only if it is not as Pulp shows it.
    const RETURNS: &'static [(&'static str, &'static str, &'static str)] = &[];
    /// The options beside the key that reading takes.
    const READS_WITH: &'static [&'static str] = &[];
    /// Its options that are not Pulp's fields.
    type Options: DeserializeOwned + JsonSchema + Clone;

    /// Brings items to their states (or says what would change, in check mode): one outcome each, in their order.
    ///
    /// An error ends the run as a whole, so there may be one only as long as nothing was written. From the first write on,
    /// whatever goes wrong goes into the outcomes of the items it concerns.
    fn run(context: &Context, items: &[Item<Self::Options>]) -> impl Future<Output = Result<Vec<Outcome>, Error>>;

    /// All entities of a type.
    fn read_all(context: &Context, kind: &Type) -> impl Future<Output = Result<Vec<Outcome>, Error>>;

    /// What an item without a key stands for: one outcome each.
    fn select(context: &Context, item: &Item<Self::Options>) -> impl Future<Output = Result<Vec<Outcome>, Error>> {
        Self::read_all(context, &item.kind)
    }

    /// For how many seconds to wait for the server to be ready, before anything else.
    fn patience(_items: &[Item<Self::Options>]) -> u64 {
        0
    }
}
