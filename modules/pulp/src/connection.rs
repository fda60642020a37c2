//! The connection options, the same in all modules.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::redact::Gather;

/// How to reach the server, and how patiently.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub struct Connection {
    /// The profile of the pulp CLI's settings (`cli.toml`) that says what neither options nor environment say: a
    /// name as in `pulp --profile`, or `default`. It is read on the host where the module runs.
    #[schemars(extend("x-env" = ["PULP_PROFILE"]))]
    pub profile: Option<String>,
    /// The server's address, without a path, e.g. `https://pulp.example.com`.
    #[schemars(extend("x-env" = ["PULP_URL", "SQUEEZER_PULP_URL"]))]
    pub pulp_url: String,
    /// The user's name.
    #[schemars(extend("x-env" = ["PULP_USERNAME", "SQUEEZER_USERNAME"]))]
    pub username: Option<String>,
    /// The user's password.
    #[schemars(extend("x-env" = ["PULP_PASSWORD", "SQUEEZER_PASSWORD"], "writeOnly" = true))]
    pub password: Option<String>,
    /// Path of a client certificate (PEM) to authenticate with, on the host where the module runs.
    pub user_cert: Option<String>,
    /// Path of the key (PEM) of `user_cert`.
    pub user_key: Option<String>,
    /// Whether the server's certificate must be valid.
    #[schemars(extend("x-env" = ["PULP_VALIDATE_CERTS", "SQUEEZER_VALIDATE_CERTS"]))]
    pub validate_certs: bool,
    /// Path of the certificate authorities (PEM) to trust; without it, the system's.
    #[schemars(extend("x-env" = ["PULP_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"]))]
    pub ca_bundle: Option<String>,
    /// HTTP headers to send with every request.
    #[schemars(extend("writeOnly" = true))]
    pub request_headers: Map<String, Value>,
    /// The domain to work in, where the server has domains enabled.
    pub domain: Option<String>,
    /// The path below which the server's API is.
    pub api_root: String,
    /// Seconds that a task may run, counted from its own start; 0 is for ever. Waiting for a worker does not count while one is online.
    pub timeout: u64,
    /// Seconds until a request is given up.
    pub request_timeout: u64,
    /// How often a request that found no connection or a busy server is sent again.
    pub request_retries: u32,
    /// How many requests are under way at once.
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
    /// Gathers the values of the connection that must never be shown, and those that anyone may see.
    pub fn gather(&self, gather: &mut Gather) {
        if let Some(password) = &self.password {
            gather.login(self.username.as_deref().unwrap_or_default(), password);
        }
        self.request_headers.values().for_each(|value| gather.value(value));
        let open = [&self.profile, &self.username, &self.user_cert, &self.user_key, &self.ca_bundle, &self.domain];
        open.into_iter().flatten().chain([&self.pulp_url, &self.api_root]).for_each(|text| gather.open_text(text));
    }
}
