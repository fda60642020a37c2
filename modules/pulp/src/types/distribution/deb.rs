//! deb distributions.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Ref, needs, target};
use crate::types::distribution::Base;

/// Serves a deb repository.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the content guard. Without one, anyone can download.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether the distribution serves the checkpoints of its repository, by their timestamps.
    #[schemars(extend("x-since" = "deb 3.6"))]
    pub checkpoint: Flag,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "distributions/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
    const SERVES_PUBLICATIONS: bool = true;
}
