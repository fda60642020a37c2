//! Finds unfinished tasks that this user started earlier. A run that stopped waiting leaves them behind, and a retry
//! must not start the same work a second time.

use serde_json::Value;

use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::lookup::href;
use crate::object::Fields;
use crate::request::Request;
use crate::task;
use crate::version::since;

/// Unfinished tasks of one kind, started by any user.
#[derive(Default)]
pub struct Ongoing(Vec<Value>);

impl Ongoing {
    /// Reads the unfinished tasks whose name contains a word, such as `sync` or `publish`, with one request.
    pub async fn look_up(context: &Context, word: &str) -> Result<Ongoing, RequestError> {
        let query = [
            ("state__in", "waiting,running"),
            ("name__contains", word),
            ("fields", "pulp_href,created_by,started_at,reserved_resources_record"),
        ];
        Ok(Ongoing(context.client.list("tasks/", &query).await?))
    }

    /// Returns the latest task that changes one object and reads another.
    pub fn on(&self, changes: &str, reads: &str) -> Option<&Value> {
        // Pulp lists the latest task first. Earlier tasks have ended when it ends.
        self.0.iter().find(|task| holds(task, changes, false) && holds(task, reads, true))
    }

    /// Keeps only the tasks of this user. Sends a request only if there are any tasks.
    pub async fn own(mut self, context: &Context) -> Result<Ongoing, RequestError> {
        if !self.0.is_empty() {
            let me = own_href(context).await?;
            self.0.retain(|task| me.is_some() && task.text("created_by") == me.as_deref());
        }
        Ok(self)
    }
}

/// Waits for this user's unfinished publications of the given repositories. Returns whether there were any; if so,
/// publications must be looked up again.
pub async fn publications(context: &Context, repositories: &[String]) -> Result<bool, Error> {
    let during = |error: RequestError| error.during("look up unfinished publications");
    let ongoing = Ongoing::look_up(context, "publish").await.map_err(during)?;
    let ongoing = ongoing.own(context).await.map_err(during)?;
    let on_one = |task: &&Value| repositories.iter().any(|repository| holds(task, repository, true));
    let tasks: Vec<String> = ongoing.0.iter().filter(on_one).map(href).collect();
    let any = !tasks.is_empty();
    let endings = task::wait_for(context, tasks).await;
    match endings.into_values().filter_map(Result::err).find(goes_on) {
        Some(task) => Err(task.during("wait for an earlier publication")),
        None => Ok(any),
    }
}

/// Returns whether a task may still be running after the wait for it ended.
pub fn goes_on(ending: &TaskError) -> bool {
    !matches!(ending, TaskError::Failed { .. } | TaskError::Canceled { .. } | TaskError::Gone { .. })
}

/// Returns whether a task has reserved an object, exclusively or `shared`.
pub fn holds(task: &Value, object: &str, shared: bool) -> bool {
    // Older servers reserve hrefs, newer ones PRNs. Both end with the object's ID.
    let id = object.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let reserved = task.get("reserved_resources_record").and_then(Value::as_array).map(Vec::as_slice);
    let mut reserved = reserved.unwrap_or_default().iter().filter_map(Value::as_str);
    reserved.any(|name| name.starts_with("shared:") == shared && !id.is_empty() && name.contains(id))
}

/// Returns this user's href, which is the `created_by` of its tasks; `None` if the server does not show it.
async fn own_href(context: &Context) -> Result<Option<String>, RequestError> {
    let asked = if context.has(since::LOGIN) {
        context.client.send(&Request::get("login/", &[])).await.map(|reply| reply.body)
    } else {
        let users = context.client.list("users/", &[("username", context.client.user())]).await;
        users.map(|mut users| users.pop().unwrap_or_default())
    };
    match asked {
        Ok(user) => Ok(Some(href(&user)).filter(|href| !href.is_empty())),
        // On servers without the login endpoint, only administrators can look up users.
        Err(RequestError { cause: Cause::Status(401 | 403 | 404, _), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
