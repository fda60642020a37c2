//! The sync action of file repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};

/// Syncs a file repository.
#[derive(JsonSchema)]
pub struct File {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
    /// Whether to skip the sync if the upstream metadata has not changed.
    #[schemars(extend("x-since" = "core 3.115"))]
    pub optimize: Flag,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "repositories/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
