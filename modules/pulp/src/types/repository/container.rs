//! container repositories. Before pulp_container 2.29, those created by a push are in another list (`container-push`).

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Needs, PulpType, Ref, needs, target};
use crate::types::repository::Base;

/// A repository of container images.
#[derive(JsonSchema)]
pub struct Container {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the signing service for manifests.
    pub manifest_signing_service: Clearable<Ref<target::SigningService>>,
}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
