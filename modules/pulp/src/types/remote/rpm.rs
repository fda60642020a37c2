//! rpm remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Needs, PulpType, Required, Secret, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::Policy;

/// An upstream repository of RPM packages.
#[derive(JsonSchema)]
pub struct Rpm {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
    /// Authentication token for SUSE's servers.
    pub sles_auth_token: Clearable<Secret<Text>>,
}

impl PulpType for Rpm {
    const TYPE: &str = "rpm";
    const PATH: &str = "remotes/rpm/rpm/";
    const NEEDS: Needs = needs("rpm", "3.24");
}

/// A repository of the Unbreakable Linux Network (ULN); `url` starts with `uln://`.
#[derive(JsonSchema)]
pub struct Uln {
    #[schemars(flatten)]
    pub base: Base,
    /// User name for ULN. `username` in Pulp's API.
    #[schemars(extend("x-pulp" = "username"))]
    pub remote_username: Required<Secret<Text>>,
    /// Password for ULN. `password` in Pulp's API.
    #[schemars(extend("x-pulp" = "password"))]
    pub remote_password: Required<Secret<Text>>,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
    /// URL of the ULN server, if it is not Oracle's own.
    pub uln_server_base_url: Clearable<Text>,
}

impl PulpType for Uln {
    const TYPE: &str = "rpm_uln";
    const PATH: &str = "remotes/rpm/uln/";
    const NEEDS: Needs = needs("rpm", "3.24");
}
