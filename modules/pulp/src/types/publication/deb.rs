//! deb publications. Those with `mode: verbatim` are at `publications/deb/verbatim/`.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, List, Needs, PulpType, Ref, Text, Unstored, needs, target};
use crate::types::values::DebLayout;

/// A published version of a deb repository.
#[derive(JsonSchema)]
pub struct Deb {
    /// Whether the publication is a checkpoint, which checkpoint distributions serve by its timestamp.
    #[schemars(extend("x-since" = "deb 3.6"))]
    pub checkpoint: Flag,
    /// Name of the signing service for the Release files.
    pub signing_service: Ref<target::SigningService>,
    /// Whether the publication has the upstream's Origin, Label and Codename.
    pub publish_upstream_release_fields: Unstored<Flag>,
    /// Whether to publish the Release files that only old clients read.
    #[schemars(extend("x-since" = "deb 3.9"))]
    pub publish_legacy_release_files: Unstored<Flag>,
    /// Package metadata fields to leave out.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: List<Text>,
    /// Layout of the packages.
    #[schemars(extend("x-since" = "deb 3.9"))]
    pub layout: DebLayout,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "publications/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
