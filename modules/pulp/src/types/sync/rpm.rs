//! The sync action of rpm repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, List, Needs, needs};
use crate::types::values::{SkipType, SyncPolicy};

/// How an rpm repository is synced.
#[derive(JsonSchema)]
pub struct Rpm {
    /// What becomes of the content that is there: kept, mirrored, or mirrored with its metadata as they are.
    pub sync_policy: SyncPolicy,
    /// Kinds of content that are left out.
    pub skip_types: List<SkipType>,
    /// Whether to do nothing if the upstream says that nothing changed.
    pub optimize: Flag,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
