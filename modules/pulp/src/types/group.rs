//! Groups of users: `/groups/`.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Group>()];

/// A group of users.
#[derive(JsonSchema)]
pub struct Group {
    /// Name of the group.
    pub name: Text,
}

impl Entity for Group {
    const TYPE: &str = "group";
    const PATH: &str = "groups/";
    const NEEDS: Needs = needs("core", "3.43");
}
