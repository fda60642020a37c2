//! Files of any kind, by their paths.

use schemars::JsonSchema;

use super::Base;
use crate::pulp_type::{Needs, PulpType, needs};

/// Files of any kind, by their paths.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "repositories/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
