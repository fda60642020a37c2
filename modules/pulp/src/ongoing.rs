//! Unfinished tasks that this user started earlier: a run that gave up waiting left them behind, and a retry must not
//! start the same work beside them.

use serde_json::Value;

use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::lookup::href;
use crate::request::Request;
use crate::task;
use crate::version::since;

/// Unfinished tasks of one kind, whoever started them.
#[derive(Default)]
pub struct Ongoing(Vec<Value>);

impl Ongoing {
    /// Reads the unfinished tasks whose name contains a word, such as `sync` or `publish`: one request.
    pub async fn look_up(context: &Context, word: &str) -> Result<Ongoing, RequestError> {
        let query = [
            ("state__in", "waiting,running"),
            ("name__contains", word),
            ("fields", "pulp_href,created_by,started_at,reserved_resources_record"),
        ];
        Ok(Ongoing(context.client.list("tasks/", &query).await?))
    }

    /// The latest task that changes one object and reads another.
    pub fn on(&self, changes: &str, reads: &str) -> Option<&Value> {
        // Pulp lists the latest first; those before it are over when it is.
        self.0.iter().find(|task| holds(task, changes, false) && holds(task, reads, true))
    }

    /// Keeps the tasks of this user. Whose a task is costs a request, and only if there are tasks at all.
    pub async fn own(mut self, context: &Context) -> Result<Ongoing, RequestError> {
        if !self.0.is_empty() {
            let me = own_href(context).await?;
            self.0.retain(|task| me.is_some() && task.get("created_by").and_then(Value::as_str) == me.as_deref());
        }
        Ok(self)
    }
}

/// Waits for this user's unfinished publications of some repositories. Tells whether there were any: what was published
/// must then be looked up again.
pub async fn publications(context: &Context, repositories: &[String]) -> Result<bool, Error> {
    let during = |error: RequestError| error.during("look up unfinished publications");
    let ongoing = Ongoing::look_up(context, "publish").await.map_err(during)?;
    let ongoing = ongoing.own(context).await.map_err(during)?;
    let on_one = |task: &&Value| repositories.iter().any(|repository| holds(task, repository, true));
    let tasks: Vec<String> = ongoing.0.iter().filter(on_one).map(href).collect();
    let any = !tasks.is_empty();
    let endings = task::wait_for(context, tasks).await;
    match endings.into_values().filter_map(Result::err).find(goes_on) {
        Some(task) => Err(Error::Task { action: "wait for an earlier publication".to_owned(), task, hint: None }),
        None => Ok(any),
    }
}

/// Whether a task that was waited for may still be under way.
pub fn goes_on(ending: &TaskError) -> bool {
    !matches!(ending, TaskError::Failed { .. } | TaskError::Canceled { .. } | TaskError::Gone { .. })
}

/// Whether a task has reserved an object, for itself or shared with others.
pub fn holds(task: &Value, object: &str, shared: bool) -> bool {
    // Old servers reserve hrefs, newer ones PRNs: both end with the object's id.
    let id = object.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let reserved = task.get("reserved_resources_record").and_then(Value::as_array).map(Vec::as_slice);
    let mut reserved = reserved.unwrap_or_default().iter().filter_map(Value::as_str);
    reserved.any(|name| name.starts_with("shared:") == shared && !id.is_empty() && name.contains(id))
}

/// This user's href, as tasks name who started them; none if the server does not show it.
async fn own_href(context: &Context) -> Result<Option<String>, RequestError> {
    let asked = if context.has(since::LOGIN) {
        context.client.send(&Request::get("login/", &[])).await.map(|reply| reply.body)
    } else {
        let users = context.client.list("users/", &[("username", context.client.user())]).await;
        users.map(|mut users| users.pop().unwrap_or_default())
    };
    match asked {
        Ok(user) => Ok(Some(href(&user)).filter(|href| !href.is_empty())),
        // Before there were logins, only administrators could look up users.
        Err(RequestError { cause: Cause::Status(401 | 403 | 404, _), .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
