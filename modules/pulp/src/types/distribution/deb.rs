//! deb distributions.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Needs, Ref, needs, target};
use crate::types::distribution::Base;

/// Where a deb repository is served.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    /// Who may download; anyone if cleared.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether it serves the repository's checkpoints, by their time.
    #[schemars(extend("x-since" = "deb 3.6"))]
    pub checkpoint: Flag,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "distributions/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
