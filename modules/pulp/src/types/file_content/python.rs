//! Python distributions.

use schemars::JsonSchema;

use super::Base;
use crate::entity::{Entity, Needs, needs};

/// Python distributions.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for Python {
    const TYPE: &str = "python";
    const PATH: &str = "repositories/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
