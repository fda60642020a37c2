//! rpm distributions.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Ref, needs, target};
use crate::types::distribution::Base;

/// Serves an rpm repository.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the content guard. Without one, anyone can download.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether the distribution serves the checkpoints of its repository, by their timestamps.
    #[schemars(extend("x-since" = "rpm 3.30"))]
    pub checkpoint: Flag,
    /// Whether to serve a `.repo` file, too.
    pub generate_repo_config: Flag,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "distributions/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
    const SERVES_PUBLICATIONS: bool = true;
}
