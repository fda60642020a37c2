//! Groups of users: `/groups/`.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Group>()];

/// A group of users.
#[derive(JsonSchema)]
pub struct Group {
    /// Name of the group.
    pub name: Text,
}

impl PulpType for Group {
    const TYPE: &str = "group";
    const PATH: &str = "groups/";
    const NEEDS: Needs = needs("core", "3.43");
}
