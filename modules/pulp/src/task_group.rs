//! A group of tasks that one call started. Those that they start in turn come into the group before they end themselves,
//! so it has ended when nothing new is found in it. (`all_tasks_dispatched` says so of a replication only: pulpcore 3.123.)

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::lookup;
use crate::request::Request;
use crate::task::{self, Endings};

/// Waits for the tasks of a group, and for those that they start in it.
pub async fn wait(context: &Context, group: &str) -> Result<Endings, Error> {
    let mut endings = Endings::new();
    loop {
        let found = context.client.list("tasks/", &[("task_group", group), ("fields", "pulp_href")]).await;
        let found = found.map_err(|error| error.during(format!("look up the tasks of {group}")))?;
        let new: Vec<String> = found.iter().map(lookup::href).filter(|href| !endings.contains_key(href)).collect();
        if new.is_empty() {
            return Ok(endings);
        }
        endings.extend(task::wait_for(context, new).await);
    }
}

/// Starts a group by a POST, and waits for it; its tasks, as Pulp shows them.
pub async fn run(context: &Context, action: &str, request: &Request) -> Result<Vec<Value>, Error> {
    let reply = context.client.send(request).await.map_err(|error| error.during(action))?;
    let group = reply.body.get("task_group").and_then(Value::as_str).ok_or_else(|| {
        Error::State(format!("could not {action}: the server answered {} and no task group", reply.status))
    })?;
    let endings = wait(context, group).await?;
    let hrefs: Vec<String> = endings.keys().cloned().collect();
    let failures: Vec<TaskError> = endings.into_values().filter_map(Result::err).collect();
    if failures.is_empty() {
        return task::read(context, &hrefs).await;
    }
    let reasons: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let reason = format!("{} of {} tasks: {}", failures.len(), hrefs.len(), reasons.join("; "));
    let task = TaskError::Failed { href: group.to_owned(), reason };
    Err(Error::Task { action: action.to_owned(), task, hint: None })
}

/// Whether a task of a group changed something.
pub fn changed(task: &Value) -> bool {
    let made = task.get("created_resources").and_then(Value::as_array).is_some_and(|made| !made.is_empty());
    let name = task.get("name").and_then(Value::as_str).unwrap_or_default();
    made || name.ends_with("update") || name.ends_with("delete")
}
