//! Waits for groups of tasks that one request started. A task adds the tasks that it starts to its group before it
//! ends, so a group has ended when its known tasks have ended and no new ones are found. The field
//! `all_tasks_dispatched` tells this only for replications (pulpcore 3.123).

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::lookup;
use crate::object::{Fields, TaskView};
use crate::request::Request;
use crate::task::{self, Endings};

/// Waits for the tasks of a group, including those that its tasks start.
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

/// The result of a group of tasks.
pub struct Group {
    /// Whether it was started.
    pub started: bool,
    /// The tasks that completed, as Pulp returns them.
    pub tasks: Vec<Value>,
    pub failure: Option<Error>,
}

/// Starts a group with a POST and waits for it.
pub async fn run(context: &Context, action: &str, request: &Request) -> Group {
    let failed = |started: bool, error: Error| Group { started, tasks: Vec::new(), failure: Some(error) };
    let reply = match context.client.send(request).await {
        Ok(reply) => reply,
        Err(error) => return failed(false, error.during(action)),
    };
    let Some(group) = reply.body.text("task_group") else {
        let text = format!("could not {action}: the server returned {} without a task group", reply.status);
        return failed(true, Error::State(text));
    };
    let endings = match wait(context, group).await {
        Ok(endings) => endings,
        Err(error) => return failed(true, error),
    };
    let all = endings.len();
    let (done, others): (Vec<_>, Vec<_>) = endings.into_iter().partition(|(_, ending)| ending.is_ok());
    let done: Vec<String> = done.into_iter().map(|(href, _)| href).collect();
    let failures: Vec<TaskError> = others.into_iter().filter_map(|(_, ending)| ending.err()).collect();
    let (tasks, unread) = match task::read(context, &done).await {
        Ok(tasks) => (tasks, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    if failures.is_empty() {
        return Group { started: true, tasks, failure: unread };
    }
    let reasons: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let reason = format!("{} of {all} tasks: {}", failures.len(), reasons.join("; "));
    let task = TaskError::Failed { href: group.to_owned(), reason };
    Group { started: true, tasks, failure: Some(task.during(action)) }
}

/// Returns whether a task of a group changed something.
pub fn changed(task: &Value) -> bool {
    let made = TaskView(task).created_resources().next().is_some();
    let name = task.name();
    made || name.ends_with("update") || name.ends_with("delete")
}
