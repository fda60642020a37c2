//! The sync action of container repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};

/// Syncs a container repository.
#[derive(JsonSchema)]
pub struct Container {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
    /// Whether to sync only signed images.
    pub signed_only: Flag,
}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
