//! The sync action of deb repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, needs};

/// How a deb repository is synced.
#[derive(JsonSchema)]
pub struct Deb {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
    /// Whether to do nothing if the upstream says that nothing changed.
    pub optimize: Flag,
}

impl Entity for Deb {
    const TYPE: &str = "deb";
    const PATH: &str = "repositories/deb/apt/";
    const NEEDS: Needs = needs("deb", "3.1");
}
