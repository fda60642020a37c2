//! Alternate content sources: `/acs/…/`.

pub mod deb;
pub mod file;
pub mod rpm;

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, List, Ref, Required, Text, target};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[Type::of::<rpm::Rpm>(), Type::of::<deb::Deb>(), Type::of::<file::File>()];

/// The fields of all alternate content sources.
#[derive(JsonSchema)]
pub struct Base {
    /// Name of the alternate content source, unique among those of all types.
    pub name: Text,
    /// Name of the remote to download content from, in place of any other remote, if it has the content. Its policy
    /// must be `on_demand`.
    pub remote: Required<Ref<target::Remote>>,
}

/// The paths of an alternate content source.
#[derive(JsonSchema)]
pub struct Paths {
    /// Paths below the remote's URL, each a source of its own. Without paths, the URL itself is the source. When a
    /// path is removed from one alternate content source, Pulp removes it from all others, too; the module restores
    /// it on those and warns that they must be refreshed.
    pub paths: Clearable<List<Text>>,
}
