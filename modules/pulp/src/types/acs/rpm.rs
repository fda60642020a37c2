//! rpm alternate content sources.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, needs};
use crate::types::acs::{Base, Paths};

/// An alternate content source for rpm content.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub paths: Paths,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "acs/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
