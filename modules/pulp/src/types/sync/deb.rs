//! The sync action of deb repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};

/// Syncs a deb repository.
#[derive(JsonSchema)]
pub struct Deb {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
    /// Whether to skip the sync if the upstream metadata has not changed.
    pub optimize: Flag,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
