//! rpm repositories.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Int, Json, List, Needs, Nullable, Ref, Text, needs, target};
use crate::types::repository::Base;
use crate::types::values::{ChecksumType, CompressionType, RpmLayout};

/// An ecosystem of osv.dev.
#[derive(JsonSchema)]
pub struct Ecosystem {
    /// Its name there, e.g. `Rocky Linux`.
    pub name: Text,
    /// Its releases.
    pub releases: List<Text>,
}

/// A repository of RPM packages.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether every new version is published at once.
    pub autopublish: Flag,
    /// What the generated `.repo` file says beside name and URL, e.g. `gpgcheck: 1`.
    pub repo_config: Clearable<Json>,
    /// How many versions of a package are kept; 0 is all.
    pub retain_package_versions: Int,
    /// The checksums in published metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub checksum_type: ChecksumType,
    /// The compression of published metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub compression_type: CompressionType,
    /// Where packages lie in a publication.
    #[schemars(extend("x-since" = "rpm 3.29"))]
    pub layout: RpmLayout,
    /// The ecosystems whose vulnerability reports (osv.dev) a scan looks for.
    #[schemars(extend("x-since" = "rpm 3.38"))]
    pub osv_config: Nullable<List<Ecosystem>>,
    /// The service that signs published metadata.
    pub metadata_signing_service: Clearable<Ref<target::SigningService>>,
    /// The service that signs packages.
    #[schemars(extend("x-since" = "rpm 3.27"))]
    pub package_signing_service: Clearable<Ref<target::SigningService>>,
    /// The key that `package_signing_service` signs with: its fingerprint as `v4:…`; before pulp_rpm 3.39, the 40 digits alone.
    #[schemars(extend("x-since" = "rpm 3.27"))]
    pub package_signing_fingerprint: Text,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
    // An update's result shows `sqlite_metadata` as it was before (pulp_rpm 3.39.4).
    const READ_AGAIN: bool = true;
}
