//! deb remotes.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, List, Needs, Required, Text, Words, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// Where Debian packages come from.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
    /// The distributions (the folders below `dists/`): a list, or a text with spaces.
    pub distributions: Required<Words>,
    /// The components to take; all if cleared.
    pub components: Clearable<Words>,
    /// The architectures to take; all if cleared.
    pub architectures: Clearable<Words>,
    /// Whether to take source packages.
    pub sync_sources: Flag,
    /// Whether to take installer packages.
    pub sync_udebs: Flag,
    /// Whether to take installer files.
    pub sync_installer: Flag,
    /// The public key that the Release file is checked with.
    pub gpgkey: Clearable<Text>,
    /// Whether a missing Packages file is no error.
    pub ignore_missing_package_indices: Flag,
    /// Fields of the packages' metadata that are not kept.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: Clearable<List<Text>>,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "remotes/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
