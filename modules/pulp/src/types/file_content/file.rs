//! Files of any kind, by their paths.

use schemars::JsonSchema;

use super::Base;
use crate::entity::{Entity, Needs, needs};

/// Files of any kind, by their paths.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for File {
    const TYPE: &str = "file";
    const PATH: &str = "repositories/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}
