//! ansible remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Int, Needs, PulpType, Requirements, Secret, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Immediate;

/// A Galaxy server to sync collections from.
#[derive(JsonSchema)]
pub struct Collection {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy.
    pub policy: Immediate,
    /// Collections to sync, as a list of names or the text of a requirements file. Without it, all are synced.
    /// `requirements_file` in Pulp's API.
    #[schemars(extend("x-pulp" = "requirements_file"))]
    pub collections: Clearable<Requirements>,
    /// URL of the server that exchanges the token for an access token.
    pub auth_url: Clearable<Text>,
    /// Token to authenticate with.
    pub token: Clearable<Secret<Text>>,
    /// Whether to sync the dependencies of the collections, too.
    pub sync_dependencies: Flag,
    /// Whether to sync only signed collections.
    pub signed_only: Flag,
    /// Number of versions to sync of each collection, the highest first. Without it, all are synced.
    #[schemars(extend("x-since" = "ansible 0.30"))]
    pub sync_highest_versions: Clearable<Int>,
}

impl PulpType for Collection {
    const TYPE: &str = "ansible";
    const PATH: &str = "remotes/ansible/collection/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// A Galaxy server to sync roles from.
#[derive(JsonSchema)]
pub struct Role {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy.
    pub policy: Immediate,
}

impl PulpType for Role {
    const TYPE: &str = "ansible_role";
    const PATH: &str = "remotes/ansible/role/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// A git repository that contains a collection.
#[derive(JsonSchema)]
pub struct Git {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Whether to store only metadata; clients then download from the git repository.
    pub metadata_only: Flag,
    /// Branch, tag or commit to sync.
    pub git_ref: Text,
}

impl PulpType for Git {
    const TYPE: &str = "ansible_git";
    const PATH: &str = "remotes/ansible/git/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
