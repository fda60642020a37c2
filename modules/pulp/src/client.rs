//! Step 3, the only place that talks to the network: send, page, retry.

mod http;
mod login;

use std::cell::RefCell;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::connection::Connection;
use crate::error::{Cause, Error, Problem, RequestError, truncate};
use crate::form::Form;
use crate::redact::Secrets;
use crate::request::{Method, Request};
use crate::stop::Stop;
use login::Auth;

/// The server's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: u16,
    /// Null where there is none.
    pub body: Value,
}

impl Reply {
    /// The task's href, if the server answered with one.
    pub fn task(&self) -> Option<&str> {
        self.body.get("task").and_then(Value::as_str).filter(|_| self.status == 202)
    }
}

/// A connection to one Pulp server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    server: String,
    api: String,
    /// `/status/` lies outside of any domain.
    status: String,
    username: Option<String>,
    password: RefCell<Option<String>>,
    auth: RefCell<Auth>,
    retries: u32,
    /// Seconds for a request.
    patience: u64,
    /// Marks every request and every task of this run.
    pub correlation_id: String,
    secrets: Secrets,
    stop: Stop,
}

const PAGE: usize = 1_000;
/// Bytes in a second.
const SLOWEST_LINE: u64 = 64 * 1024;

impl Client {
    /// Prepares a client; sends nothing.
    pub fn new(connection: &Connection, secrets: Secrets, stop: Stop) -> Result<Client, Error> {
        let wrong = |text: String| Error::Args(text);
        if connection.pulp_url.is_empty() {
            return Err(wrong("missing option: pulp_url (or the environment variable PULP_URL)".to_owned()));
        }
        let url = reqwest::Url::parse(&connection.pulp_url)
            .map_err(|cause| wrong(format!("pulp_url is not a URL: {cause}")))?;
        if !matches!(url.scheme(), "http" | "https")
            || !matches!(url.path(), "" | "/")
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(wrong("pulp_url must be like https://pulp.example.com: no path, no user".to_owned()));
        }
        let root = format!("/{}/", connection.api_root.trim_matches('/')).replace("//", "/");
        let domain = connection.domain.as_ref().map(|domain| format!("{domain}/")).unwrap_or_default();
        Ok(Client {
            http: http::client(connection, url.scheme() == "https")?,
            server: url.as_str().trim_end_matches('/').to_owned(),
            api: format!("{root}{domain}api/v3/"),
            status: format!("{root}api/v3/status/"),
            username: connection.username.clone(),
            password: RefCell::new(connection.password.clone()),
            auth: RefCell::new(Auth::None),
            retries: connection.request_retries,
            patience: connection.request_timeout,
            correlation_id: format!("{:032x}", fastrand::u128(..)),
            secrets,
            stop,
        })
    }

    /// Who the server sees, for messages.
    pub fn user(&self) -> &str {
        self.username.as_deref().unwrap_or("(by certificate)")
    }

    /// The text without secrets.
    pub fn strike(&self, text: &str) -> String {
        self.secrets.strike(text)
    }

    /// The value without secrets in any of its texts.
    pub fn strike_in(&self, value: &Value) -> Value {
        self.secrets.strike_in(value)
    }

    /// The same client in a domain.
    pub fn in_domain(self, domain: &str) -> Client {
        Client { api: self.api.replacen("api/v3/", &format!("{domain}/api/v3/"), 1), ..self }
    }

    /// A path below the API as an href.
    pub fn href(&self, path: &str) -> String {
        if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", self.api) }
    }

    /// Reads `/status/`, which needs no user.
    pub async fn status(&self) -> Result<Value, RequestError> {
        Ok(self.send(&Request::get(self.status.clone(), &[])).await?.body)
    }

    /// Reads `/status/` once, however that ends.
    pub async fn try_status(&self) -> Result<Value, RequestError> {
        let reply = self.attempt(&Request::get(self.status.clone(), &[]), None).await;
        reply.map(|(reply, _)| reply.body).map_err(|failure| failure.error)
    }

    /// All results of a list.
    pub async fn list(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>, RequestError> {
        let mut results: Vec<Value> = Vec::new();
        loop {
            let (limit, offset) = (PAGE.to_string(), results.len().to_string());
            let paging: &[(&str, &str)] =
                if results.is_empty() { &[("limit", &limit)] } else { &[("limit", &limit), ("offset", &offset)] };
            let request = Request::get(path, &[query, paging].concat());
            let mut body = self.send(&request).await?.body;
            let page = match body.get_mut("results").map(Value::take) {
                Some(Value::Array(page)) => page,
                _ => return Err(self.failed(&request, Cause::NotPulp("a list without results".to_owned()))),
            };
            let more = body.get("next").is_some_and(|next| !next.is_null()) && !page.is_empty();
            results.extend(page);
            if !more {
                return Ok(results);
            }
        }
    }

    /// Sends a request, again where that is safe: anything when no connection came about or the server
    /// was busy (429, 503), and all but POST when the answer was lost.
    pub async fn send(&self, request: &Request) -> Result<Reply, RequestError> {
        self.carry(request, None).await
    }

    /// The same with a form in the place of a JSON body.
    pub async fn send_form(&self, request: &Request, form: &Form) -> Result<Reply, RequestError> {
        self.carry(request, Some(form)).await
    }

    async fn carry(&self, request: &Request, form: Option<&Form>) -> Result<Reply, RequestError> {
        let mut delays = self.delays();
        let mut fell_back = None;
        loop {
            if self.stop.requested() {
                return Err(self.failed(request, Cause::Interrupted));
            }
            let failure = match self.attempt(request, form).await {
                Ok((reply, _)) => return Ok(reply),
                Err(failure) => failure,
            };
            let session = matches!(*self.auth.borrow(), Auth::Session { .. });
            if let (Cause::Status(401 | 403, _), true, None) = (&failure.error.cause, session, &fell_back) {
                fell_back = Some(self.auth.replace(Auth::Basic));
                continue;
            }
            if let (Cause::Status(403, _), Some(session)) = (&failure.error.cause, fell_back.take()) {
                // Refused with the password too: the session was not at fault.
                self.auth.replace(session);
            }
            match delays.next().filter(|_| failure.again(request.method)) {
                Some(delay) => self.stop.sleep(failure.after.unwrap_or(delay)).await,
                None => return Err(failure.error),
            }
        }
    }

    /// Sends a POST whose answer may get lost: `landed` looks whether it took effect before it is sent again.
    pub async fn post(
        &self,
        request: &Request,
        landed: impl AsyncFn() -> Result<Option<Reply>, RequestError>,
    ) -> Result<Reply, RequestError> {
        self.post_form(request, None, landed).await
    }

    /// The same, perhaps with a form.
    pub async fn post_form(
        &self,
        request: &Request,
        form: Option<&Form>,
        landed: impl AsyncFn() -> Result<Option<Reply>, RequestError>,
    ) -> Result<Reply, RequestError> {
        let mut delays = self.delays();
        loop {
            match self.carry(request, form).await {
                Err(error) if matches!(error.cause, Cause::Lost(_)) => {
                    let Some(delay) = delays.next() else {
                        return Err(error);
                    };
                    self.stop.sleep(delay).await;
                    if let Some(reply) = landed().await? {
                        return Ok(reply);
                    }
                }
                result => return result,
            }
        }
    }

    fn delays(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::default()
            .with_min_delay(Duration::from_secs(1))
            .with_max_delay(Duration::from_secs(30))
            .with_factor(2.5)
            .with_jitter()
            .with_max_times(self.retries as usize)
            .build()
    }

    fn failed(&self, request: &Request, cause: Cause) -> RequestError {
        RequestError { method: request.method.name(), path: self.href(&request.path), cause }
    }

    /// Sends a request once.
    async fn attempt(&self, request: &Request, form: Option<&Form>) -> Result<(Reply, HeaderMap), Failure> {
        let fail = |cause| Failure { error: self.failed(request, cause), after: None };
        let response =
            self.build(request, form).send().await.map_err(|error| fail(http::cause(&error, &self.secrets)))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let after = headers
            .get("retry-after")
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(|seconds: u64| Duration::from_secs(seconds.min(120)));
        let body = response.bytes().await.map_err(|error| fail(http::cause(&error, &self.secrets)))?;
        if (300..400).contains(&status) {
            let target = headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or("elsewhere");
            return Err(fail(Cause::NotPulp(format!(
                "{status} redirects to {}: name the right server in pulp_url",
                self.strike(target)
            ))));
        }
        if status >= 400 {
            let problem = Problem(self.strike(&Problem::from_body(&body).0));
            // A proxy in front of Pulp gave up waiting: whether Pulp did its work is not known.
            let unknown = matches!(status, 502 | 504) && request.method == Method::Post;
            let cause =
                if unknown { Cause::Lost(format!("{status}: {problem}")) } else { Cause::Status(status, problem) };
            return Err(Failure { after, ..fail(cause) });
        }
        let body = match body.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&body)
                .map_err(|_| fail(Cause::NotPulp(self.strike(&truncate(&Problem::from_body(&body).0, 200)))))?,
        };
        Ok((Reply { status, body }, headers))
    }

    fn build(&self, request: &Request, form: Option<&Form>) -> reqwest::RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
        let url = format!("{}{}{query}", self.server, self.href(&request.path));
        let mut builder = self
            .http
            .request(method, url)
            .header("Correlation-ID", &self.correlation_id)
            .header("Accept", "application/json");
        // Pulp's status needs no user, and a wrong one is told by the first real request.
        if request.path != self.status {
            builder = self.signed(builder);
        }
        match (form, &request.body) {
            (Some(form), _) => {
                let range = form.range().into_iter().map(|range| ("Content-Range", range));
                let builder = range.fold(builder, |builder, (name, value)| builder.header(name, value));
                // A slow line takes its time for so many bytes; what counts is that they move at all.
                let patience = self.patience + form.bytes().len() as u64 / SLOWEST_LINE;
                let builder = builder.timeout(Duration::from_secs(patience));
                builder.header("Content-Type", form.content_type()).body(form.bytes().to_vec())
            }
            (None, Some(body)) => builder.header("Content-Type", "application/json").body(body.to_string()),
            (None, None) => builder,
        }
    }
}

/// A failed attempt, and how long the server wants to be left alone.
struct Failure {
    error: RequestError,
    after: Option<Duration>,
}

impl Failure {
    fn again(&self, method: Method) -> bool {
        match &self.error.cause {
            Cause::Unreachable(_) => true,
            Cause::Lost(_) => method != Method::Post,
            Cause::Status(status, _) => {
                matches!(status, 429 | 503) || matches!(status, 502 | 504) && method != Method::Post
            }
            Cause::NotPulp(_) | Cause::Interrupted => false,
        }
    }
}
