//! `sync`: repositories get what their remotes have. Whether something changed is told by whether there is a new version.

use std::collections::HashMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::item::{Item, State};
use crate::lookup::{self, Refs, Target, href};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::prepare::{self, Found};
use crate::redact::hide_userinfo;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::task;
use crate::types;

/// The module `sync`.
pub struct Sync;

/// When a repository is synced.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum Resync {
    /// Each time.
    #[default]
    Always,
    /// Only if it never was.
    Never,
}

/// What `sync` takes beside the fields of Pulp's action.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// The name of the repository.
    #[serde(default)]
    pub repository: String,
    /// The name (or PRN or href) of the remote; without it, the repository's own.
    #[schemars(extend("x-ref" = "remotes/"))]
    pub remote: Option<String>,
    #[serde(flatten)]
    pub how: How,
}

/// How syncs are gone about.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct How {
    /// Whether to wait for the sync. Without waiting the task is returned, and the result is `changed`.
    #[serde(default = "super::yes")]
    pub wait: bool,
    /// How often a failed sync is started again.
    #[serde(default)]
    pub retries: u32,
    /// Seconds before a failed sync is started again.
    #[serde(default = "one")]
    pub retry_delay: u64,
    /// Whether what was synced before is synced again.
    #[serde(default)]
    pub resync: Resync,
}

fn one() -> u64 {
    1
}

impl Operation for Sync {
    const NOUN: &'static str = "sync";
    const PLURAL: &'static str = "syncs";
    const ABOUT: &'static str = "Syncs Pulp repositories from their remotes";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::sync::TYPES;
    const STATES: &'static [State] = &[State::Present];
    const SINGLE_STATE: State = State::Present;
    const KEY: &'static [&'static str] = &["repository"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let repositories = prepare::find::<super::Repository>(context, &as_repositories(items)).await?;
        run_on(context, items, repositories).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<super::Repository>(context, kind).await
    }
}

/// Syncs repositories that were looked up already.
pub async fn run_on(
    context: &Context,
    items: &[Item<Options>],
    repositories: Vec<Found>,
) -> Result<Vec<Outcome>, Error> {
    let remotes = items.iter().filter_map(|item| Some(("remotes/".to_owned(), item.options.remote.clone()?)));
    let refs = lookup::resolve(context, remotes).await.map_err(|error| error.during("look up remotes"))?;
    let mut outcomes = Vec::new();
    let mut due = Vec::new();
    for (index, (item, repository)) in items.iter().zip(repositories).enumerate() {
        let decision = repository.and_then(|repository| decide(context, item, repository, &refs));
        outcomes.push(match decision {
            Ok(Decision::Settled(outcome)) => *outcome,
            Err(error) => Outcome::failed(&item.label, &error),
            Ok(Decision::Due(job)) => {
                due.push((index, job));
                Outcome { label: item.label.clone(), ..Outcome::default() }
            }
        });
    }
    if !due.is_empty() {
        context.require_worker("sync repositories")?;
        carry_out(context, items, due, &mut outcomes).await?;
    }
    Ok(outcomes)
}

/// The repositories of some syncs, as items of their own module.
fn as_repositories(items: &[Item<Options>]) -> Vec<Item<super::NoOptions>> {
    let repository = |item: &Item<Options>| Item {
        kind: item.kind,
        fields: item.fields.clone(),
        state: State::Read,
        options: super::NoOptions {},
        desired: Object::new(),
        label: item.label.clone(),
    };
    items.iter().map(repository).collect()
}

/// A sync to start.
struct Job {
    repository: String,
    version: String,
    remote: String,
    body: Object,
}

enum Decision {
    Settled(Box<Outcome>),
    Due(Job),
}

fn decide(context: &Context, item: &Item<Options>, repository: Option<Value>, refs: &Refs) -> Result<Decision, Error> {
    let settled = |changed: bool, msg: &str, version: &str, warnings: Vec<String>| {
        let outcome =
            Outcome { label: item.label.clone(), changed, msg: msg.to_owned(), warnings, ..Outcome::default() };
        Ok(Decision::Settled(Box::new(with_version(outcome, version, None))))
    };
    for field in item.fields.iter().filter(|field| item.desired.contains_key(&field.option)) {
        context.server.check_field(field)?;
    }
    let Some(repository) = repository else {
        if context.check {
            return settled(
                true,
                "would be synced",
                "",
                vec![format!("repository \"{}\" does not exist yet; taken as made by an earlier step", item.label)],
            );
        }
        return Err(Error::Missing {
            what: format!("{} repository \"{}\"", item.kind.name, item.label),
            user: context.client.user().to_owned(),
        });
    };
    let version = repository.get("latest_version_href").and_then(Value::as_str).unwrap_or_default().to_owned();
    let synced_before = number(&version) > 0;
    if synced_before && item.options.how.resync == Resync::Never {
        return settled(false, "synced before, and resync is never", &version, Vec::new());
    }
    let own = repository.get("remote").and_then(Value::as_str);
    let remote = match (&item.options.remote, own) {
        (Some(name), _) => refs.get("remotes/", name)?,
        (None, Some(own)) => Target::Href(own.to_owned()),
        (None, None) => {
            return Err(Error::State(format!(
                "repository \"{}\" has no remote of its own, so remote must be given",
                item.label
            )));
        }
    };
    match remote {
        Target::Planned(name) => settled(
            true,
            "would be synced",
            &version,
            vec![format!("remote \"{name}\" does not exist yet; taken as made by an earlier step")],
        ),
        Target::Href(_) if context.check && !synced_before => {
            settled(true, "would be synced for the first time", &version, Vec::new())
        }
        Target::Href(_) if context.check => settled(
            false,
            "would be synced; whether that brings something new cannot be told before",
            &version,
            Vec::new(),
        ),
        Target::Href(remote) => {
            let mut body = item.desired.clone();
            body.insert("remote".to_owned(), remote.clone().into());
            Ok(Decision::Due(Job { repository: href(&repository), version, remote, body }))
        }
    }
}

/// The number at the end of a version's href.
pub fn number(version: &str) -> u64 {
    version.trim_end_matches('/').rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn with_version(mut outcome: Outcome, version: &str, task: Option<&str>) -> Outcome {
    outcome.note_version(version);
    if let Some(task) = task {
        outcome.extra.insert("task".to_owned(), task.into());
    }
    outcome.entity = json!({"repository": outcome.label, "repository_version": outcome.extra["repository_version"]});
    outcome
}

/// Starts the syncs and waits for them together, those that fail again as often as they may.
async fn carry_out(
    context: &Context,
    items: &[Item<Options>],
    due: Vec<(usize, Job)>,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let mut done = Vec::new();
    let mut due = due;
    for round in 0.. {
        let started = context.each(&due, async |(index, job)| start(context, &items[*index], job).await).await;
        let awaited = due.iter().zip(&started).filter(|((index, _), _)| items[*index].options.how.wait);
        let tasks: Vec<String> = awaited.filter_map(|(_, task)| task.as_ref().ok().cloned()).collect();
        let endings = task::wait(context, tasks).await;
        let mut again = Vec::new();
        for ((index, job), task) in due.into_iter().zip(started) {
            let options = &items[index].options;
            let label = &items[index].label;
            match task {
                Err(error) => outcomes[index].fail(&error),
                Ok(task) if !options.how.wait => {
                    let outcome = Outcome {
                        label: label.clone(),
                        changed: true,
                        msg: "sync started".to_owned(),
                        ..Outcome::default()
                    };
                    outcomes[index] = with_version(outcome, "", Some(&task));
                }
                Ok(task) => match endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task })) {
                    Ok(_) => done.push((index, job)),
                    Err(TaskError::Failed { .. }) if round < options.how.retries && !context.stop.requested() => {
                        again.push((index, job))
                    }
                    Err(cause) => {
                        let hint = upstream_hint(context, &job.remote, &cause).await;
                        let action = format!("sync repository \"{label}\"");
                        outcomes[index].fail(&Error::Task { action, task: cause, hint });
                    }
                },
            }
        }
        let Some(delay) = again.iter().map(|(index, _)| items[*index].options.how.retry_delay).max() else {
            break;
        };
        context.stop.sleep(Duration::from_secs(delay)).await;
        due = again;
    }
    tell_versions(context, items, done, outcomes).await
}

async fn start(context: &Context, item: &Item<Options>, job: &Job) -> Result<String, Error> {
    let action = format!("sync repository \"{}\"", item.label);
    let reply = context.client.send(&Request::post(format!("{}sync/", job.repository), job.body.clone())).await;
    let reply = reply.map_err(|error| error.during(action.clone()))?;
    reply
        .task()
        .map(str::to_owned)
        .ok_or_else(|| Error::State(format!("could not {action}: the server answered {} and no task", reply.status)))
}

/// Where the sync was from; and if the upstream refused, what that most likely means: Pulp hides it behind a number.
async fn upstream_hint(context: &Context, remote: &str, cause: &TaskError) -> Option<String> {
    let TaskError::Failed { reason, .. } = cause else {
        return None;
    };
    let remote = context.client.send(&Request::get(remote, &[("fields", "name,url")])).await.ok()?.body;
    let text = |key: &str| remote.get(key).and_then(Value::as_str).unwrap_or_default();
    let from = format!("remote \"{}\", {}", text("name"), hide_userinfo(text("url")));
    Some(match ["401", "403", "404"].into_iter().find(|number| reason.contains(number)) {
        None => format!("from {from}"),
        Some(number) => format!(
            "the upstream of {from}, answers {number}: \
             wrong or missing credentials of the remote are the likely cause, or a wrong url"
        ),
    })
}

/// Compares each repository's newest version with the one before its sync.
async fn tell_versions(
    context: &Context,
    items: &[Item<Options>],
    done: Vec<(usize, Job)>,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let synced: Vec<Item<Options>> = done.iter().map(|(index, _)| items[*index].clone()).collect();
    let after = prepare::find::<super::Repository>(context, &as_repositories(&synced)).await?;
    let versions: HashMap<usize, String> = done
        .iter()
        .zip(after)
        .filter_map(|((index, _), repository)| {
            Some((*index, repository.ok()??.get("latest_version_href")?.as_str()?.to_owned()))
        })
        .collect();
    for (index, job) in done {
        let label = items[index].label.clone();
        outcomes[index] = match versions.get(&index) {
            None => Outcome::failed(&label, &Error::State(format!("repository \"{label}\" is gone since its sync"))),
            Some(version) => {
                let changed = *version != job.version;
                let msg = if changed {
                    format!("synced to version {}", number(version))
                } else {
                    "synced, nothing new".to_owned()
                };
                let diff = changed.then(|| {
                    let mut diff = Diff::of_new(&[("version", number(version).into())]);
                    diff.before.insert("version".to_owned(), number(&job.version).into());
                    diff
                });
                with_version(Outcome { label, changed, msg, diff, ..Outcome::default() }, version, None)
            }
        };
    }
    Ok(())
}
