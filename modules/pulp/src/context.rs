//! Connects to the server and holds what every step of a run needs: the client, the server's versions, the mode.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::stream::{self, StreamExt};
use tokio::time::Instant;

use crate::client::Client;
use crate::connection::Connection;
use crate::error::{Cause, Error, RequestError};
use crate::host::Host;
use crate::object::Fields;
use crate::reason::Reason;
use crate::redact::Secrets;
use crate::server::{Server, online_workers};
use crate::stop::Stop;
use crate::version::{Version, since};

/// Delay between checks of a server that is not ready.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A run against one server.
pub struct Context {
    pub client: Client,
    pub server: Server,
    /// Whether the run is in check mode: it predicts changes without making any.
    pub check: bool,
    /// Seconds that a task may run; 0 means no limit.
    pub timeout: u64,
    pub concurrency: usize,
    pub stop: Stop,
    /// Number of workers that were online at the last check.
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
                cause: Cause::NotPulp(format!("404: {problem}; hint: check pulp_url and api_root")),
                ..error
            },
            _ => error,
        });
        let status = status.map_err(during)?;
        let found = login.map_err(during)?;
        if connection.domain.is_none() && status.is("domain_enabled") {
            // Such a server has no API at paths without a domain.
            client = client.in_domain("default");
            client.log_in().await.map_err(|error| error.during("log in"))?;
        }
        let server = Server::from_status(&status).ok_or_else(|| {
            let cause = Cause::NotPulp("its status contains no versions".to_owned());
            during(RequestError { method: "GET", path: client.href("status/"), cause, resent: false })
        })?;
        if let (Some(domain), false) = (&connection.domain, found || server.core() < since::LOGIN) {
            return Err(Error::Because(
                Reason::Missing,
                format!(
                    "domain \"{domain}\" does not exist on this server, or domains are not enabled there (DOMAIN_ENABLED)"
                ),
            ));
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

    /// Waits until the server responds and a worker is online. Fails after `patience`.
    pub async fn until_ready(
        connection: &Connection,
        secrets: Secrets,
        host: &Host,
        patience: Duration,
    ) -> Result<(), Error> {
        let client = Client::new(connection, secrets, host)?;
        let stop = &host.stop;
        let begun = Instant::now();
        let mut reason = "no response in time".to_owned();
        while let Some(left) = patience.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
            if stop.requested() {
                return Err(Error::Interrupted("Pulp was ready".to_owned()));
            }
            match tokio::time::timeout(left, client.try_status()).await {
                Ok(Ok(status)) if online_workers(&status) > 0 => return Ok(()),
                Ok(Ok(_)) => reason = "it responds, but no worker is online".to_owned(),
                Ok(Err(error)) => reason = error.to_string(),
                Err(_) => {}
            }
            stop.sleep(LOOK_AGAIN.min(left)).await;
        }
        let url = connection.pulp_url.trim_end_matches('/');
        Err(Error::Because(
            Reason::Timeout,
            format!("Pulp at {url} was not ready within {} s: {reason}", patience.as_secs()),
        ))
    }

    /// Returns the time of the wall clock.
    pub fn now(&self) -> SystemTime {
        (self.host.now)()
    }

    /// Returns whether the server has at least a version of pulpcore.
    pub fn has(&self, version: Version) -> bool {
        self.server.core() >= version
    }

    /// Fails if no worker is online, because a task would wait forever.
    pub fn require_worker(&self, action: &str) -> Result<(), Error> {
        match self.workers.get() {
            0 => Err(Error::Because(
                Reason::NoWorker,
                format!("could not {action}: no Pulp worker is online, so the task would wait forever"),
            )),
            _ => Ok(()),
        }
    }

    /// Runs one future per input, as many at once as `concurrency` allows. Returns the results in order.
    pub async fn each<T, R>(&self, inputs: impl IntoIterator<Item = T>, work: impl AsyncFn(T) -> R) -> Vec<R> {
        stream::iter(inputs).map(|input| work(input)).buffered(self.concurrency).collect().await
    }
}
