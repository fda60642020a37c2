//! Waits for Pulp's tasks. One request at a time watches all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::lookup;
use crate::object::{Fields, TaskView};
use crate::request::Request;
use crate::server::online_workers;

/// A task that completed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// The hrefs of the objects that it created.
    pub created: Vec<String>,
    /// The entity that it created or updated, if the server returns it (pulpcore 3.88).
    pub result: Option<Value>,
}

/// How each task ended, by href.
pub type Endings = HashMap<String, Result<Done, TaskError>>;

const FIRST_DELAY: Duration = Duration::from_millis(150);
const LONGEST_DELAY: Duration = Duration::from_secs(2);
const LOOK_FOR_WORKERS: Duration = Duration::from_secs(5);
/// How long the last read after a signal may take.
const LAST_LOOK: Duration = Duration::from_secs(1);
const UNFINISHED: &str = "waiting,running,canceling";
const ENDING_FIELDS: &str = "pulp_href,state,error,created_resources,result,progress_reports";

/// Which tasks are watched. This decides how they are queried.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    /// Tasks of this run. One filter for the prefix of its correlation IDs finds any number of them.
    Run,
    /// Any tasks, by href.
    These,
}

/// Waits for tasks that this run did not necessarily start.
pub async fn wait_for(context: &Context, hrefs: impl IntoIterator<Item = String>) -> Endings {
    wait_in(context, Scope::These, hrefs.into_iter().collect()).await
}

/// Waits for tasks of this run until each has ended, has run longer than the timeout, or cannot run because no worker
/// is online.
pub async fn wait(context: &Context, hrefs: impl IntoIterator<Item = String>) -> Endings {
    let scope = if context.client.ids_replaced() { Scope::These } else { Scope::Run };
    wait_in(context, scope, hrefs.into_iter().collect()).await
}

async fn wait_in(context: &Context, scope: Scope, ours: BTreeSet<String>) -> Endings {
    let mut watch = Watch::new(context, scope, &ours);
    let watched = watch.until_over().await;
    let mut endings = watch.endings;
    if context.stop.requested() {
        last_look(context, scope, &ours, &mut endings).await;
    } else if let Err(error) = watched {
        // The tasks continue; the endings that are already known are kept.
        for href in ours {
            let lost = TaskError::Unwatched { href: href.clone(), why: error.to_string() };
            endings.entry(href).or_insert(Err(lost));
        }
    }
    endings
}

/// The state of the wait for some tasks.
struct Watch<'a> {
    context: &'a Context,
    scope: Scope,
    /// The unfinished tasks, and when each was first seen running.
    pending: BTreeMap<String, Option<Instant>>,
    /// The tasks that are no longer listed as unfinished.
    over: BTreeSet<String>,
    endings: Endings,
    workers: Workers,
}

impl<'a> Watch<'a> {
    fn new(context: &'a Context, scope: Scope, hrefs: &BTreeSet<String>) -> Watch<'a> {
        Watch {
            context,
            scope,
            pending: hrefs.iter().map(|href| (href.clone(), None)).collect(),
            over: BTreeSet::new(),
            endings: Endings::new(),
            workers: Workers { looked: None, none_seen: context.workers.get() == 0 },
        }
    }

    /// Polls until the ending of each task is known, or a signal arrives.
    async fn until_over(&mut self) -> Result<(), RequestError> {
        let mut delay = FIRST_DELAY;
        while !self.pending.is_empty() {
            self.context.stop.sleep(delay).await;
            if self.context.stop.requested() {
                return Ok(());
            }
            let asked = Instant::now();
            let before = self.pending.len();
            let unfinished = unfinished(self.context, self.scope, &self.pending).await?;
            let (pending, over) = std::mem::take(&mut self.pending)
                .into_iter()
                .partition::<BTreeMap<_, _>, _>(|(href, _)| unfinished.contains_key(href));
            self.pending = pending;
            self.over.extend(over.into_keys());
            let fewer = self.pending.len() < before;
            delay = if fewer { delay.min(FIRST_DELAY * 2) } else { delay.mul_f64(1.4).min(LONGEST_DELAY) };
            // A slow response means that the server is busy, so poll it less often.
            delay = delay.max(asked.elapsed() * 2).min(LONGEST_DELAY);
            self.give_up(&unfinished).await?;
            if self.pending.is_empty() {
                self.read_endings().await?;
            }
        }
        Ok(())
    }

    /// Stops watching tasks that ran too long, and all waiting tasks if no worker can run them.
    async fn give_up(&mut self, unfinished: &HashMap<String, bool>) -> Result<(), RequestError> {
        let mut any_runs = false;
        for (href, since) in &mut self.pending {
            if unfinished[href] {
                any_runs = true;
                since.get_or_insert_with(Instant::now);
            }
        }
        let timeout = self.context.timeout;
        let overdue = |since: &Option<Instant>| {
            timeout != 0 && since.is_some_and(|since| since.elapsed() > Duration::from_secs(timeout))
        };
        let late: Vec<String> =
            self.pending.iter().filter(|(_, since)| overdue(since)).map(|(href, _)| href.clone()).collect();
        for href in late {
            self.pending.remove(&href);
            let ending = TaskError::TimedOut { href: href.clone(), seconds: timeout, progress: String::new() };
            self.endings.insert(href, Err(ending));
        }
        if !any_runs && !self.pending.is_empty() && self.workers.are_gone(self.context).await? {
            let waiting = std::mem::take(&mut self.pending).into_keys();
            self.endings.extend(waiting.map(|href| (href.clone(), Err(TaskError::NoWorker { href }))));
        }
        Ok(())
    }

    /// Reads how the tasks ended, and the progress of those that ran too long. A task that is unfinished although the
    /// list did not show it is watched by its href from then on: a proxy replaced its correlation ID.
    async fn read_endings(&mut self) -> Result<(), RequestError> {
        let late = self.endings.iter().filter(|(_, ending)| matches!(ending, Err(TaskError::TimedOut { .. })));
        let mut wanted: BTreeSet<String> = late.map(|(href, _)| href.clone()).collect();
        wanted.append(&mut self.over);
        for task in read_tasks(self.context, self.scope, &wanted).await? {
            let href = lookup::href(&task);
            if !wanted.remove(&href) {
                continue;
            }
            match self.endings.get_mut(&href) {
                Some(Err(TaskError::TimedOut { progress, .. })) => *progress = progress_of(&task),
                _ if is_over(&task) => {
                    let ending = ending(self.context, &href, &task);
                    self.endings.insert(href, ending);
                }
                _ => {
                    self.scope = Scope::These;
                    self.pending.insert(href, None);
                }
            }
        }
        for href in wanted {
            self.endings.entry(href.clone()).or_insert(Err(TaskError::Gone { href }));
        }
        Ok(())
    }
}

/// Reads once after a signal which tasks have ended, and reports the others as interrupted.
async fn last_look(context: &Context, scope: Scope, ours: &BTreeSet<String>, endings: &mut Endings) {
    let open: Vec<&str> = ours.iter().map(String::as_str).filter(|href| !endings.contains_key(*href)).collect();
    let queries: Vec<(&str, String)> = match scope {
        Scope::Run => vec![("logging_cid__contains", context.client.run_id.clone())],
        Scope::These => open.chunks(AT_ONCE).map(|hrefs| ("pulp_href__in", hrefs.join(","))).collect(),
    };
    let look = async |(filter, value): (&str, String)| {
        let query = [(filter, value.as_str()), ("fields", ENDING_FIELDS), ("limit", "1000")];
        context.client.once(&Request::get("tasks/", &query), LAST_LOOK).await
    };
    let pages = if open.is_empty() { Vec::new() } else { context.each(queries, look).await };
    for page in pages.into_iter().flatten() {
        let tasks = page.list("results");
        for task in tasks.iter().filter(|task| is_over(task)) {
            let href = lookup::href(task);
            if ours.contains(&href) {
                endings.entry(href.clone()).or_insert_with(|| ending(context, &href, task));
            }
        }
    }
    for href in ours {
        endings.entry(href.clone()).or_insert(Err(TaskError::Interrupted { href: href.clone() }));
    }
}

/// Returns the unfinished tasks among those watched, and whether each is already running.
async fn unfinished(
    context: &Context,
    scope: Scope,
    pending: &BTreeMap<String, Option<Instant>>,
) -> Result<HashMap<String, bool>, RequestError> {
    let query = [
        ("state__in", UNFINISHED),
        ("fields", "pulp_href,state"),
        ("logging_cid__contains", context.client.run_id.as_str()),
    ];
    let tasks = match scope {
        Scope::Run => context.client.list("tasks/", &query).await?,
        Scope::These => {
            let hrefs = pending.keys().map(String::as_str);
            lookup::by(context, "tasks/", "pulp_href", hrefs, &query[..2], &query[..2]).await?
        }
    };
    let row = |task: &Value| Some((task.text("pulp_href")?.to_owned(), task.text("state")? != "waiting"));
    Ok(tasks.iter().filter_map(row).collect())
}

/// Reads tasks by href, with all fields.
pub async fn read(context: &Context, hrefs: &[String]) -> Result<Vec<Value>, Error> {
    let hrefs: Vec<&str> = hrefs.iter().map(String::as_str).collect();
    read_some(context, &hrefs, &[]).await.map_err(|error| error.during("read tasks"))
}

/// Number of hrefs that fit into one request. The list of all tasks on a server may be very long.
const AT_ONCE: usize = 40;
/// With more tasks than this, listing all tasks of the run is cheaper than one request for every [`AT_ONCE`] tasks.
const MANY: usize = 4 * AT_ONCE;

async fn read_tasks(context: &Context, scope: Scope, hrefs: &BTreeSet<String>) -> Result<Vec<Value>, RequestError> {
    if hrefs.is_empty() {
        return Ok(Vec::new());
    }
    if scope == Scope::Run && hrefs.len() > MANY {
        let query = [("logging_cid__contains", context.client.run_id.as_str()), ("fields", ENDING_FIELDS)];
        return context.client.list("tasks/", &query).await;
    }
    let hrefs: Vec<&str> = hrefs.iter().map(String::as_str).collect();
    read_some(context, &hrefs, &[("fields", ENDING_FIELDS)]).await
}

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
    /// Returns whether no worker was online twice in a row. A single time can be a restart.
    async fn are_gone(&mut self, context: &Context) -> Result<bool, RequestError> {
        // Checks immediately if there was no worker from the start, otherwise every few seconds.
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

/// Returns whether a task has ended, successfully or not.
fn is_over(task: &Value) -> bool {
    let state = TaskView(task).state();
    !UNFINISHED.split(',').any(|unfinished| unfinished == state)
}

/// Returns how a task ended.
pub fn ending(context: &Context, href: &str, task: &Value) -> Result<Done, TaskError> {
    let href = href.to_owned();
    match TaskView(task).state() {
        "completed" | "skipped" => Ok(Done {
            created: TaskView(task).created_resources().map(str::to_owned).collect(),
            result: task.get("result").filter(|result| result.is_object()).cloned(),
        }),
        "canceled" => Err(TaskError::Canceled { href }),
        _ => {
            let reason = task.pointer("/error/description").and_then(Value::as_str).unwrap_or("no reason given");
            Err(TaskError::Failed {
                href,
                reason: crate::error::truncate(&context.client.strike(reason.trim()), 1_000),
            })
        }
    }
}

/// Formats the unfinished progress reports, as in `, Downloading Artifacts: 3 of 10`.
fn progress_of(task: &Value) -> String {
    let reports = TaskView(task).progress_reports();
    let line = |report: &Value| {
        let message = report.text("message")?;
        let done = report.count("done")?;
        Some(match report.count("total") {
            Some(total) => format!(", {message}: {done} of {total}"),
            None => format!(", {message}: {done}"),
        })
    };
    reports.iter().filter(|report| report.text("state") != Some("completed")).filter_map(line).collect()
}
