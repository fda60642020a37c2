//! Pulps to replicate from: `/upstream-pulps/`.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Int, Needs, Pem, Required, Seconds, Secret, Text, needs};
use crate::schema::Type;
use crate::types::values::{Policy, Replication};

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<UpstreamPulp>()];

/// Another Pulp, whose repositories and distributions this one takes over.
#[derive(JsonSchema)]
pub struct UpstreamPulp {
    /// Its name.
    pub name: Text,
    /// The other Pulp's address, without a path.
    pub base_url: Required<Text>,
    /// The path below which the other Pulp's API is, e.g. `/pulp/`.
    pub api_root: Required<Text>,
    /// The domain of the other Pulp to take from.
    pub domain: Clearable<Text>,
    /// The certificate of the authority that the other Pulp's certificate is checked with.
    pub ca_cert: Clearable<Pem>,
    /// The certificate to authenticate with.
    pub client_cert: Clearable<Pem>,
    /// The key of `client_cert`.
    pub client_key: Clearable<Secret<Pem>>,
    /// Whether the other Pulp's certificate must be valid.
    pub tls_validation: Flag,
    /// The user at the other Pulp.
    pub username: Clearable<Secret<Text>>,
    /// The password at the other Pulp.
    pub password: Clearable<Secret<Text>>,
    /// How many downloads of a remote run at once.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub download_concurrency: Clearable<Int>,
    /// How often a download is tried again.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub max_retries: Clearable<Int>,
    /// Seconds that a download may take in all.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub total_timeout: Clearable<Seconds>,
    /// Seconds until a connection must be there, waiting for a free one included.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub connect_timeout: Clearable<Seconds>,
    /// Seconds until a new connection must be there.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub sock_connect_timeout: Clearable<Seconds>,
    /// Seconds between two pieces of data.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub sock_read_timeout: Clearable<Seconds>,
    /// When the content of what was replicated is downloaded.
    #[schemars(extend("x-since" = "core 3.122"))]
    pub remote_policy: Clearable<Policy>,
    /// Which of the other Pulp's distributions are taken: an expression of Pulp's filter `q`.
    #[schemars(extend("x-since" = "core 3.62"))]
    pub q_select: Clearable<Text>,
    /// What happens to what is here and not there.
    #[schemars(extend("x-since" = "core 3.73"))]
    pub policy: Replication,
}

impl Entity for UpstreamPulp {
    const TYPE: &str = "upstream_pulp";
    const PATH: &str = "upstream-pulps/";
    const NEEDS: Needs = needs("core", "3.43");
}
