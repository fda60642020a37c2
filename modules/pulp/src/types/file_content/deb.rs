//! Debian packages.

use schemars::JsonSchema;

use super::Base;
use crate::entity::{Entity, Needs, needs};

/// Debian packages.
#[derive(JsonSchema)]
pub struct Deb {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
