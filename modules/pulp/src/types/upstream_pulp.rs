//! Upstream Pulp servers to replicate from: `/upstream-pulps/`.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Int, Needs, Pem, PulpType, Required, Seconds, Secret, Text, needs};
use crate::schema::Type;
use crate::types::values::{Policy, Replication};

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<UpstreamPulp>()];

/// Another Pulp server, whose distributions and their repositories this server replicates.
#[derive(JsonSchema)]
pub struct UpstreamPulp {
    /// Name of the upstream Pulp server.
    pub name: Text,
    /// URL of the upstream Pulp server, without a path.
    pub base_url: Required<Text>,
    /// Path of the upstream's API, e.g. `/pulp/`.
    pub api_root: Required<Text>,
    /// Domain of the upstream to replicate from.
    pub domain: Clearable<Text>,
    /// PEM certificate of the CA to verify the upstream's certificate with.
    pub ca_cert: Clearable<Pem>,
    /// PEM client certificate to authenticate with.
    pub client_cert: Clearable<Pem>,
    /// PEM private key of `client_cert`.
    pub client_key: Clearable<Secret<Pem>>,
    /// Whether to verify the upstream's certificate.
    pub tls_validation: Flag,
    /// User name for the upstream.
    pub username: Clearable<Secret<Text>>,
    /// Password for the upstream.
    pub password: Clearable<Secret<Text>>,
    /// Number of concurrent downloads of each replicated remote.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub download_concurrency: Clearable<Int>,
    /// Number of retries for a failed download.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub max_retries: Clearable<Int>,
    /// Time limit for a whole download, in seconds.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub total_timeout: Clearable<Seconds>,
    /// Time limit to get a connection, including the wait for a free one, in seconds.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub connect_timeout: Clearable<Seconds>,
    /// Time limit to open a new connection, in seconds.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub sock_connect_timeout: Clearable<Seconds>,
    /// Time limit between two pieces of data, in seconds.
    #[schemars(extend("x-since" = "core 3.111"))]
    pub sock_read_timeout: Clearable<Seconds>,
    /// Download policy of the replicated remotes.
    #[schemars(extend("x-since" = "core 3.122"))]
    pub remote_policy: Clearable<Policy>,
    /// Expression of Pulp's filter `q` that selects the upstream's distributions to replicate. Without it, all are
    /// replicated.
    #[schemars(extend("x-since" = "core 3.62"))]
    pub q_select: Clearable<Text>,
    /// What to do with local objects that the upstream does not have.
    #[schemars(extend("x-since" = "core 3.73"))]
    pub policy: Replication,
}

impl PulpType for UpstreamPulp {
    const TYPE: &str = "upstream_pulp";
    const PATH: &str = "upstream-pulps/";
    const NEEDS: Needs = needs("core", "3.43");
}
