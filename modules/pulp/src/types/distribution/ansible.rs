//! ansible distributions.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Needs, Ref, needs, target};
use crate::types::distribution::Base;

/// Where a Galaxy is served.
#[derive(JsonSchema)]
pub struct Ansible {
    #[schemars(flatten)]
    pub base: Base,
    /// Who may download; anyone if cleared.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
}

impl Entity for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "distributions/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
