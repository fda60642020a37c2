//! file remotes.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// The manifest (`PULP_MANIFEST`) that lists the files to take.
#[derive(JsonSchema)]
pub struct File {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
}

impl Entity for File {
    const TYPE: &str = "file";
    const PATH: &str = "remotes/file/file/";
    const NEEDS: Needs = needs("file", "1.16");
}

/// A git repository whose files are taken.
#[derive(JsonSchema)]
pub struct Git {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// The branch, tag or commit.
    pub git_ref: Text,
}

impl Entity for Git {
    const TYPE: &str = "file_git";
    const PATH: &str = "remotes/file/git/";
    const NEEDS: Needs = needs("file", "3.105");
}
