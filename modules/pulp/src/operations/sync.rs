//! `sync`: syncs repositories from their remotes. A sync that created a repository version is a change.

mod missing;
mod predict;
mod reason;
mod start;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Refs, Target, href};
use crate::object::{RepositoryView, VersionHref};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare::{self, Found};
use crate::reason::Reason;
use crate::schema::{Object, Type};
use crate::types;

/// The module `sync`.
pub struct Sync;

/// When a repository is synced.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum Resync {
    /// Every time.
    #[default]
    Always,
    /// Only if it was never synced.
    Never,
}

/// Options of `sync` in addition to the fields of Pulp's action.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Name of the repository.
    #[serde(default)]
    pub repository: String,
    /// Name, PRN or href of the remote. Defaults to the repository's own remote.
    #[schemars(extend("x-ref" = "remotes/"))]
    pub remote: Option<String>,
    #[serde(flatten)]
    pub how: How,
}

/// How to run syncs.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct How {
    /// Whether to wait for the sync. Otherwise the task is returned, and the item is reported as changed.
    #[serde(default = "super::yes")]
    pub wait: bool,
    /// Number of times that a failed sync is started again.
    #[serde(default)]
    pub retries: u32,
    /// Seconds to wait before a failed sync is started again.
    #[serde(default = "one")]
    pub retry_delay: u64,
    /// Whether to sync repositories that were synced before. With `never` they are skipped.
    #[serde(default)]
    pub resync: Resync,
    /// Whether a sync may leave out tags from the remote's `include_tags` that the upstream does not have. Otherwise
    /// such a sync fails and reports the tags. Patterns may match nothing in either case.
    #[serde(default)]
    #[schemars(extend("x-types" = ["container"]))]
    pub allow_missing_tags: bool,
}

fn one() -> u64 {
    1
}

impl Operation for Sync {
    const NOUN: &'static str = "sync";
    const PLURAL: &'static str = "syncs";
    const ABOUT: &'static str = "Sync Pulp repositories from their remotes";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::sync::TYPES;
    const STATES: &'static [State] = &[State::Present];
    const SINGLE_STATE: State = State::Present;
    const KEY: &'static [&'static str] = &["repository"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let repositories = prepare::find::<super::Repository>(context, &as_repositories(items)).await?;
        run_on(context, items, repositories, &Known::new()).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<super::Repository>(context, kind).await
    }
}

/// Remotes that are already known, by href.
pub type Known = HashMap<String, Value>;

/// Syncs repositories that are already looked up. Returns an error only before the first sync is started.
pub async fn run_on(
    context: &Context,
    items: &[Item<Options>],
    repositories: Vec<Found>,
    known: &Known,
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
    match due.is_empty() {
        true => {}
        false if context.check => predict::tell(context, items, due, known, &mut outcomes).await?,
        false => {
            context.require_worker("sync repositories")?;
            start::carry_out(context, items, due, known, &mut outcomes).await?;
        }
    }
    Ok(outcomes)
}

/// Returns the repositories of some syncs, as items of the module `repository`.
fn as_repositories(items: &[Item<Options>]) -> Vec<Item<super::repository::Options>> {
    let repository = |item: &Item<Options>| Item {
        kind: item.kind,
        state: State::Read,
        options: super::repository::Options { force: false },
        desired: Object::new(),
        label: item.label.clone(),
    };
    items.iter().map(repository).collect()
}

/// A sync to start.
struct DueSync {
    repository: String,
    version: String,
    remote: String,
    body: Object,
}

enum Decision {
    Settled(Box<Outcome>),
    Due(DueSync),
}

fn decide(context: &Context, item: &Item<Options>, repository: Option<Value>, refs: &Refs) -> Result<Decision, Error> {
    let settled = |changed: bool, msg: &str, version: &str, warnings: Vec<String>| {
        let mut outcome = Outcome { label: item.label.clone(), changed, warnings, ..Outcome::default() };
        outcome.done(if changed { Reason::Updated } else { Reason::Skipped }, msg);
        with_version(&mut outcome, version, None);
        Ok(Decision::Settled(Box::new(outcome)))
    };
    for field in item.kind.fields().iter().filter(|field| item.desired.contains_key(&field.option)) {
        context.server.check_field(field)?;
    }
    let Some(repository) = repository else {
        if context.check {
            return settled(
                true,
                "would be synced",
                "",
                vec![format!(
                    "repository \"{}\" does not exist yet; assuming that an earlier step creates it",
                    item.label
                )],
            );
        }
        return Err(Error::Missing {
            what: format!("{} repository \"{}\"", item.kind.name, item.label),
            user: context.client.user().to_owned(),
        });
    };
    let version = RepositoryView(&repository).latest_href().to_owned();
    let synced_before = VersionHref(&version).number() > 0;
    if synced_before && item.options.how.resync == Resync::Never {
        return settled(false, "skipped: synced before, and resync is never", &version, Vec::new());
    }
    let own = RepositoryView(&repository).remote();
    let remote = match (&item.options.remote, own) {
        (Some(name), _) => refs.get("remotes/", name)?,
        (None, Some(own)) => Target::Href(own.to_owned()),
        (None, None) => {
            return Err(Error::State(format!(
                "repository \"{}\" has no remote; hint: set remote here, or with the module repository",
                item.label
            )));
        }
    };
    match remote {
        Target::Planned(name) => settled(
            true,
            "would be synced",
            &version,
            vec![format!("remote \"{name}\" does not exist yet; assuming that an earlier step creates it")],
        ),
        Target::Href(_) if context.check && !synced_before => {
            settled(true, "would be synced for the first time", &version, Vec::new())
        }
        Target::Href(remote) => {
            let mut body = item.desired.clone();
            body.insert("remote".to_owned(), remote.clone().into());
            Ok(Decision::Due(DueSync { repository: href(&repository), version, remote, body }))
        }
    }
}

fn with_version(outcome: &mut Outcome, version: &str, task: Option<&str>) {
    outcome.note_version(version);
    if let Some(task) = task {
        outcome.extra.insert("task".to_owned(), task.into());
    }
    outcome.entity = json!({"repository": outcome.label, "repository_version": outcome.extra["repository_version"]});
}
