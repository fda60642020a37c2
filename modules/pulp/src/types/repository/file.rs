//! file repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, Text, needs};
use crate::types::repository::Base;

/// A repository of files.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether to publish each new repository version automatically.
    pub autopublish: Flag,
    /// Name of the manifest in publications.
    pub manifest: Text,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "repositories/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
