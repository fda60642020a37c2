//! Debian packages.

use schemars::JsonSchema;

use super::Base;
use crate::pulp_type::{Needs, PulpType, needs};

/// Debian packages.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
