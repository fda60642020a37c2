//! Starts syncs, waits for them together, and returns one result each. Once the first one is started, failures go into
//! the results.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use super::{DueSync, Known, Options, as_repositories, missing, reason, with_version};
use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::item::Item;
use crate::lookup::href;
use crate::object::{Fields, RepositoryView, TaskView, VersionHref};
use crate::ongoing::{self, Ongoing};
use crate::operations::Repository;
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::prepare;
use crate::reason::Reason;
use crate::request::Request;
use crate::task::{self, Done};

/// A sync that was started, or failed to start.
pub struct Ended {
    pub index: usize,
    pub job: DueSync,
    pub result: Result<Sync, Error>,
}

/// How far a sync got.
pub enum Sync {
    /// Its task was started, and is not waited for.
    Started(String),
    /// Its task succeeded.
    Done { task: String, done: Done },
}

/// Starts the syncs and waits for them together. Returns an error only before the first one is started.
pub async fn carry_out(
    context: &Context,
    items: &[Item<Options>],
    due: Vec<(usize, DueSync)>,
    known: &Known,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let (fresh, earlier) = split(context, due, known).await?;
    let (mut ended, others) = futures::join!(rounds(context, items, fresh), after(context, items, earlier));
    ended.extend(others);
    tell(context, items, &ended, outcomes).await;
    missing::tell(context, items, &ended, known, outcomes).await;
    Ok(())
}

/// A sync of the same repository from the same remote that this user started in an earlier run.
struct Earlier {
    index: usize,
    job: DueSync,
    task: String,
    /// Whether it does the same as the sync to start.
    same: bool,
}

/// Separates the syncs that can be started from those that an earlier run left unfinished.
async fn split(
    context: &Context,
    due: Vec<(usize, DueSync)>,
    known: &Known,
) -> Result<(Vec<(usize, DueSync)>, Vec<Earlier>), Error> {
    let during = |error: crate::error::RequestError| error.during("look up unfinished syncs");
    let mut ongoing = Ongoing::look_up(context, "sync").await.map_err(during)?;
    if due.iter().any(|(_, job)| ongoing.on(&job.repository, &job.remote).is_some()) {
        ongoing = ongoing.own(context).await.map_err(during)?;
    }
    let (mut fresh, mut earlier) = (Vec::new(), Vec::new());
    for (index, job) in due {
        match ongoing.on(&job.repository, &job.remote) {
            None => fresh.push((index, job)),
            Some(task) => {
                let same = same(context, &job, task, known).await;
                earlier.push(Earlier { index, job, task: href(task), same });
            }
        }
    }
    Ok((fresh, earlier))
}

/// Returns whether an unfinished sync does what the job asks for. Pulp does not show a task's options, so the job must
/// have none; and a sync uses the remote's settings from when it began.
async fn same(context: &Context, job: &DueSync, task: &Value, known: &Known) -> bool {
    let plain = job.body.keys().all(|key| key == "remote");
    let Some(began) = TaskView(task).started() else {
        return plain;
    };
    let updated = |remote: &Value| Some(remote.text("pulp_last_updated")?.to_owned());
    let updated = match known.get(&job.remote).and_then(updated) {
        None if plain => {
            let request = Request::get(&job.remote, &[("fields", "pulp_last_updated")]);
            context.client.send(&request).await.ok().and_then(|reply| updated(&reply.body))
        }
        updated => updated,
    };
    plain && updated.is_some_and(|updated| updated.as_str() < began)
}

/// Waits for syncs of an earlier run. One that does the same and succeeds counts as this run's. After any other one has
/// ended, this run starts its own.
async fn after(context: &Context, items: &[Item<Options>], earlier: Vec<Earlier>) -> Vec<Ended> {
    let awaited = |one: &&Earlier| items[one.index].options.how.wait || !one.same;
    let endings = task::wait_for(context, earlier.iter().filter(awaited).map(|one| one.task.clone())).await;
    let (mut ended, mut due) = (Vec::new(), Vec::new());
    for Earlier { index, job, task, same } in earlier {
        let label = &items[index].label;
        match endings.get(&task).cloned() {
            None => ended.push(Ended { index, job, result: Ok(Sync::Started(task)) }),
            Some(Ok(done)) if same => ended.push(Ended { index, job, result: Ok(Sync::Done { task, done }) }),
            Some(Err(cause)) if ongoing::goes_on(&cause) => {
                let hint = "an earlier run started this sync, and it may still run; run this again to wait for it";
                let error = cause.during(action(label)).with_hint(hint);
                ended.push(Ended { index, job, result: Err(error) });
            }
            Some(_) => due.push((index, job)),
        }
    }
    ended.extend(rounds(context, items, due).await);
    ended
}

/// Starts syncs and waits for them. Those that fail are started again, up to `retries` times.
async fn rounds(context: &Context, items: &[Item<Options>], mut due: Vec<(usize, DueSync)>) -> Vec<Ended> {
    let mut ended = Vec::new();
    for round in 0.. {
        let started = context.each(&due, async |(index, job)| start(context, &items[*index], job).await).await;
        let awaited = due.iter().zip(&started).filter(|((index, _), _)| items[*index].options.how.wait);
        let tasks: Vec<String> = awaited.filter_map(|(_, task)| task.as_ref().ok().cloned()).collect();
        let endings = task::wait(context, tasks).await;
        let mut again = Vec::new();
        for ((index, job), task) in due.into_iter().zip(started) {
            let how = &items[index].options.how;
            let ending = task.map(|task| {
                let gone = || Err(TaskError::Gone { href: task.clone() });
                let ending = how.wait.then(|| endings.get(&task).cloned().unwrap_or_else(gone));
                (task, ending)
            });
            let result = match ending {
                Err(error) => Err(error),
                Ok((task, None)) => Ok(Sync::Started(task)),
                Ok((task, Some(Ok(done)))) => Ok(Sync::Done { task, done }),
                Ok((_, Some(Err(TaskError::Failed { .. })))) if round < how.retries && !context.stop.requested() => {
                    again.push((index, job));
                    continue;
                }
                Ok((_, Some(Err(cause)))) => {
                    Err(reason::of(context, action(&items[index].label), &job.remote, cause).await)
                }
            };
            ended.push(Ended { index, job, result });
        }
        let Some(delay) = again.iter().map(|(index, _)| items[*index].options.how.retry_delay).max() else {
            break;
        };
        context.stop.sleep(Duration::from_secs(delay)).await;
        due = again;
    }
    ended
}

fn action(label: &str) -> String {
    format!("sync repository \"{label}\"")
}

async fn start(context: &Context, item: &Item<Options>, job: &DueSync) -> Result<String, Error> {
    let action = action(&item.label);
    let reply = context.client.send(&Request::post(format!("{}sync/", job.repository), job.body.clone())).await;
    let reply = reply.map_err(|error| error.during(action.clone()))?;
    reply
        .task()
        .map(str::to_owned)
        .ok_or_else(|| Error::State(format!("could not {action}: the server returned {} without a task", reply.status)))
}

/// The version that a sync created. If it was deleted since, Pulp does not report its href.
enum Made<'a> {
    Version(&'a str),
    Unknown,
    Nothing,
}

fn made<'a>(job: &DueSync, done: &'a Done) -> Made<'a> {
    let own = format!("{}versions/", job.repository);
    let versions = done.created.iter().filter(|href| href.starts_with(&own));
    match versions.max_by_key(|href| VersionHref(href).number()) {
        Some(version) => Made::Version(version),
        None if done.created.iter().any(|href| !href.starts_with('/')) => Made::Unknown,
        None => Made::Nothing,
    }
}

/// Reports the result of each sync: the version that it created, or else the latest one.
async fn tell(context: &Context, items: &[Item<Options>], ended: &[Ended], outcomes: &mut [Outcome]) {
    let mut unread = Vec::new();
    for Ended { index, job, result } in ended {
        let outcome = &mut outcomes[*index];
        match result {
            Err(error) => outcome.fail(error),
            Ok(Sync::Started(task)) => {
                outcome.changed = true;
                outcome.done(Reason::Started, "sync started");
                with_version(outcome, "", Some(task));
            }
            Ok(Sync::Done { done, .. }) => match made(job, done) {
                Made::Version(version) => synced(outcome, job, version),
                Made::Unknown | Made::Nothing => unread.push((*index, job, done)),
            },
        }
    }
    let without: Vec<Item<Options>> = unread.iter().map(|(index, ..)| items[*index].clone()).collect();
    let found = match prepare::find::<Repository>(context, &as_repositories(&without)).await {
        Ok(found) => found,
        Err(error) => without.iter().map(|_| Err(error.clone())).collect(),
    };
    for ((index, job, done), found) in unread.into_iter().zip(found) {
        let (outcome, label) = (&mut outcomes[index], &items[index].label);
        let gone = || Error::State(format!("repository \"{label}\" was deleted after its sync"));
        let latest = |found: Value| RepositoryView(&found).latest_version().map(|version| version.as_str().to_owned());
        outcome.changed = matches!(made(job, done), Made::Unknown);
        match found.and_then(|found| found.and_then(latest).ok_or_else(gone)) {
            Err(error) => outcome.fail(&error),
            Ok(version) if outcome.changed => synced(outcome, job, &version),
            Ok(version) => {
                outcome.done(Reason::Unchanged, "synced, nothing new");
                with_version(outcome, &version, None);
            }
        }
    }
}

fn synced(outcome: &mut Outcome, job: &DueSync, version: &str) {
    outcome.changed = true;
    outcome.done(Reason::Updated, format!("synced to version {}", VersionHref(version).number()));
    let mut diff = Diff::of_new(&[("version", VersionHref(version).number().into())]);
    diff.before.insert("version".to_owned(), VersionHref(&job.version).number().into());
    outcome.diff = Some(diff);
    with_version(outcome, version, None);
}

/// Returns the syncs that succeeded, by the hrefs of their tasks.
pub fn done(ended: &[Ended]) -> HashMap<&str, &Ended> {
    let mut tasks = HashMap::new();
    for one in ended {
        if let Ok(Sync::Done { task, .. }) = &one.result {
            tasks.insert(task.as_str(), one);
        }
    }
    tasks
}
