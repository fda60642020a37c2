//! What every step of a run needs: the client, the server's versions, the mode.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::stream::{self, StreamExt};
use serde_json::Value;
use tokio::time::Instant;

use crate::client::Client;
use crate::connection::Connection;
use crate::error::{Cause, Error, RequestError};
use crate::host::Host;
use crate::redact::Secrets;
use crate::server::{Server, online_workers};
use crate::stop::Stop;
use crate::version::{Version, since};

/// How long a server that is not ready is left alone.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A run against one server.
pub struct Context {
    pub client: Client,
    pub server: Server,
    /// Change nothing, say what would change.
    pub check: bool,
    /// Seconds that a task may run; 0 is for ever.
    pub timeout: u64,
    pub concurrency: usize,
    pub stop: Stop,
    /// Workers online when last looked at.
    pub workers: Cell<usize>,
    host: Rc<Host>,
}

impl Context {
    /// Reads the server's status and logs in.
    pub async fn connect(
        connection: &Connection,
        check: bool,
        secrets: Secrets,
        host: &Rc<Host>,
    ) -> Result<Context, Error> {
        let mut client = Client::new(connection, secrets, host)?;
        let (status, login) = futures::join!(client.status(), client.log_in());
        let during =
            |error: RequestError| error.during(format!("reach Pulp at {}", connection.pulp_url.trim_end_matches('/')));
        let status = status.map_err(|error| match error.cause {
            Cause::Status(404, problem) => RequestError {
                cause: Cause::NotPulp(format!("404: {problem}; is pulp_url or api_root right?")),
                ..error
            },
            _ => error,
        });
        let status = status.map_err(during)?;
        let found = login.map_err(during)?;
        if connection.domain.is_none() && status.get("domain_enabled") == Some(&Value::Bool(true)) {
            // Without a name in the path such a server knows no API at all.
            client = client.in_domain("default");
            client.log_in().await.map_err(|error| error.during("log in"))?;
        }
        let server = Server::from_status(&status).ok_or_else(|| {
            let cause = Cause::NotPulp("its status shows no versions".to_owned());
            during(RequestError { method: "GET", path: client.href("status/"), cause, resent: false })
        })?;
        if let (Some(domain), false) = (&connection.domain, found || server.core() < since::LOGIN) {
            return Err(Error::State(format!(
                "domain \"{domain}\" does not exist on this server, or the server has no domains (DOMAIN_ENABLED)"
            )));
        }
        Ok(Context {
            client,
            server,
            check,
            timeout: connection.timeout,
            concurrency: connection.concurrency.max(1),
            stop: host.stop.clone(),
            workers: Cell::new(online_workers(&status)),
            host: host.clone(),
        })
    }

    /// Waits until the server answers and a worker is online, for so many seconds at most.
    pub async fn until_ready(
        connection: &Connection,
        secrets: Secrets,
        host: &Host,
        patience: Duration,
    ) -> Result<(), Error> {
        let client = Client::new(connection, secrets, host)?;
        let stop = &host.stop;
        let begun = Instant::now();
        let mut reason = "no answer in time".to_owned();
        while let Some(left) = patience.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
            if stop.requested() {
                return Err(Error::Interrupted("Pulp was ready".to_owned()));
            }
            match tokio::time::timeout(left, client.try_status()).await {
                Ok(Ok(status)) if online_workers(&status) > 0 => return Ok(()),
                Ok(Ok(_)) => reason = "it answers, but no worker is online".to_owned(),
                Ok(Err(error)) => reason = error.to_string(),
                Err(_) => {}
            }
            stop.sleep(LOOK_AGAIN.min(left)).await;
        }
        let url = connection.pulp_url.trim_end_matches('/');
        Err(Error::State(format!("Pulp at {url} was not ready within {} s: {reason}", patience.as_secs())))
    }

    /// The wall clock.
    pub fn now(&self) -> SystemTime {
        (self.host.now)()
    }

    /// Whether the server's core is at least of that version.
    pub fn has(&self, version: Version) -> bool {
        self.server.core() >= version
    }

    /// Refuses to start work that would wait for ever.
    pub fn require_worker(&self, action: &str) -> Result<(), Error> {
        match self.workers.get() {
            0 => {
                Err(Error::State(format!("could not {action}: no Pulp worker is online, the task would wait for ever")))
            }
            _ => Ok(()),
        }
    }

    /// Runs one future per input, as many at once as the connection allows; results in the order of the inputs.
    pub async fn each<T, R>(&self, inputs: impl IntoIterator<Item = T>, work: impl AsyncFn(T) -> R) -> Vec<R> {
        stream::iter(inputs).map(|input| work(input)).buffered(self.concurrency).collect().await
    }
}
