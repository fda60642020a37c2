//! Writes whose answer may get lost. Each carries a correlation id of its own: the task that it started is found by it.

use serde_json::{Value, json};

use super::{Client, Failure, Reply};
use crate::error::{Cause, RequestError};
use crate::form::Form;
use crate::request::{Method, Request};

impl Client {
    /// Sends a POST whose answer may get lost: `landed` looks for what it made, where that is not done by a task, before it
    /// is sent again.
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
        self.write(request, form, landed, true).await
    }

    /// Sends a request of which nothing is known but itself. A POST whose answer was lost, and that started no task, may
    /// have created something that nobody can look for here, so it is not sent again.
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
                // The write before may have come late, and this one found nothing left to do.
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
                // What became of it is still not known, and that is what counts.
                Err(_) => return Err(failure.error),
            }
            let blind = request.method == Method::Post && self.ids_replaced();
            if delay.is_none() || blind || !repeat || !failure.repeatable() {
                return Err(failure.error);
            }
            resent = true;
        }
    }

    /// What a write left behind whose answer was lost: the task that it started, or the object that it made.
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

    /// The task that a write started, as Pulp would have answered. Tasks that it started in turn have the same id, and
    /// are younger; Pulp lists the youngest first.
    async fn started(&self, id: &str, method: Method) -> Result<Option<Reply>, RequestError> {
        // PUT sends a part of an upload, which is no task's work.
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
    /// Whether a write that failed so, and of which nothing is found, is worth another try.
    fn repeatable(&self) -> bool {
        matches!(self.error.cause, Cause::Lost(_) | Cause::Status(502..=504, _))
    }
}

impl Reply {
    /// The object that was found after the answer of the request that made it was lost.
    pub fn found(object: Value) -> Reply {
        Reply { status: 201, body: object, found: true }
    }
}
