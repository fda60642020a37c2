//! deb repositories.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, List, Merged, MergedText, Needs, Ref, Text, needs, target};
use crate::types::repository::Base;

/// A repository of Debian packages.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether every new version is published at once.
    #[schemars(extend("x-since" = "deb 3.8"))]
    pub autopublish: Flag,
    /// Whether publications carry the upstream's Origin, Label and Codename.
    pub publish_upstream_release_fields: Flag,
    /// The service that signs Release files.
    pub signing_service: Clearable<Ref<target::SigningService>>,
    /// Other signing services for some distributions: distribution to service.
    pub signing_service_release_overrides: Merged<Ref<target::SigningService>>,
    /// The service that signs packages.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_service: Clearable<Ref<target::SigningService>>,
    /// The key that `package_signing_service` signs with.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_fingerprint: Text,
    /// Other keys for some distributions: distribution to key.
    #[schemars(extend("x-since" = "deb 3.10"))]
    pub package_signing_fingerprint_release_overrides: MergedText,
    /// Fields of the packages' metadata that are not published.
    #[schemars(extend("x-since" = "deb 3.11"))]
    pub excluded_package_metadata_fields: Clearable<List<Text>>,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
