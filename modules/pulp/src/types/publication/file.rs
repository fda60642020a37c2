//! file publications.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, Text, needs};

/// A published version of a file repository.
#[derive(JsonSchema)]
pub struct File {
    /// Whether the publication is a checkpoint, which checkpoint distributions serve by its timestamp.
    #[schemars(extend("x-since" = "core 3.74"))]
    pub checkpoint: Flag,
    /// Name of the manifest.
    pub manifest: Text,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "publications/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
