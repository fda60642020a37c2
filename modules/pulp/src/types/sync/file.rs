//! The sync action of file repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, needs};

/// How a file repository is synced.
#[derive(JsonSchema)]
pub struct File {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
    /// Whether to do nothing if the upstream says that nothing changed.
    #[schemars(extend("x-since" = "core 3.115"))]
    pub optimize: Flag,
}

impl Entity for File {
    const TYPE: &str = "file";
    const PATH: &str = "repositories/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
