//! Sends writes whose response may be lost. Each has its own correlation ID, by which its task can be found.

use serde_json::{Value, json};

use super::{Client, Failure, Reply};
use crate::error::{Cause, RequestError};
use crate::form::Form;
use crate::request::{Method, Request};

impl Client {
    /// Sends a POST. If its response is lost and it started no task, `landed` looks for the object that it created
    /// before it is sent again.
    pub async fn post(
        &self,
        request: &Request,
        landed: impl AsyncFn() -> Result<Option<Reply>, RequestError>,
    ) -> Result<Reply, RequestError> {
        self.post_form(request, None, landed).await
    }

    /// Like [`Client::post`], with an optional form.
    pub async fn post_form(
        &self,
        request: &Request,
        form: Option<&Form>,
        landed: impl AsyncFn() -> Result<Option<Reply>, RequestError>,
    ) -> Result<Reply, RequestError> {
        self.write(request, form, landed, true).await
    }

    /// Sends a request whose effect is unknown. If the response to a POST is lost and it started no task, it is not
    /// sent again: it may have created an object that cannot be looked up.
    pub async fn send_unknown(&self, request: &Request) -> Result<Reply, RequestError> {
        self.write(request, None, async || Ok(None), request.method != Method::Post).await
    }

    async fn write(
        &self,
        request: &Request,
        form: Option<&Form>,
        landed: impl AsyncFn() -> Result<Option<Reply>, RequestError>,
        repeat: bool,
    ) -> Result<Reply, RequestError> {
        if !request.method.writes() {
            return self.carry(request, form, &self.id(0)).await.map_err(|failure| failure.error);
        }
        self.writes.set(self.writes.get() + 1);
        let id = self.id(self.writes.get());
        let mut delays = self.delays();
        let mut resent = false;
        loop {
            let failure = match self.carry(request, form, &id).await {
                // The first write may have arrived late, so that the retry changed nothing.
                Ok(reply) if resent && reply.status == 200 => {
                    return Ok(self.started(&id, request.method).await.ok().flatten().unwrap_or(reply));
                }
                Ok(reply) => return Ok(reply),
                Err(failure) if failure.error.cause.leaves_doubt() => failure,
                Err(mut failure) => {
                    failure.error.resent = resent;
                    return Err(failure.error);
                }
            };
            let delay = delays.next();
            self.stop.sleep(failure.after.or(delay).unwrap_or_default()).await;
            match self.look(&id, request.method, &landed).await {
                Ok(Some(reply)) => return Ok(reply),
                Ok(None) => {}
                // The effect of the write is still unknown, which is the error to report.
                Err(_) => return Err(failure.error),
            }
            let blind = request.method == Method::Post && self.ids_replaced();
            if delay.is_none() || blind || !repeat || !failure.repeatable() {
                return Err(failure.error);
            }
            resent = true;
        }
    }

    /// Looks for the effect of a write whose response was lost: the task that it started, or the object it created.
    async fn look(
        &self,
        id: &str,
        method: Method,
        landed: &impl AsyncFn() -> Result<Option<Reply>, RequestError>,
    ) -> Result<Option<Reply>, RequestError> {
        match self.started(id, method).await? {
            Some(reply) => Ok(Some(reply)),
            None => landed().await,
        }
    }

    /// Looks for the task that a write started, and returns the response that Pulp would have sent. Tasks that this
    /// task started have the same ID and are newer; Pulp lists the newest first.
    async fn started(&self, id: &str, method: Method) -> Result<Option<Reply>, RequestError> {
        // A PUT sends a part of an upload and starts no task.
        if method == Method::Put {
            return Ok(None);
        }
        let query = [("logging_cid", id), ("fields", "pulp_href,task_group"), ("limit", "1000")];
        let found = self.carry(&Request::get("tasks/", &query), None, &self.id(0)).await;
        let found = found.map_err(|failure| failure.error)?.body;
        let task = found.get("results").and_then(Value::as_array).and_then(|tasks| tasks.last());
        Ok(task.map(|task| {
            let mut body = json!({"task": task.get("pulp_href")});
            if let Some(group) = task.get("task_group").filter(|group| !group.is_null()) {
                body["task_group"] = group.clone();
            }
            Reply { status: 202, body, found: false }
        }))
    }
}

impl Failure {
    /// Returns whether a write that failed like this and had no visible effect can be retried.
    fn repeatable(&self) -> bool {
        matches!(self.error.cause, Cause::Lost(_) | Cause::Status(502..=504, _))
    }
}

impl Reply {
    /// Returns the reply for an object that was found after the response to its create request was lost.
    pub fn found(object: Value) -> Reply {
        Reply { status: 201, body: object, found: true }
    }
}
