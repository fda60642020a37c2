//! deb repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, List, Merged, MergedText, Needs, PulpType, Ref, Text, needs, target};
use crate::types::repository::Base;

/// A repository of Debian packages.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether to publish each new repository version automatically.
    #[schemars(extend("x-since" = "deb 3.8"))]
    pub autopublish: Flag,
    /// Whether publications have the upstream's Origin, Label and Codename.
    pub publish_upstream_release_fields: Flag,
    /// Name of the signing service for Release files.
    pub signing_service: Clearable<Ref<target::SigningService>>,
    /// Signing services for single distributions, as a dictionary of distribution to service.
    pub signing_service_release_overrides: Merged<Ref<target::SigningService>>,
    /// Name of the signing service for packages.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_service: Clearable<Ref<target::SigningService>>,
    /// Fingerprint of the key that `package_signing_service` signs with.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_fingerprint: Text,
    /// Fingerprints for single distributions, as a dictionary of distribution to fingerprint.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_fingerprint_release_overrides: MergedText,
    /// Package metadata fields to leave out of publications.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: Clearable<List<Text>>,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
