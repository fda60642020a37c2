//! Roles: `/roles/`.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, List, Needs, PulpType, Required, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Role>()];

/// A set of permissions that users and groups can have.
#[derive(JsonSchema)]
pub struct Role {
    /// Name of the role. Pulp's own roles, such as `core.task_owner`, cannot be changed.
    pub name: Text,
    /// Description.
    pub description: Clearable<Text>,
    /// Permissions, e.g. `file.view_filerepository`.
    pub permissions: Required<List<Text>>,
}

impl PulpType for Role {
    const TYPE: &str = "role";
    const PATH: &str = "roles/";
    const NEEDS: Needs = needs("core", "3.43");
}
