//! ansible distributions.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Needs, PulpType, Ref, needs, target};
use crate::types::distribution::Base;

/// Serves an ansible repository as a Galaxy server.
#[derive(JsonSchema)]
pub struct Ansible {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the content guard. Without one, anyone can download.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
}

impl PulpType for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "distributions/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
