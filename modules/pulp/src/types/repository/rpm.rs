//! rpm repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Int, Json, List, Needs, Nullable, PulpType, Ref, Text, needs, target};
use crate::types::repository::Base;
use crate::types::values::{ChecksumType, CompressionType, RpmLayout};

/// An ecosystem of osv.dev.
#[derive(JsonSchema)]
pub struct Ecosystem {
    /// Name of the ecosystem, e.g. `Rocky Linux`.
    pub name: Text,
    /// Releases of the ecosystem.
    pub releases: List<Text>,
}

/// A repository of RPM packages.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether to publish each new repository version automatically.
    pub autopublish: Flag,
    /// Settings for the generated `.repo` file besides name and URL, e.g. `gpgcheck: 1`.
    pub repo_config: Clearable<Json>,
    /// Number of versions to keep of each package; `0` keeps all.
    pub retain_package_versions: Int,
    /// Checksum type for published metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub checksum_type: ChecksumType,
    /// Compression of published metadata.
    #[schemars(extend("x-since" = "rpm 3.25"))]
    pub compression_type: CompressionType,
    /// Layout of the packages in publications.
    #[schemars(extend("x-since" = "rpm 3.29"))]
    pub layout: RpmLayout,
    /// Ecosystems of osv.dev to scan for vulnerability reports.
    #[schemars(extend("x-since" = "rpm 3.38"))]
    pub osv_config: Nullable<List<Ecosystem>>,
    /// Name of the signing service for published metadata.
    pub metadata_signing_service: Clearable<Ref<target::SigningService>>,
    /// Name of the signing service for packages.
    #[schemars(extend("x-since" = "rpm 3.27"))]
    pub package_signing_service: Clearable<Ref<target::SigningService>>,
    /// Fingerprint of the key that `package_signing_service` signs with, as `v4:…`; before pulp_rpm 3.39, only the 40
    /// digits.
    #[schemars(extend("x-since" = "rpm 3.27"))]
    pub package_signing_fingerprint: Text,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
    // The result of an update contains the old value of `sqlite_metadata` (pulp_rpm 3.39.4).
    const READ_AGAIN: bool = true;
}
