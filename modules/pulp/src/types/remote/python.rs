//! python remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Int, List, Needs, PulpType, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::{PackageType, Platform, Policy};

/// An index of Python packages.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
    /// Packages to sync, with optional version specifiers. Without it, all are synced.
    pub includes: Clearable<List<Text>>,
    /// Packages to skip, with optional version specifiers.
    pub excludes: Clearable<List<Text>>,
    /// Whether to sync pre-releases.
    pub prereleases: Flag,
    /// Package types to sync. Without it, all are synced.
    pub package_types: Clearable<List<PackageType>>,
    /// Number of latest versions to sync of each package; `0` syncs all.
    pub keep_latest_packages: Int,
    /// Platforms whose packages are skipped.
    pub exclude_platforms: Clearable<List<Platform>>,
    /// Whether to sync provenance files.
    #[schemars(extend("x-since" = "python 3.22"))]
    pub provenance: Flag,
}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "remotes/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
