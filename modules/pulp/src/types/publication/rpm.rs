//! rpm publications.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Json, Needs, needs};
use crate::types::values::{ChecksumType, CompressionType, RpmLayout};

/// A published version of an rpm repository.
#[derive(JsonSchema)]
pub struct Rpm {
    /// Whether the publication is a checkpoint, which checkpoint distributions serve by its timestamp.
    #[schemars(extend("x-since" = "rpm 3.30"))]
    pub checkpoint: Flag,
    /// Checksum type for the metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub checksum_type: ChecksumType,
    /// Compression of the metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub compression_type: CompressionType,
    /// Layout of the packages.
    // Since 3.29 it is accepted; but 3.32 does not pass it on to the task that publishes.
    #[schemars(extend("x-since" = "rpm 3.35"))]
    pub layout: RpmLayout,
    /// Settings for the generated `.repo` file besides name and URL.
    pub repo_config: Json,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "publications/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
