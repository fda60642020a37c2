//! file distributions.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Needs, Ref, needs, target};
use crate::types::distribution::Base;

/// Where files are served.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    /// Who may download; anyone if cleared.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Whether it serves the repository's checkpoints, by their time.
    #[schemars(extend("x-since" = "core 3.74"))]
    pub checkpoint: Flag,
}

impl Entity for File {
    const TYPE: &str = "file";
    const PATH: &str = "distributions/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
