//! A minimal client: logs in once, then sends requests. Used by the floor and by the benchmark itself.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::header::SET_COOKIE;
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A server and the credentials of its user.
#[derive(Clone, Serialize, Deserialize)]
pub struct Server {
    pub url: String,
    pub username: String,
    pub password: String,
}

/// How long an idle connection is kept; the server keeps it longer.
const IDLE: Duration = Duration::from_secs(30);

/// A client with a session.
pub struct Client {
    http: reqwest::Client,
    url: String,
    cookie: String,
    csrf: String,
    /// Sent with each request; Pulp stores it in the tasks.
    pub correlation_id: String,
}

impl Client {
    /// Logs in.
    pub async fn log_in(server: &Server) -> Result<Client> {
        // Fails only if an earlier call in this process has installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Reading the system's trust store takes longer than a request, and the benchmark does not use TLS.
        let http = reqwest::Client::builder().tls_certs_only([]).pool_idle_timeout(IDLE).build()?;
        let mut client = Client {
            http,
            url: server.url.trim_end_matches('/').to_owned(),
            cookie: String::new(),
            csrf: String::new(),
            correlation_id: format!("{:032x}", fastrand::u128(..)),
        };
        let login = client.request(Method::POST, "login/").basic_auth(&server.username, Some(&server.password));
        let answer = login.send().await.with_context(|| format!("could not reach Pulp at {}", client.url))?;
        if !answer.status().is_success() {
            bail!("could not log in to {}: {}", client.url, answer.status());
        }
        let pairs =
            answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let pairs: Vec<&str> = pairs.collect();
        let csrf = pairs.iter().find_map(|pair| pair.strip_prefix("csrftoken="));
        client.csrf = csrf.context("the response to the log-in has no CSRF token")?.to_owned();
        client.cookie = pairs.join("; ");
        Ok(client)
    }

    /// Sends a request and returns the response's JSON. `path` is an href, or relative to the API's root.
    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Result<Value> {
        let name = format!("{method} {path}");
        let mut request = self.request(method, path).header("Cookie", &self.cookie).header("X-CSRFToken", &self.csrf);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body);
        }
        let answer = request.send().await.with_context(|| name.clone())?;
        let status = answer.status();
        let body = answer.bytes().await.with_context(|| name.clone())?;
        if !status.is_success() {
            bail!("{name}: {status}: {}", String::from_utf8_lossy(&body));
        }
        if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body).with_context(|| name) }
    }

    /// Returns the results of a list, read as one page.
    pub async fn list(&self, path: &str, query: &str) -> Result<Vec<Value>> {
        let mut body = self.send(Method::GET, &format!("{path}?{query}&limit=10000"), None).await?;
        match body["results"].take() {
            Value::Array(results) => Ok(results),
            _ => bail!("{path} is not a list"),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let root = if path.starts_with('/') { "" } else { "/pulp/api/v3/" };
        self.http
            .request(method, format!("{}{root}{path}", self.url))
            .header("Accept", "application/json")
            .header("Correlation-ID", &self.correlation_id)
    }
}

/// Returns the href of an object.
pub fn href(object: &Value) -> String {
    object["pulp_href"].as_str().unwrap_or_default().to_owned()
}
