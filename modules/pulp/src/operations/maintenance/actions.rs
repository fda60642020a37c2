//! Actions that Pulp runs as tasks. The results come from the progress reports of the tasks.

use serde_json::{Value, json};

use super::super::shown;
use super::{Options, one, planned, repositories};
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::item::Item;
use crate::lookup::{self, href};
use crate::object::{Fields, VersionHref};
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::Object;
use crate::task;
use crate::task_group;
use crate::time;
use crate::types::maintenance::{ORPHAN_CLEANUP, PRUNE, PURGE_TASKS, RECLAIM_SPACE, REPAIR};
use crate::version::Version;

/// The number of days for which tasks are kept by default, as in Pulp.
const TASKS_KEPT: f64 = 30.0;

/// The first version that can list orphans.
const ORPHANS_LISTED: Version = Version(3, 49, 0);

/// The counts to report: the key in the result, and the code of Pulp's progress report.
type Counts = &'static [(&'static str, &'static str)];

/// A task to start.
struct Action {
    path: String,
    body: Object,
    counts: Counts,
    /// The count that decides whether something changed, and the words for it.
    result: (&'static str, &'static str),
    warnings: Vec<String>,
    /// What the task would do, as far as it can be predicted.
    forecast: Forecast,
}

enum Forecast {
    /// These counts.
    Known(Object),
    /// Only running the task can tell.
    Unknown,
    /// Pulp supports a dry run.
    Dry,
    /// There is nothing to do.
    Nothing,
}

pub async fn run(context: &Context, item: &Item<Options>) -> Result<Outcome, Error> {
    let job = match item.kind.name {
        name if name == ORPHAN_CLEANUP.name => orphans(context, item).await?,
        name if name == REPAIR.name => repair(context, item).await?,
        name if name == PURGE_TASKS.name => purge(context, item).await?,
        name if name == RECLAIM_SPACE.name => reclaim(context, item).await?,
        _ => prune(context, item).await?,
    };
    let mut outcome = Outcome { label: item.label.clone(), warnings: job.warnings.clone(), ..Outcome::default() };
    match &job.forecast {
        Forecast::Nothing => {
            tell(&mut outcome, &job, Object::new());
            return Ok(outcome);
        }
        Forecast::Known(counts) if context.check => {
            tell(&mut outcome, &job, counts.clone());
            return Ok(outcome);
        }
        Forecast::Unknown if context.check => {
            outcome.done(Reason::Unpredictable, "would run; the result cannot be predicted");
            outcome.entity = json!({});
            return Ok(outcome);
        }
        _ => {}
    }
    context.require_worker(&action(item))?;
    carry_out(context, item, &job, outcome).await
}

fn action(item: &Item<Options>) -> String {
    format!("run {}", item.kind.name)
}

async fn carry_out(
    context: &Context,
    item: &Item<Options>,
    job: &Action,
    mut outcome: Outcome,
) -> Result<Outcome, Error> {
    let reply = context.client.send(&Request::post(job.path.clone(), job.body.clone())).await;
    let reply = reply.map_err(|error| error.during(action(item)))?;
    if reply.body.get("task_group").is_none() && reply.task().is_none() {
        return Err(Error::State(format!(
            "could not {}: the server returned {} without a task",
            action(item),
            reply.status
        )));
    }
    if let Some(href) = reply.task() {
        outcome.extra.insert("task".to_owned(), json!({"pulp_href": href}));
        if !item.options.wait {
            outcome.changed = true;
            outcome.done(Reason::Started, "started");
            outcome.entity = json!({});
            return Ok(outcome);
        }
    }
    // The task is running from here on, so everything that is known is reported even after a failure.
    let (hrefs, ended) = follow(context, item, &reply).await;
    let tasks = task::read(context, &hrefs).await;
    let known = tasks.as_deref().unwrap_or_default();
    if let (Some(_), Some(task)) = (reply.task(), known.first()) {
        outcome.extra.insert("task".to_owned(), shown::task(context, task));
    }
    tell(&mut outcome, job, counted(job, known, context.check));
    if let Err(error) = ended.and(tasks.map(drop)) {
        outcome.fail(&error);
    }
    Ok(outcome)
}

/// Waits for what a request started. Returns the hrefs of its tasks, and whether all of them succeeded.
async fn follow(context: &Context, item: &Item<Options>, reply: &Reply) -> (Vec<String>, Result<(), Error>) {
    let failed = |task: TaskError| task.during(action(item));
    let endings = match reply.body.text("task_group") {
        Some(group) => match task_group::wait(context, group).await {
            Ok(endings) => endings,
            Err(error) => return (Vec::new(), Err(error)),
        },
        None => task::wait(context, reply.task().map(str::to_owned)).await,
    };
    let mut hrefs: Vec<String> = endings.keys().cloned().collect();
    hrefs.sort();
    let ended = endings.into_values().try_for_each(|ending| ending.map(drop).map_err(failed));
    (hrefs, ended)
}

/// Adds up the counts that tasks report; for a dry run, what they found.
fn counted(job: &Action, tasks: &[Value], dry: bool) -> Object {
    let reports = || tasks.iter().flat_map(|task| task.get("progress_reports").and_then(Value::as_array)).flatten();
    let amount = |report: &Value| report.get(if dry { "total" } else { "done" }).and_then(Value::as_u64).unwrap_or(0);
    let sum = |code: &str| -> u64 { reports().filter(|report| report.text("code") == Some(code)).map(amount).sum() };
    job.counts.iter().map(|(key, code)| ((*key).to_owned(), sum(code).into())).collect()
}

fn tell(outcome: &mut Outcome, job: &Action, counts: Object) {
    let (key, words) = job.result;
    let count = counts.get(key).and_then(Value::as_u64).unwrap_or(0);
    outcome.changed = count > 0;
    outcome.done(if count > 0 { Reason::Done } else { Reason::Unchanged }, format!("{count} {words}"));
    outcome.diff = outcome.changed.then(|| {
        let of = |count: u64| [(key.to_owned(), count.into())].into_iter().collect();
        Diff { before: of(count), after: of(0) }
    });
    outcome.entity = Value::Object(counts);
}

fn body(pairs: &[(&str, Value)]) -> Object {
    let given = pairs.iter().filter(|(_, value)| !value.is_null());
    given.map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

/// Counts the objects of a list that match a filter.
async fn count(context: &Context, path: &str, query: &[(&str, &str)]) -> Result<u64, Error> {
    let one = [("limit", "1"), ("fields", "pulp_href")];
    let reply = context.client.send(&Request::get(path, &[query, &one].concat())).await;
    let reply = reply.map_err(|error| error.during("count what would be deleted"))?;
    Ok(reply.body.count("count").unwrap_or(0))
}

async fn orphans(context: &Context, item: &Item<Options>) -> Result<Action, Error> {
    let options = &item.options;
    let chosen = there(context, &options.content_hrefs).await?;
    let forecast = if chosen.is_empty() && !options.content_hrefs.is_empty() {
        Forecast::Nothing
    } else if !context.check || !context.has(ORPHANS_LISTED) {
        Forecast::Unknown
    } else {
        // -1 selects the server's setting.
        let minutes = options.orphan_protection_time.map_or("-1".to_owned(), |minutes| minutes.to_string());
        let orphaned = ("orphaned_for", minutes.as_str());
        let chunks: Vec<String> = chosen.chunks(AT_ONCE).map(|hrefs| hrefs.join(",")).collect();
        let mut content = 0;
        for hrefs in &chunks {
            content += count(context, "content/", &[orphaned, ("pulp_href__in", hrefs)]).await?;
        }
        if chunks.is_empty() {
            content = count(context, "content/", &[orphaned]).await?;
        }
        Forecast::Known(body(&[("content", content.into())]))
    };
    Ok(Action {
        path: item.kind.path.to_owned(),
        body: body(&[
            ("orphan_protection_time", json!(options.orphan_protection_time)),
            ("content_hrefs", if chosen.is_empty() { Value::Null } else { json!(chosen) }),
        ]),
        counts: &[("content", "clean-up.content"), ("artifacts", "clean-up.artifacts")],
        result: ("content", "content units deleted"),
        warnings: Vec::new(),
        forecast,
    })
}

/// The number of hrefs that fit into a request.
const AT_ONCE: usize = 40;

/// Returns the hrefs of content that still exists, because Pulp rejects a list that contains any other href.
async fn there(context: &Context, hrefs: &[String]) -> Result<Vec<String>, Error> {
    let list = async |hrefs: &[String]| {
        let hrefs = hrefs.join(",");
        context.client.list("content/", &[("pulp_href__in", hrefs.as_str()), ("fields", "pulp_href")]).await
    };
    let pages = context.each(hrefs.chunks(AT_ONCE), list).await.into_iter().collect::<Result<Vec<_>, _>>();
    let found = pages.map_err(|error| error.during("look up content"))?.concat();
    Ok(found.iter().map(href).collect())
}

async fn repair(context: &Context, item: &Item<Options>) -> Result<Action, Error> {
    let options = &item.options;
    let mut warnings = Vec::new();
    let mut forecast = Forecast::Unknown;
    let path = match (&options.repository, options.version) {
        (None, None) => item.kind.path.to_owned(),
        (None, Some(_)) => return Err(Error::State("repair: version requires repository".to_owned())),
        (Some(name), version) => {
            let named = lookup::named(context, "repositories/", [name.as_str()].into_iter(), &[]).await;
            let named = named.map_err(|error| error.during("look up repositories"))?;
            match one(context, &named, name)? {
                None => {
                    warnings.push(planned(name));
                    String::new()
                }
                Some(repository) => {
                    let text = |key: &str| repository.text(key).unwrap_or_default().to_owned();
                    let newest = text("latest_version_href");
                    let version = match version {
                        Some(wanted) if wanted > VersionHref(&newest).number() => {
                            return Err(Error::State(format!("repository \"{name}\" has no version {wanted}")));
                        }
                        Some(wanted) => format!("{}{wanted}/", text("versions_href")),
                        None => newest,
                    };
                    // For a version without content, Pulp would repair the whole server (3.123.1).
                    if is_empty(context, &version).await? {
                        forecast = Forecast::Nothing;
                    }
                    format!("{version}repair/")
                }
            }
        }
    };
    Ok(Action {
        path,
        body: body(&[("verify_checksums", options.verify_checksums.into())]),
        counts: &[("missing", "repair.missing"), ("corrupted", "repair.corrupted"), ("repaired", "repair.repaired")],
        result: ("repaired", "content units repaired"),
        warnings,
        forecast,
    })
}

async fn is_empty(context: &Context, version: &str) -> Result<bool, Error> {
    let summary = context.client.send(&Request::get(version, &[("fields", "content_summary")])).await;
    let summary = summary.map_err(|error| error.during("read the version to repair"))?.body;
    Ok(summary.pointer("/content_summary/present").and_then(Value::as_object).is_none_or(Object::is_empty))
}

async fn purge(context: &Context, item: &Item<Options>) -> Result<Action, Error> {
    let options = &item.options;
    if let Some(stage) = options.states.iter().find(|stage| !stage.is_final()) {
        return Err(Error::State(format!(
            "tasks in state {} cannot be purged; hint: list only final states, or cancel these tasks first",
            stage.name()
        )));
    }
    let before = match (&options.finished_before, options.older_than_days) {
        (Some(_), Some(_)) => {
            return Err(Error::State("purge_tasks takes finished_before or older_than_days, not both".to_owned()));
        }
        (Some(before), None) => before.clone(),
        (None, days) => time::days_before(context.now(), days.unwrap_or(TASKS_KEPT)),
    };
    let states: Vec<&str> = options.states.iter().map(|stage| stage.name()).collect();
    let forecast = if context.check {
        let query = [("state__in", states.join(",")), ("finished_at__lt", before.clone())];
        let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (*key, value.as_str())).collect();
        Forecast::Known(body(&[("tasks", count(context, "tasks/", &query).await?.into())]))
    } else {
        Forecast::Unknown
    };
    Ok(Action {
        path: item.kind.path.to_owned(),
        body: body(&[("finished_before", before.into()), ("states", json!(states))]),
        counts: &[("tasks", "purge.tasks.key.core.Task")],
        result: ("tasks", "tasks deleted"),
        warnings: Vec::new(),
        forecast,
    })
}

async fn reclaim(context: &Context, item: &Item<Options>) -> Result<Action, Error> {
    let (repositories, warnings) = repositories(context, item).await?;
    let hrefs: Vec<String> = repositories.iter().map(href).collect();
    let keep = &item.options.repo_versions_keeplist;
    Ok(Action {
        path: item.kind.path.to_owned(),
        body: body(&[
            ("repo_hrefs", json!(hrefs)),
            ("repo_versions_keeplist", if keep.is_empty() { Value::Null } else { json!(keep) }),
        ]),
        counts: &[("artifacts", "reclaim-space.artifact")],
        result: ("artifacts", "files deleted"),
        warnings,
        forecast: if hrefs.is_empty() { Forecast::Nothing } else { Forecast::Unknown },
    })
}

async fn prune(context: &Context, item: &Item<Options>) -> Result<Action, Error> {
    let (repositories, warnings) = repositories(context, item).await?;
    let hrefs: Vec<String> = repositories.iter().map(href).collect();
    let forecast = if hrefs.is_empty() { Forecast::Nothing } else { Forecast::Dry };
    Ok(Action {
        path: PRUNE.path.to_owned(),
        body: body(&[
            ("repo_hrefs", json!(hrefs)),
            ("keep_days", json!(item.options.keep_days)),
            ("dry_run", context.check.into()),
        ]),
        counts: &[("packages", "rpm.package.prune.repository")],
        result: ("packages", "packages removed"),
        warnings,
        forecast,
    })
}
