//! rpm publications.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Json, Needs, PulpType, needs};
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
    // pulp_rpm accepts it since 3.29, but 3.32 does not pass it to the publish task.
    #[schemars(extend("x-since" = "rpm 3.35"))]
    pub layout: RpmLayout,
    /// Settings for the generated `.repo` file besides name and URL.
    pub repo_config: Json,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "publications/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
