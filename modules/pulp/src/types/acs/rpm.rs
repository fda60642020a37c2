//! rpm alternate content sources.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, needs};
use crate::types::acs::Base;

/// Another place to take rpm content from.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "acs/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
