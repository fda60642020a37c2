//! A group of tasks that one call started. Those that they start in turn come into the group before they end themselves,
//! so it has ended when nothing of it is under way. (`all_tasks_dispatched` says so of a replication only: pulpcore 3.123.)

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::request::Request;

const FIRST_DELAY: Duration = Duration::from_millis(200);
const LONGEST_DELAY: Duration = Duration::from_secs(2);

/// Starts a group by a POST, and waits for it; its tasks, as Pulp shows them.
pub async fn run(context: &Context, action: &str, request: &Request) -> Result<Vec<Value>, Error> {
    let reply = context.client.send(request).await.map_err(|error| error.during(action))?;
    let group = reply.body.get("task_group").and_then(Value::as_str).ok_or_else(|| {
        Error::State(format!("could not {action}: the server answered {} and no task group", reply.status))
    })?;
    let failed = |task: TaskError| Error::Task { action: action.to_owned(), task, hint: None };
    let ended = wait(context, group).await.map_err(|error| error.during(action))?;
    ended.map_err(failed)?;
    let query = [("task_group", group), ("fields", "pulp_href,name,state,error,created_resources")];
    let tasks = context.client.list("tasks/", &query).await.map_err(|error| error.during(action))?;
    match reasons(context, &tasks) {
        reasons if reasons.is_empty() => Ok(tasks),
        reasons => {
            let reason = format!("{} of {} tasks: {}", reasons.len(), tasks.len(), reasons.join("; "));
            Err(failed(TaskError::Failed { href: group.to_owned(), reason }))
        }
    }
}

/// Waits until no task of a group is under way.
async fn wait(context: &Context, group: &str) -> Result<Result<(), TaskError>, RequestError> {
    let start = Instant::now();
    let mut delay = FIRST_DELAY;
    loop {
        context.stop.sleep(delay).await;
        let href = group.to_owned();
        if context.stop.requested() {
            return Ok(Err(TaskError::Interrupted { href }));
        }
        let state = context.client.send(&Request::get(group, &[])).await?.body;
        let count = |key: &str| state.get(key).and_then(Value::as_u64).unwrap_or(0);
        let under_way = ["waiting", "running", "canceling"].into_iter().map(count).sum::<u64>();
        if under_way == 0 {
            return Ok(Ok(()));
        }
        if context.timeout > 0 && start.elapsed() > Duration::from_secs(context.timeout) {
            let progress = format!(", {under_way} of its tasks under way");
            return Ok(Err(TaskError::TimedOut { href, seconds: context.timeout, progress }));
        }
        delay = delay.mul_f64(1.4).min(LONGEST_DELAY);
    }
}

/// Why tasks failed, those that did.
fn reasons(context: &Context, tasks: &[Value]) -> Vec<String> {
    let text = |task: &Value, key: &str| task.pointer(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let failed = tasks.iter().filter(|task| matches!(text(task, "/state").as_str(), "failed" | "canceled"));
    let reason = |task: &Value| match text(task, "/error/description") {
        none if none.is_empty() => format!("{} {}", text(task, "/pulp_href"), text(task, "/state")),
        reason => context.client.strike(&crate::error::truncate(reason.trim(), 300)),
    };
    failed.map(reason).collect()
}

/// Whether a task of a group changed something.
pub fn changed(task: &Value) -> bool {
    let made = task.get("created_resources").and_then(Value::as_array).is_some_and(|made| !made.is_empty());
    let name = task.get("name").and_then(Value::as_str).unwrap_or_default();
    made || name.ends_with("update") || name.ends_with("delete")
}
