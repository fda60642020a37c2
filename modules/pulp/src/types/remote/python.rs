//! python remotes.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Int, List, Needs, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::{PackageType, Platform, Policy};

/// The index that Python packages come from.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
    /// The packages to take, with version specifiers; all if cleared.
    pub includes: Clearable<List<Text>>,
    /// The packages to leave out, with version specifiers.
    pub excludes: Clearable<List<Text>>,
    /// Whether to take pre-releases.
    pub prereleases: Flag,
    /// The kinds of files to take; all if cleared.
    pub package_types: Clearable<List<PackageType>>,
    /// How many versions of a package to take; 0 is all.
    pub keep_latest_packages: Int,
    /// The platforms whose files are left out.
    pub exclude_platforms: Clearable<List<Platform>>,
    /// Whether to take provenance files.
    #[schemars(extend("x-since" = "python 3.22"))]
    pub provenance: Flag,
}

impl Entity for Python {
    const TYPE: &str = "python";
    const PATH: &str = "remotes/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
