//! python publications.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};

/// A published version of a python repository.
#[derive(JsonSchema)]
pub struct Python {}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "publications/python/pypi/";
    const NEEDS: Needs = needs("python", "3.11");
}
