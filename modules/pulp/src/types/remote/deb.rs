//! deb remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, List, Needs, PulpType, Required, Text, Words, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// An upstream repository of Debian packages.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
    /// Distributions to sync (the folders below `dists/`), as a list or separated by spaces.
    pub distributions: Required<Words>,
    /// Components to sync. Without it, all are synced.
    pub components: Clearable<Words>,
    /// Architectures to sync. Without it, all are synced.
    pub architectures: Clearable<Words>,
    /// Whether to sync source packages.
    pub sync_sources: Flag,
    /// Whether to sync installer packages (`.udeb`).
    pub sync_udebs: Flag,
    /// Whether to sync installer files.
    pub sync_installer: Flag,
    /// Public key to verify the Release file with.
    pub gpgkey: Clearable<Text>,
    /// Whether to ignore missing Packages files.
    pub ignore_missing_package_indices: Flag,
    /// Package metadata fields that are not stored.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: Clearable<List<Text>>,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "remotes/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
