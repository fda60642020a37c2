//! file alternate content sources.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::types::acs::{Base, Paths};

/// An alternate content source for file content.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub paths: Paths,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "acs/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
