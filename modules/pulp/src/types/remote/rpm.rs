//! rpm remotes.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Needs, Required, Secret, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// Where RPM packages come from.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
    /// The token for SUSE's servers.
    pub sles_auth_token: Clearable<Secret<Text>>,
}

impl Entity for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "remotes/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}

/// Where RPM packages of the Unbreakable Linux Network come from; `url` starts with `uln://`.
#[derive(JsonSchema)]
pub struct Uln {
    #[schemars(flatten)]
    pub base: Base,
    /// The user at ULN; `username` in Pulp's API.
    #[schemars(extend("x-pulp" = "username"))]
    pub remote_username: Required<Secret<Text>>,
    /// The password at ULN; `password` in Pulp's API.
    #[schemars(extend("x-pulp" = "password"))]
    pub remote_password: Required<Secret<Text>>,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
    /// The server, if it is not ULN's own.
    pub uln_server_base_url: Clearable<Text>,
}

impl Entity for Uln {
    const TYPE: &str = "rpm_uln";
    const PATH: &str = "remotes/rpm/uln/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
