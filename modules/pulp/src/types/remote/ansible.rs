//! ansible remotes.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Int, Needs, Requirements, Secret, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Immediate;

/// The Galaxy that collections come from.
#[derive(JsonSchema)]
pub struct Collection {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Immediate,
    /// The collections to sync: a list of names, or the text of a requirements file. All if cleared. `requirements_file` in
    /// Pulp's API.
    #[schemars(extend("x-pulp" = "requirements_file"))]
    pub collections: Clearable<Requirements>,
    /// Where a token is changed for a session.
    pub auth_url: Clearable<Text>,
    /// The token at the upstream.
    pub token: Clearable<Secret<Text>>,
    /// Whether to take what the collections need.
    pub sync_dependencies: Flag,
    /// Whether to take only signed collections.
    pub signed_only: Flag,
    /// How many versions of a collection to take, the highest first; all if cleared.
    #[schemars(extend("x-since" = "ansible 0.30"))]
    pub sync_highest_versions: Clearable<Int>,
}

impl Entity for Collection {
    const TYPE: &str = "ansible";
    const PATH: &str = "remotes/ansible/collection/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// The Galaxy that roles come from.
#[derive(JsonSchema)]
pub struct Role {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Immediate,
}

impl Entity for Role {
    const TYPE: &str = "ansible_role";
    const PATH: &str = "remotes/ansible/role/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// A git repository with a collection.
#[derive(JsonSchema)]
pub struct Git {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Whether only metadata is kept, and downloads go to git.
    pub metadata_only: Flag,
    /// The branch, tag or commit.
    pub git_ref: Text,
}

impl Entity for Git {
    const TYPE: &str = "ansible_git";
    const PATH: &str = "remotes/ansible/git/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
