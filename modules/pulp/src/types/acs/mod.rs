//! Alternate content sources: `/acs/…/`.

pub mod deb;
pub mod file;
pub mod rpm;

use schemars::JsonSchema;

use crate::entity::{Clearable, List, Ref, Required, Text, target};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[Type::of::<rpm::Rpm>(), Type::of::<deb::Deb>(), Type::of::<file::File>()];

/// What all alternate content sources have.
#[derive(JsonSchema)]
pub struct Base {
    /// Its name; unique among those of all types.
    pub name: Text,
    /// The remote that content is taken from, if it has it, in the place of any other; its policy must be `on_demand`.
    pub remote: Required<Ref<target::Remote>>,
}

/// Where below its remote a source is.
#[derive(JsonSchema)]
pub struct Paths {
    /// Paths below the remote's URL, each a source of its own; none: the URL itself. When a path is removed from one source,
    /// Pulp removes it from all sources. The module restores it on the others and warns that they must be refreshed.
    pub paths: Clearable<List<Text>>,
}
