//! RPM packages.

use schemars::JsonSchema;

use super::Base;
use crate::pulp_type::{Needs, PulpType, needs};

/// RPM packages.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
