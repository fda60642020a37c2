//! The connection options, which are the same in all modules.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::redact::Gather;

/// How to reach the server, and how long to wait for it.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub struct Connection {
    /// Name of a profile in the settings of the pulp CLI (`cli.toml`), as in `pulp --profile`, or `default`. The
    /// profile supplies values that are set neither by options nor by environment variables. It is read on the host
    /// where the module runs.
    #[schemars(extend("x-env" = ["PULP_PROFILE"]))]
    pub profile: Option<String>,
    /// URL of the Pulp server, without a path, e.g. `https://pulp.example.com`.
    #[schemars(extend("x-env" = ["PULP_URL", "SQUEEZER_PULP_URL"]))]
    pub pulp_url: String,
    /// Name of the user.
    #[schemars(extend("x-env" = ["PULP_USERNAME", "SQUEEZER_USERNAME"]))]
    pub username: Option<String>,
    /// Password of the user.
    #[schemars(extend("x-env" = ["PULP_PASSWORD", "SQUEEZER_PASSWORD"], "writeOnly" = true))]
    pub password: Option<String>,
    /// Path of a client certificate (PEM) for authentication, on the host where the module runs.
    pub user_cert: Option<String>,
    /// Path of the key (PEM) of `user_cert`.
    pub user_key: Option<String>,
    /// Whether the server's certificate must be valid.
    #[schemars(extend("x-env" = ["PULP_VALIDATE_CERTS", "SQUEEZER_VALIDATE_CERTS"]))]
    pub validate_certs: bool,
    /// Path of the certificate authorities (PEM) to trust. Defaults to those of the system.
    #[schemars(extend("x-env" = ["PULP_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"]))]
    pub ca_bundle: Option<String>,
    /// HTTP headers to send with every request.
    #[schemars(extend("writeOnly" = true))]
    pub request_headers: Map<String, Value>,
    /// Name of the domain to work in, if the server has domains enabled.
    pub domain: Option<String>,
    /// Root path of the server's API.
    pub api_root: String,
    /// Seconds that a task may run, counted from its start; 0 means no limit. Waiting for a worker does not count while
    /// a worker is online.
    pub timeout: u64,
    /// Seconds after which a request is given up.
    pub request_timeout: u64,
    /// Number of retries for a request that could not connect or found the server busy.
    pub request_retries: u32,
    /// Number of concurrent requests.
    pub concurrency: usize,
}

impl Default for Connection {
    fn default() -> Self {
        Connection {
            profile: None,
            pulp_url: String::new(),
            username: None,
            password: None,
            user_cert: None,
            user_key: None,
            validate_certs: true,
            ca_bundle: None,
            request_headers: Map::new(),
            domain: None,
            api_root: "/pulp/".to_owned(),
            timeout: 3600,
            request_timeout: 60,
            request_retries: 3,
            concurrency: 10,
        }
    }
}

impl Connection {
    /// Registers the connection's secrets, which must never be shown, and the values that anyone may see.
    pub fn gather(&self, gather: &mut Gather) {
        if let Some(password) = &self.password {
            gather.login(self.username.as_deref().unwrap_or_default(), password);
        }
        self.request_headers.values().for_each(|value| gather.value(value));
        let open = [&self.profile, &self.username, &self.user_cert, &self.user_key, &self.ca_bundle, &self.domain];
        open.into_iter().flatten().chain([&self.pulp_url, &self.api_root]).for_each(|text| gather.open_text(text));
    }
}
