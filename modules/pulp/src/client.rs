//! Sends requests to the server, with retries, paging and login. Only this module uses the network.

pub mod http;
mod login;
mod page;
mod transport;
mod write;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value;

use crate::connection::Connection;
use crate::error::{Cause, Error, Problem, RequestError, truncate};
use crate::form::Form;
use crate::host::Host;
use crate::object::Fields;
use crate::redact::Secrets;
use crate::request::{Method, Request};
use crate::stop::Stop;
use login::Auth;
pub use transport::{Received, Sent, Transport};

/// The server's response.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: u16,
    /// The body; null if it is empty.
    pub body: Value,
    /// Whether the response was lost, and this is the object that was found instead.
    pub found: bool,
}

impl Reply {
    /// Returns the href of the task, if the server started one.
    pub fn task(&self) -> Option<&str> {
        self.body.text("task").filter(|_| self.status == 202)
    }
}

/// A connection to one Pulp server.
#[derive(Clone)]
pub struct Client {
    transport: Rc<dyn Transport>,
    server: String,
    api: String,
    /// The path of `/status/`, which is outside any domain.
    status: String,
    username: Option<String>,
    password: RefCell<Option<String>>,
    auth: RefCell<Rc<Auth>>,
    retries: u32,
    /// The time limit of a request.
    patience: Duration,
    /// The prefix of the correlation IDs of this run's requests, and so of its tasks: 24 hexadecimal digits.
    pub run_id: String,
    /// The number of writes sent so far, used in their correlation IDs.
    writes: Cell<u32>,
    /// Whether a proxy replaces correlation IDs, so that tasks cannot be found by them.
    ids_replaced: Cell<bool>,
    secrets: Secrets,
    stop: Stop,
}

/// The message for a response that did not arrive in time.
const NO_ANSWER: &str = "no response in time (request_timeout)";

/// The slowest connection, in bytes per second, for which an upload does not time out.
const SLOWEST_LINE: u64 = 64 * 1024;

impl Client {
    /// Creates a client, without sending anything.
    pub fn new(connection: &Connection, secrets: Secrets, host: &Host) -> Result<Client, Error> {
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
            transport: (host.connect)(connection)?,
            server: url.as_str().trim_end_matches('/').to_owned(),
            api: format!("{root}{domain}api/v3/"),
            status: format!("{root}api/v3/status/"),
            username: connection.username.clone(),
            password: RefCell::new(connection.password.clone()),
            auth: RefCell::new(Rc::new(Auth::None)),
            retries: connection.request_retries,
            patience: Duration::from_secs(connection.request_timeout),
            run_id: format!("{:024x}", fastrand::u128(..1 << 96)),
            writes: Cell::new(0),
            ids_replaced: Cell::new(false),
            secrets,
            stop: host.stop.clone(),
        })
    }

    /// Returns the user name, for messages.
    pub fn user(&self) -> &str {
        self.username.as_deref().unwrap_or("(by certificate)")
    }

    /// Removes secrets from a message of the server.
    pub fn strike(&self, text: &str) -> String {
        self.secrets.strike(text)
    }

    /// Removes secrets from all text in a value, except for those that may be ordinary values.
    pub fn strike_in(&self, value: &Value) -> Value {
        self.secrets.strike_in(value)
    }

    /// Returns the same client for a domain.
    pub fn in_domain(self, domain: &str) -> Client {
        Client { api: self.api.replacen("api/v3/", &format!("{domain}/api/v3/"), 1), ..self }
    }

    /// Converts a path below the API to an href.
    pub fn href(&self, path: &str) -> String {
        if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", self.api) }
    }

    /// Returns whether this run has sent a write.
    pub fn wrote(&self) -> bool {
        self.writes.get() > 0
    }

    /// Returns whether this run's tasks cannot be found by their correlation IDs.
    pub fn ids_replaced(&self) -> bool {
        self.ids_replaced.get()
    }

    /// Reads `/status/`, which requires no login.
    pub async fn status(&self) -> Result<Value, RequestError> {
        Ok(self.send(&Request::get(self.status.clone(), &[])).await?.body)
    }

    /// Reads `/status/` without retries.
    pub async fn try_status(&self) -> Result<Value, RequestError> {
        self.once(&Request::get(self.status.clone(), &[]), self.patience).await
    }

    /// Sends a request once, even after a signal. Fails after `patience`.
    pub async fn once(&self, request: &Request, patience: Duration) -> Result<Value, RequestError> {
        let id = self.id(0);
        let attempt = self.attempt(request, None, &id);
        match tokio::time::timeout(patience, attempt).await {
            Ok(reply) => reply.map(|(reply, _)| reply.body).map_err(|failure| failure.error),
            Err(_) => Err(self.failed(request, Cause::Lost(NO_ANSWER.to_owned()))),
        }
    }

    /// Sends a request, and retries it if that is safe. If the response to a write was lost, it first looks for the
    /// task that the write may have started.
    pub async fn send(&self, request: &Request) -> Result<Reply, RequestError> {
        self.post(request, async || Ok(None)).await
    }

    /// Like [`Client::send`], with a form instead of a JSON body.
    pub async fn send_form(&self, request: &Request, form: &Form) -> Result<Reply, RequestError> {
        self.post_form(request, Some(form), async || Ok(None)).await
    }

    /// Returns the correlation ID of a request: 32 hexadecimal digits, the only form by which Pulp finds tasks.
    fn id(&self, number: u32) -> String {
        format!("{}{number:08x}", self.run_id)
    }

    /// Sends a request until it gets a response, or a failure after which a retry is unsafe or useless.
    async fn carry(&self, request: &Request, form: Option<&Form>, id: &str) -> Result<Reply, Failure> {
        let mut delays = self.delays();
        let mut fell_back = false;
        loop {
            if self.stop.requested() {
                return Err(self.failure(request, Cause::Interrupted));
            }
            let auth = self.auth.borrow().clone();
            let failure = match self.attempt(request, form, id).await {
                Ok((reply, _)) => return Ok(reply),
                Err(failure) => failure,
            };
            if self.falls_back(&failure.error.cause, &auth, &mut fell_back) {
                continue;
            }
            match delays.next().filter(|_| failure.again(request.method)) {
                Some(delay) => self.stop.sleep(failure.after.unwrap_or(delay)).await,
                None => return Err(failure),
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
        RequestError { method: request.method.name(), path: self.href(&request.path), cause, resent: false }
    }

    fn failure(&self, request: &Request, cause: Cause) -> Failure {
        Failure { error: self.failed(request, cause), after: None }
    }

    /// Sends a request once.
    async fn attempt(&self, request: &Request, form: Option<&Form>, id: &str) -> Result<(Reply, Received), Failure> {
        let fail = |cause| self.failure(request, cause);
        let sent = self.build(request, form, id);
        let mut received = self.transport.send(sent).await.map_err(|cause| fail(cause.struck(&self.secrets)))?;
        let status = received.status;
        let after = received.header("retry-after").and_then(|value| value.parse().ok());
        let after = after.map(|seconds: u64| Duration::from_secs(seconds.min(120)));
        if (300..400).contains(&status) {
            let target = received.header("location").unwrap_or("another address");
            return Err(fail(Cause::NotPulp(format!(
                "{status} redirects to {}; hint: set pulp_url to the new address",
                self.strike(target)
            ))));
        }
        let body = std::mem::take(&mut received.body);
        if status >= 400 {
            let problem = Problem::from_body(&body, &self.secrets);
            return Err(Failure { after, ..fail(Cause::Status(status, problem)) });
        }
        // Pulp returns the correlation ID that it used.
        if received.header("correlation-id").is_some_and(|echo| echo != id) {
            self.ids_replaced.set(true);
        }
        let body = match body.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&body)
                .map_err(|_| fail(Cause::NotPulp(truncate(&Problem::from_body(&body, &self.secrets).0, 200))))?,
        };
        Ok((Reply { status, body, found: false }, received))
    }

    fn build(&self, request: &Request, form: Option<&Form>, id: &str) -> Sent {
        let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![header("correlation-id", id), header("accept", "application/json")];
        // The status requires no login, and the first real request reports wrong credentials.
        if request.path != self.status {
            headers.extend(self.signature());
        }
        let mut timeout = self.patience;
        let body = match (form, &request.body) {
            (Some(form), _) => {
                headers.extend(form.range().map(|range| header("content-range", range)));
                headers.push(header("content-type", &form.content_type()));
                // On a slow connection, a large form takes longer than the time limit of other requests.
                timeout += Duration::from_secs(form.bytes().len() as u64 / SLOWEST_LINE);
                Some(form.bytes().to_vec())
            }
            (None, Some(body)) => {
                headers.push(header("content-type", "application/json"));
                Some(body.to_string().into_bytes())
            }
            (None, None) => None,
        };
        let url = format!("{}{}{query}", self.server, self.href(&request.path));
        Sent { method: request.method, url, headers, body, timeout }
    }
}

/// A failed attempt, and the delay that the server asks for in `Retry-After`.
struct Failure {
    error: RequestError,
    after: Option<Duration>,
}

impl Failure {
    /// Returns whether the same request can safely be retried: it had no effect, or it is a read.
    fn again(&self, method: Method) -> bool {
        match &self.error.cause {
            Cause::Unreachable(_) | Cause::Status(429, _) => true,
            Cause::Lost(_) | Cause::Status(502..=504, _) => !method.writes(),
            Cause::Status(..) | Cause::NotPulp(_) | Cause::Interrupted => false,
        }
    }
}
