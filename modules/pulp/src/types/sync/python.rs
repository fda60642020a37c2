//! The sync action of python repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};

/// Syncs a python repository.
#[derive(JsonSchema)]
pub struct Python {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "repositories/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
