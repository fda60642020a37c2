//! rpm publications.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Json, Needs, needs};
use crate::types::values::{ChecksumType, CompressionType, RpmLayout};

/// A published version of an rpm repository.
#[derive(JsonSchema)]
pub struct Rpm {
    /// Whether it is a checkpoint, to be served by its time.
    #[schemars(extend("x-since" = "rpm 3.30"))]
    pub checkpoint: Flag,
    /// The checksums in the metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub checksum_type: ChecksumType,
    /// The compression of the metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub compression_type: CompressionType,
    /// Where packages lie.
    // Since 3.29 it is accepted; but 3.32 does not pass it on to the task that publishes.
    #[schemars(extend("x-since" = "rpm 3.35"))]
    pub layout: RpmLayout,
    /// What the generated `.repo` file says beside name and URL.
    pub repo_config: Json,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "publications/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
