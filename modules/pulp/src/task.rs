//! Step 4: many Pulp tasks become done, failed (with the reason), or timed out. One request watches them all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::lookup;
use crate::server::online_workers;

/// A task that ended well.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// hrefs of what it made.
    pub created: Vec<String>,
    /// The entity it made or changed, where the server says so (pulpcore 3.88).
    pub result: Option<Value>,
}

/// How each task ended, by its href.
pub type Endings = HashMap<String, Result<Done, TaskError>>;

const FIRST_DELAY: Duration = Duration::from_millis(150);
const LONGEST_DELAY: Duration = Duration::from_secs(2);
const LOOK_FOR_WORKERS: Duration = Duration::from_secs(5);
const UNFINISHED: &str = "waiting,running,canceling";

/// Which tasks are watched, and so how they are asked for.
#[derive(Clone, Copy)]
enum Scope {
    /// Those of this run, which its correlation id finds, however many they are.
    Run,
    /// Any tasks, by their hrefs.
    These,
}

/// Waits for tasks that others started, too.
pub async fn wait_for(context: &Context, hrefs: impl IntoIterator<Item = String>) -> Endings {
    wait_in(context, Scope::These, hrefs.into_iter().collect()).await
}

/// Waits until all tasks ended, or ran longer than the timeout, or cannot run for want of a worker.
pub async fn wait(context: &Context, hrefs: impl IntoIterator<Item = String>) -> Endings {
    wait_in(context, Scope::Run, hrefs.into_iter().collect()).await
}

async fn wait_in(context: &Context, scope: Scope, ours: Vec<String>) -> Endings {
    let mut endings = Endings::new();
    if let Err(error) = watch(context, scope, &ours, &mut endings).await {
        // The tasks go on; what is known of some is kept.
        for href in ours {
            let lost = TaskError::Unwatched { href: href.clone(), why: error.to_string() };
            endings.entry(href).or_insert(Err(lost));
        }
    }
    endings
}

async fn watch(context: &Context, scope: Scope, ours: &[String], endings: &mut Endings) -> Result<(), RequestError> {
    let mut pending: BTreeMap<String, Option<Instant>> = ours.iter().map(|href| (href.clone(), None)).collect();
    let mut delay = FIRST_DELAY;
    let mut workers = Workers { looked: None, none_seen: context.workers.get() == 0 };
    while !pending.is_empty() {
        context.stop.sleep(delay).await;
        if context.stop.requested() {
            endings.extend(pending.into_keys().map(|href| (href.clone(), Err(TaskError::Interrupted { href }))));
            break;
        }
        let asked = Instant::now();
        let unfinished = unfinished(context, scope, &pending).await?;
        let before = pending.len();
        pending.retain(|href, _| unfinished.contains_key(href));
        delay = if pending.len() < before { delay.min(FIRST_DELAY * 2) } else { delay.mul_f64(1.4).min(LONGEST_DELAY) };
        // A server that takes long to answer has better things to do than to answer more often.
        delay = delay.max(asked.elapsed() * 2).min(LONGEST_DELAY);
        let mut any_runs = false;
        for (href, since) in &mut pending {
            if unfinished[href] {
                any_runs = true;
                since.get_or_insert_with(Instant::now);
            }
        }
        let overdue: Vec<String> = pending
            .iter()
            .filter(|(_, since)| is_overdue(context.timeout, **since))
            .map(|(href, _)| href.clone())
            .collect();
        for href in overdue {
            pending.remove(&href);
            endings.insert(
                href.clone(),
                Err(TaskError::TimedOut { href, seconds: context.timeout, progress: String::new() }),
            );
        }
        if !any_runs && !pending.is_empty() && workers.are_gone(context).await? {
            endings.extend(
                std::mem::take(&mut pending).into_keys().map(|href| (href.clone(), Err(TaskError::NoWorker { href }))),
            );
        }
    }
    read_endings(context, scope, ours, endings).await
}

fn is_overdue(timeout: u64, running_since: Option<Instant>) -> bool {
    timeout > 0 && running_since.is_some_and(|since| since.elapsed() > Duration::from_secs(timeout))
}

/// The unfinished tasks among those watched, and whether each one runs already.
async fn unfinished(
    context: &Context,
    scope: Scope,
    pending: &BTreeMap<String, Option<Instant>>,
) -> Result<HashMap<String, bool>, RequestError> {
    let query = [
        ("state__in", UNFINISHED),
        ("fields", "pulp_href,state"),
        ("logging_cid", context.client.correlation_id.as_str()),
    ];
    let tasks = match scope {
        Scope::Run => context.client.list("tasks/", &query).await?,
        Scope::These => {
            let hrefs = pending.keys().map(String::as_str);
            lookup::by(context, "tasks/", "pulp_href", hrefs, &query[..2], &query[..2]).await?
        }
    };
    let row =
        |task: &Value| Some((task.get("pulp_href")?.as_str()?.to_owned(), task.get("state")?.as_str()? != "waiting"));
    Ok(tasks.iter().filter_map(row).collect())
}

/// An unfinished task of this run that works on an object: tells whether a POST whose answer was lost took effect.
pub async fn open_on(context: &Context, object: &str) -> Result<Option<String>, RequestError> {
    let identity = object
        .split("/versions/")
        .next()
        .unwrap_or(object)
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let query = [
        ("logging_cid", context.client.correlation_id.as_str()),
        ("state__in", UNFINISHED),
        ("fields", "pulp_href,reserved_resources_record"),
    ];
    let tasks = context.client.list("tasks/", &query).await?;
    let works_on_it = |task: &&Value| {
        task.get("reserved_resources_record").is_some_and(|resources| resources.to_string().contains(identity))
    };
    Ok(tasks.iter().find(works_on_it).map(lookup::href))
}

/// The tasks themselves, as the server shows them.
pub async fn read(context: &Context, hrefs: &[String]) -> Result<Vec<Value>, Error> {
    let hrefs: Vec<&str> = hrefs.iter().map(String::as_str).collect();
    read_some(context, &hrefs, &[]).await.map_err(|error| error.during("read tasks"))
}

/// So many hrefs fit into a request. A server's list of all tasks may be a very long one.
const AT_ONCE: usize = 40;

async fn read_some(context: &Context, hrefs: &[&str], extra: &[(&str, &str)]) -> Result<Vec<Value>, RequestError> {
    let read = async |hrefs: &[&str]| {
        let hrefs = hrefs.join(",");
        context.client.list("tasks/", &[extra, &[("pulp_href__in", hrefs.as_str())]].concat()).await
    };
    let pages = context.each(hrefs.chunks(AT_ONCE), read).await;
    Ok(pages.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

struct Workers {
    looked: Option<Instant>,
    none_seen: bool,
}

impl Workers {
    /// Whether two looks in a row found no worker: one alone may have hit a restart.
    async fn are_gone(&mut self, context: &Context) -> Result<bool, RequestError> {
        // At once if there was none from the start, else now and then.
        let due = self.looked.map_or(self.none_seen, |looked| looked.elapsed() >= LOOK_FOR_WORKERS);
        if !due {
            self.looked.get_or_insert_with(Instant::now);
            return Ok(false);
        }
        let online = online_workers(&context.client.status().await?);
        context.workers.set(online);
        let gone = online == 0 && self.none_seen;
        *self = Workers { looked: Some(Instant::now()), none_seen: online == 0 };
        Ok(gone)
    }
}

async fn read_endings(
    context: &Context,
    scope: Scope,
    ours: &[String],
    endings: &mut Endings,
) -> Result<(), RequestError> {
    let wanted: HashSet<&str> = ours
        .iter()
        .map(String::as_str)
        .filter(|href| {
            !matches!(endings.get(*href), Some(Err(TaskError::Interrupted { .. } | TaskError::NoWorker { .. })))
        })
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let fields = [("fields", "pulp_href,state,error,created_resources,result,progress_reports")];
    let run = [("logging_cid", context.client.correlation_id.as_str()), fields[0]];
    let asked = match scope {
        Scope::Run => lookup::by(context, "tasks/", "pulp_href", wanted.iter().copied(), &fields, &run).await,
        Scope::These => read_some(context, &wanted.iter().copied().collect::<Vec<_>>(), &fields).await,
    };
    let tasks = match asked {
        Err(RequestError { cause: Cause::Interrupted, .. }) => Vec::new(),
        tasks => tasks?,
    };
    for task in &tasks {
        let Some(href) = task.get("pulp_href").and_then(Value::as_str).filter(|href| wanted.contains(href)) else {
            continue;
        };
        match endings.get_mut(href) {
            Some(Err(TaskError::TimedOut { progress, .. })) => *progress = progress_of(task),
            Some(_) => {}
            None => {
                endings.insert(href.to_owned(), ending(context, href, task));
            }
        }
    }
    for href in wanted {
        endings.entry(href.to_owned()).or_insert_with(|| Err(TaskError::Gone { href: href.to_owned() }));
    }
    Ok(())
}

/// How a task that is over ended.
pub fn ending(context: &Context, href: &str, task: &Value) -> Result<Done, TaskError> {
    let href = href.to_owned();
    match task.get("state").and_then(Value::as_str).unwrap_or_default() {
        "completed" | "skipped" => {
            let created =
                task.get("created_resources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            Ok(Done {
                created: created.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                result: task.get("result").filter(|result| result.is_object()).cloned(),
            })
        }
        "canceled" => Err(TaskError::Canceled { href }),
        _ => {
            let reason = task.pointer("/error/description").and_then(Value::as_str).unwrap_or("no reason given");
            Err(TaskError::Failed {
                href,
                reason: context.client.strike(&crate::error::truncate(reason.trim(), 1_000)),
            })
        }
    }
}

/// `, Downloading Artifacts: 3 of 10`, for the reports that are not done.
fn progress_of(task: &Value) -> String {
    let reports = task.get("progress_reports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let line = |report: &Value| {
        let message = report.get("message")?.as_str()?;
        let done = report.get("done")?.as_u64()?;
        Some(match report.get("total").and_then(Value::as_u64) {
            Some(total) => format!(", {message}: {done} of {total}"),
            None => format!(", {message}: {done}"),
        })
    };
    reports
        .iter()
        .filter(|report| report.get("state").and_then(Value::as_str) != Some("completed"))
        .filter_map(line)
        .collect()
}
