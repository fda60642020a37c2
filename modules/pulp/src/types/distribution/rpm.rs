//! rpm distributions.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Needs, Ref, needs, target};
use crate::types::distribution::Base;

/// Where an rpm repository is served.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    /// Who may download; anyone if cleared.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether it serves the repository's checkpoints, by their time.
    #[schemars(extend("x-since" = "rpm 3.30"))]
    pub checkpoint: Flag,
    /// Whether it serves a `.repo` file too.
    pub generate_repo_config: Flag,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "distributions/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
