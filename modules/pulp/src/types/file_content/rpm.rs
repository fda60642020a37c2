//! RPM packages.

use schemars::JsonSchema;

use super::Base;
use crate::entity::{Entity, Needs, needs};

/// RPM packages.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
