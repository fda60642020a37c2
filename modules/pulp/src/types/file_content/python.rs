//! Python distributions.

use schemars::JsonSchema;

use super::Base;
use crate::pulp_type::{Needs, PulpType, needs};

/// Python distributions.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "repositories/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
