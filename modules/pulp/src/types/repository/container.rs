//! container repositories. Those that a push made live elsewhere (`container-push`) before pulp_container 2.29.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Needs, Ref, needs, target};
use crate::types::repository::Base;

/// A repository of container images.
#[derive(JsonSchema)]
pub struct Container {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the signing service for manifests.
    pub manifest_signing_service: Clearable<Ref<target::SigningService>>,
}

impl Entity for Container {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
