//! The sync action of container repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, needs};

/// How a container repository is synced.
#[derive(JsonSchema)]
pub struct Container {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
    /// Whether to take only signed images.
    pub signed_only: Flag,
}

impl Entity for Container {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
