//! Remotes: `/remotes/…/`.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Headers, Int, Labels, Pem, Required, Seconds, Secret, Text};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[
    Type::of::<rpm::Rpm>(),
    Type::of::<rpm::Uln>(),
    Type::of::<deb::Deb>(),
    Type::of::<container::Container>(),
    Type::of::<container::PullThrough>(),
    Type::of::<file::File>(),
    Type::of::<file::Git>(),
    Type::of::<python::Python>(),
    Type::of::<ansible::Collection>(),
    Type::of::<ansible::Role>(),
    Type::of::<ansible::Git>(),
];

/// The fields of all remotes.
#[derive(JsonSchema)]
pub struct Base {
    /// Name of the remote, unique among the remotes of all types.
    pub name: Text,
    /// URL of the upstream.
    pub url: Required<Text>,
    /// PEM certificate of the CA to verify the upstream's certificate with.
    pub ca_cert: Clearable<Pem>,
    /// PEM client certificate to authenticate with.
    pub client_cert: Clearable<Pem>,
    /// PEM private key of `client_cert`.
    pub client_key: Clearable<Secret<Pem>>,
    /// Whether to verify the upstream's certificate.
    pub tls_validation: Flag,
    /// URL of the proxy, without credentials. Clearing it clears its credentials, too.
    pub proxy_url: Clearable<Text>,
    /// User name for the proxy.
    pub proxy_username: Clearable<Secret<Text>>,
    /// Password for the proxy.
    pub proxy_password: Clearable<Secret<Text>>,
    /// Number of retries for a failed download.
    pub max_retries: Clearable<Int>,
    /// Time limit for a whole download, in seconds.
    pub total_timeout: Clearable<Seconds>,
    /// Time limit to get a connection, including the wait for a free one, in seconds.
    pub connect_timeout: Clearable<Seconds>,
    /// Time limit to open a new connection, in seconds.
    pub sock_connect_timeout: Clearable<Seconds>,
    /// Time limit between two pieces of data, in seconds.
    pub sock_read_timeout: Clearable<Seconds>,
    /// Number of concurrent downloads.
    pub download_concurrency: Clearable<Int>,
    /// Maximum number of requests per second.
    pub rate_limit: Clearable<Int>,
    /// HTTP headers to send to the upstream: a list of dictionaries.
    pub headers: Clearable<Secret<Headers>>,
    /// Labels.
    pub pulp_labels: Labels,
}

/// Credentials for the upstream.
#[derive(JsonSchema)]
pub struct Credentials {
    /// User name for the upstream. `username` in Pulp's API.
    #[schemars(extend("x-pulp" = "username"))]
    pub remote_username: Clearable<Secret<Text>>,
    /// Password for the upstream. `password` in Pulp's API.
    #[schemars(extend("x-pulp" = "password"))]
    pub remote_password: Clearable<Secret<Text>>,
}
