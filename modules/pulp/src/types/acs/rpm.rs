//! rpm alternate content sources.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::types::acs::{Base, Paths};

/// An alternate content source for rpm content.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub paths: Paths,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "acs/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
