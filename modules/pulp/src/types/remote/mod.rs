//! Remotes: `/remotes/…/`.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use schemars::JsonSchema;

use crate::entity::{Clearable, Flag, Headers, Int, Labels, Pem, Required, Seconds, Secret, Text};
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

/// What all remotes have.
#[derive(JsonSchema)]
pub struct Base {
    /// Its name; unique among the remotes of all types.
    pub name: Text,
    /// Where the content comes from.
    pub url: Required<Text>,
    /// The certificate of the authority that the upstream's certificate is checked with.
    pub ca_cert: Clearable<Pem>,
    /// The certificate to authenticate with.
    pub client_cert: Clearable<Pem>,
    /// The key of `client_cert`.
    pub client_key: Clearable<Secret<Pem>>,
    /// Whether the upstream's certificate must be valid.
    pub tls_validation: Flag,
    /// The proxy, without credentials. Clearing it clears its credentials too.
    pub proxy_url: Clearable<Text>,
    /// The user at the proxy.
    pub proxy_username: Clearable<Secret<Text>>,
    /// The password at the proxy.
    pub proxy_password: Clearable<Secret<Text>>,
    /// How often a download is tried again.
    pub max_retries: Clearable<Int>,
    /// Seconds that a download may take in all.
    pub total_timeout: Clearable<Seconds>,
    /// Seconds until a connection must be there, waiting for a free one included.
    pub connect_timeout: Clearable<Seconds>,
    /// Seconds until a new connection must be there.
    pub sock_connect_timeout: Clearable<Seconds>,
    /// Seconds between two pieces of data.
    pub sock_read_timeout: Clearable<Seconds>,
    /// How many downloads run at once.
    pub download_concurrency: Clearable<Int>,
    /// Requests per second at most.
    pub rate_limit: Clearable<Int>,
    /// HTTP headers to send to the upstream: a list of dictionaries.
    pub headers: Clearable<Secret<Headers>>,
    /// Its labels.
    pub pulp_labels: Labels,
}

/// Who to be at the upstream.
#[derive(JsonSchema)]
pub struct Credentials {
    /// The user at the upstream; `username` in Pulp's API.
    #[schemars(extend("x-pulp" = "username"))]
    pub remote_username: Clearable<Secret<Text>>,
    /// The password at the upstream; `password` in Pulp's API.
    #[schemars(extend("x-pulp" = "password"))]
    pub remote_password: Clearable<Secret<Text>>,
}
