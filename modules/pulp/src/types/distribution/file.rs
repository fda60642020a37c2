//! file distributions.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Ref, needs, target};
use crate::types::distribution::Base;

/// Serves a file repository.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the content guard. Without one, anyone can download.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether the distribution serves the checkpoints of its repository, by their timestamps.
    #[schemars(extend("x-since" = "core 3.74"))]
    pub checkpoint: Flag,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "distributions/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
    const SERVES_PUBLICATIONS: bool = true;
}
