//! What an operation is: its names, its types, its options, and how it processes a list of items.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::outcome::Outcome;
use crate::schema::Type;

/// One module.
pub trait Operation: 'static {
    /// What the module handles, and the key of a single result.
    const NOUN: &'static str;
    /// The module's name.
    const NAME: &'static str = Self::NOUN;
    /// The option that holds a list, and the key of its result.
    const PLURAL: &'static str;
    /// The short description of the module in its documentation.
    const ABOUT: &'static str;
    /// The first version of the collection that has the module.
    const VERSION_ADDED: &'static str;
    /// The Pulp types that the module handles. With only one, the option `type` is not needed.
    const TYPES: &'static [Type];
    /// The states that the module supports.
    const STATES: &'static [State] = &[State::Present, State::Absent, State::Read];
    /// The state of a single item without `state`.
    const SINGLE_STATE: State = State::Read;
    /// Whether an item's options are nested under [`Self::NOUN`], because some have the names of connection options.
    const NESTED: bool = false;
    /// The options that identify an item; the first names it.
    const KEY: &'static [&'static str] = &["name"];
    /// The option that selects one of [`Self::TYPES`].
    const TYPE_OPTION: &'static str = "type";
    /// Whether an item without a key stands for all objects that its other options select, in any state.
    const SELECTS: bool = false;
    /// Whether a list may contain plain keys instead of items.
    const BARE_KEYS: bool = false;
    /// What the module returns for an item: name, type and description. The entity is listed only if it differs from
    /// what Pulp returns.
    const RETURNS: &'static [(&'static str, &'static str, &'static str)] = &[];
    /// The options in addition to the key that are allowed when reading.
    const READS_WITH: &'static [&'static str] = &[];
    /// The module's own options, which are not fields of Pulp's.
    type Options: DeserializeOwned + JsonSchema + Clone;

    /// Brings items to their desired states, or predicts the changes in check mode. Returns one outcome per item, in
    /// the given order.
    ///
    /// An error ends the whole run, so it is only allowed before the first write. From then on, failures go into the
    /// outcomes of the items they concern.
    fn run(context: &Context, items: &[Item<Self::Options>]) -> impl Future<Output = Result<Vec<Outcome>, Error>>;

    /// Reads all entities of a type.
    fn read_all(context: &Context, kind: &Type) -> impl Future<Output = Result<Vec<Outcome>, Error>>;

    /// Returns one outcome for each object that an item without a key stands for.
    fn select(context: &Context, item: &Item<Self::Options>) -> impl Future<Output = Result<Vec<Outcome>, Error>> {
        Self::read_all(context, &item.kind)
    }

    /// Returns the number of seconds to wait until the server is ready, before anything else.
    fn patience(_items: &[Item<Self::Options>]) -> u64 {
        0
    }
}
