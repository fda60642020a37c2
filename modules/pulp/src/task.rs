//! Step 4: many Pulp tasks become done, failed (with the reason), or timed out. One request watches them all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::lookup;
use crate::request::Request;
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
/// How long the last look may take after a signal.
const LAST_LOOK: Duration = Duration::from_secs(1);
const UNFINISHED: &str = "waiting,running,canceling";
const ENDING_FIELDS: &str = "pulp_href,state,error,created_resources,result,progress_reports";

/// Which tasks are watched, and so how they are asked for.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    /// Those of this run, which the beginning of its correlation ids finds, however many they are.
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
        // The tasks go on; what is known of some is kept.
        for href in ours {
            let lost = TaskError::Unwatched { href: href.clone(), why: error.to_string() };
            endings.entry(href).or_insert(Err(lost));
        }
    }
    endings
}

/// The watch over some tasks.
struct Watch<'a> {
    context: &'a Context,
    scope: Scope,
    /// The tasks that are not over, and since when each one runs.
    pending: BTreeMap<String, Option<Instant>>,
    /// Those that are no longer listed as unfinished.
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

    /// Looks again and again until each task has its ending, or a signal comes.
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
            // A server that takes long to answer has better things to do than to answer more often.
            delay = delay.max(asked.elapsed() * 2).min(LONGEST_DELAY);
            self.give_up(&unfinished).await?;
            if self.pending.is_empty() {
                self.read_endings().await?;
            }
        }
        Ok(())
    }

    /// Gives up tasks that run too long, and all that wait if nothing can run them.
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

    /// Reads how the tasks ended, and how far those came that run too long. One that goes on although the list did not
    /// show it is watched by its href from now on: something between here and Pulp replaced its correlation id.
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

/// Tells after a signal which tasks ended all the same; of the others it says that they were under way.
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
        let tasks = page.get("results").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
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

/// The unfinished tasks among those watched, and whether each one runs already.
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
    let row =
        |task: &Value| Some((task.get("pulp_href")?.as_str()?.to_owned(), task.get("state")?.as_str()? != "waiting"));
    Ok(tasks.iter().filter_map(row).collect())
}

/// The tasks themselves, as the server shows them.
pub async fn read(context: &Context, hrefs: &[String]) -> Result<Vec<Value>, Error> {
    let hrefs: Vec<&str> = hrefs.iter().map(String::as_str).collect();
    read_some(context, &hrefs, &[]).await.map_err(|error| error.during("read tasks"))
}

/// So many hrefs fit into a request. A server's list of all tasks may be a very long one.
const AT_ONCE: usize = 40;
/// With more tasks than this, one list of all of the run's tasks is cheaper than a request for each [`AT_ONCE`] of them.
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

/// Whether a task has come to its end, good or bad.
fn is_over(task: &Value) -> bool {
    let state = task.get("state").and_then(Value::as_str).unwrap_or_default();
    !UNFINISHED.split(',').any(|unfinished| unfinished == state)
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
                reason: crate::error::truncate(&context.client.strike(reason.trim()), 1_000),
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
