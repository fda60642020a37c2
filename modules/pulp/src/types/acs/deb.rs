//! deb alternate content sources.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::types::acs::Base;

/// An alternate content source for deb content.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "acs/deb/deb/";
    const NEEDS: Needs = needs("deb", "3.8");
}
