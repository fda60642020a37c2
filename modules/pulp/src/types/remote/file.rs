//! file remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// A manifest (`PULP_MANIFEST`) that lists the files to sync.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
}

impl PulpType for File {
    const TYPE: &str = "file";
    const PATH: &str = "remotes/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}

/// A git repository to sync files from.
#[derive(JsonSchema)]
pub struct Git {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Branch, tag or commit to sync.
    pub git_ref: Text,
}

impl PulpType for Git {
    const TYPE: &str = "file_git";
    const PATH: &str = "remotes/file/git/";
    const NEEDS: Needs = needs("file", "3.105");
}
