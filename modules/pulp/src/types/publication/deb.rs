//! deb publications. With `mode: verbatim` they live at `publications/deb/verbatim/`.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, List, Needs, Ref, Text, Unstored, needs, target};
use crate::types::values::DebLayout;

/// A published version of a deb repository.
#[derive(JsonSchema)]
pub struct Deb {
    /// Whether it is a checkpoint, to be served by its time.
    #[schemars(extend("x-since" = "deb 3.6"))]
    pub checkpoint: Flag,
    /// The service that signs the Release files.
    pub signing_service: Ref<target::SigningService>,
    /// Whether it carries the upstream's Origin, Label and Codename.
    pub publish_upstream_release_fields: Unstored<Flag>,
    /// Whether it has the Release files that only old clients read.
    #[schemars(extend("x-since" = "deb 3.9"))]
    pub publish_legacy_release_files: Unstored<Flag>,
    /// Fields of the packages' metadata that are left out.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: List<Text>,
    /// Where packages lie.
    #[schemars(extend("x-since" = "deb 3.9"))]
    pub layout: DebLayout,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "publications/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
