//! The sync action of rpm repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, List, Needs, PulpType, needs};
use crate::types::values::{SkipType, SyncPolicy};

/// Syncs an rpm repository.
#[derive(JsonSchema)]
pub struct Rpm {
    /// Sync mode. `additive` keeps content that the upstream removed, `mirror_content_only` removes it, and
    /// `mirror_complete` also copies the upstream metadata unchanged.
    pub sync_policy: SyncPolicy,
    /// Content types to skip.
    pub skip_types: List<SkipType>,
    /// Whether to skip the sync if the upstream metadata has not changed.
    pub optimize: Flag,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "repositories/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
