//! Roles: `/roles/`.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, List, Needs, Required, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Role>()];

/// A set of permissions that users and groups can hold.
#[derive(JsonSchema)]
pub struct Role {
    /// Its name; those of Pulp itself look like `core.task_owner` and cannot be changed.
    pub name: Text,
    /// What it is for.
    pub description: Clearable<Text>,
    /// The permissions, e.g. `file.view_filerepository`.
    pub permissions: Required<List<Text>>,
}

impl Entity for Role {
    const TYPE: &str = "role";
    const PATH: &str = "roles/";
    const NEEDS: Needs = needs("core", "3.43");
}
