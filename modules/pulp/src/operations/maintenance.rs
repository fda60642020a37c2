//! `maintenance`: what keeps a server tidy. One module, whose items say what to do.

mod jobs;
mod removal;
mod retention;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::task::Stage;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Named};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::schema::Type;
use crate::types;
use crate::types::maintenance::{PRUNE, REMOVE_PUBLICATIONS, REMOVE_VERSIONS};

/// The module `maintenance`.
pub struct Maintenance;

/// What `maintenance` takes.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Only content that has been in no repository for so many minutes. Without it, the server's setting.
    #[schemars(extend("x-types" = ["orphan_cleanup"]))]
    pub orphan_protection_time: Option<u64>,
    /// Only this content (hrefs).
    #[serde(default)]
    #[schemars(extend("x-types" = ["orphan_cleanup"]))]
    pub content_hrefs: Vec<String>,
    /// The name of one repository. Without it, all that the server has is repaired.
    #[schemars(extend("x-types" = ["repair"]))]
    pub repository: Option<String>,
    /// The number of a version of `repository`. Without it, the newest.
    #[schemars(extend("x-types" = ["repair"]))]
    pub version: Option<u64>,
    /// Whether files are read to see if they are damaged, not only whether they are there.
    #[serde(default = "super::yes")]
    #[schemars(extend("x-types" = ["repair"]))]
    pub verify_checksums: bool,
    /// The names of repositories; `*` stands for all of them.
    #[serde(default)]
    #[schemars(extend("x-types" = ["reclaim_space", "prune", "remove_versions", "remove_publications"]))]
    pub repositories: Vec<String>,
    /// The hrefs of versions whose files are kept.
    #[serde(default)]
    #[schemars(extend("x-types" = ["reclaim_space"]))]
    pub repo_versions_keeplist: Vec<String>,
    /// Packages that were added so many days ago, or later, stay. Without it, the server's own number.
    #[schemars(extend("x-types" = ["prune"]))]
    pub keep_days: Option<u64>,
    /// How many of the newest of each repository stay. What is distributed stays anyway, and so does the newest version.
    #[schemars(extend("x-types" = ["remove_versions", "remove_publications"]))]
    pub keep: Option<usize>,
    /// Only publications that repeat another one of the same version. Of those alike the ones that are distributed stay, or the oldest.
    #[serde(default)]
    #[schemars(extend("x-types" = ["remove_publications"]))]
    pub duplicates: bool,
    /// Whether to remove versions and publications as a user who is not a superuser, from whom Pulp may hide distributions. What
    /// this user sees distributed stays anyway.
    #[serde(default)]
    #[schemars(extend("x-types" = ["remove_versions", "remove_publications"]))]
    pub force: bool,
    /// Only what is older than so many days. Tasks count from their end, and 30 is meant if nothing is given.
    #[schemars(extend("x-types" = ["purge_tasks", "remove_versions", "remove_publications"]))]
    pub older_than_days: Option<f64>,
    /// Only tasks that ended before that moment, such as `2026-01-31T00:00:00Z`.
    #[schemars(extend("x-types" = ["purge_tasks"]))]
    pub finished_before: Option<String>,
    /// Only tasks that ended so.
    #[serde(default = "completed")]
    #[schemars(extend("x-types" = ["purge_tasks"]))]
    pub states: Vec<Stage>,
    /// Whether to wait for the end. Without waiting the task is returned, and the result is `changed`.
    #[serde(default = "super::yes")]
    #[schemars(extend("x-types" = ["orphan_cleanup", "repair", "purge_tasks", "reclaim_space"]))]
    pub wait: bool,
}

fn completed() -> Vec<Stage> {
    vec![Stage::Completed]
}

impl Operation for Maintenance {
    const NOUN: &'static str = "maintenance";
    const PLURAL: &'static str = "actions";
    const ABOUT: &'static str =
        "Keeps a Pulp server tidy: orphans, damaged files, old tasks, versions, publications and packages";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::maintenance::TYPES;
    const TYPE_OPTION: &'static str = "action";
    const STATES: &'static [State] = &[State::Present];
    const SINGLE_STATE: State = State::Present;
    const KEY: &'static [&'static str] = &[
        "action",
        "repositories",
        "repository",
        "version",
        "keep",
        "duplicates",
        "force",
        "older_than_days",
        "orphan_protection_time",
        "content_hrefs",
        "verify_checksums",
        "repo_versions_keeplist",
        "keep_days",
        "finished_before",
        "states",
        "wait",
    ];
    const RETURNS: &'static [(&'static str, &'static str, &'static str)] = &[
        (
            "maintenance",
            "dict",
            "What was done, or would be; of a task its counts, such as C(content) or C(repaired); of old versions and publications those \
         C(removed), and those C(kept) as a C(distribution) needs them.",
        ),
        ("task", "dict", "The task that did it, as it ended; with O(wait=false) only its C(pulp_href)."),
    ];
    type Options = Options;

    /// One after the other, as they are given: what one lets go, the next may remove.
    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = Vec::new();
        for item in items {
            if context.stop.requested() {
                let error = Error::Interrupted(format!("{} was begun", item.kind.name));
                outcomes.push(Outcome::failed(&item.label, &error));
                continue;
            }
            let outcome = match item.kind.name {
                name if name == REMOVE_VERSIONS.name || name == REMOVE_PUBLICATIONS.name => {
                    retention::remove(context, item).await
                }
                _ => jobs::run(context, item).await,
            };
            outcomes.push(outcome.unwrap_or_else(|error| Outcome::failed(&item.label, &error)));
        }
        Ok(outcomes)
    }

    async fn read_all(_: &Context, _: &Type) -> Result<Vec<Outcome>, Error> {
        Ok(Vec::new())
    }
}

/// The repositories that an item names, and a warning for each that check mode has to take for granted.
async fn repositories(context: &Context, item: &Item<Options>) -> Result<(Vec<Value>, Vec<String>), Error> {
    let wanted: BTreeSet<&str> = item.options.repositories.iter().map(String::as_str).collect();
    if wanted.is_empty() {
        return Err(Error::State(format!(
            "{} needs repositories: their names, or \"*\" for all of them",
            item.kind.name
        )));
    }
    let list = if item.kind.name == PRUNE.name { "repositories/rpm/rpm/" } else { "repositories/" };
    let during = "look up repositories";
    if wanted.contains("*") {
        let all = context.client.list(list, &[]).await.map_err(|error| error.during(during))?;
        return Ok((all, Vec::new()));
    }
    let named =
        lookup::named(context, list, wanted.iter().copied(), &[]).await.map_err(|error| error.during(during))?;
    let (mut found, mut warnings) = (Vec::new(), Vec::new());
    for name in wanted {
        match one(context, &named, name)? {
            Some(repository) => found.push(repository),
            None => warnings.push(planned(name)),
        }
    }
    Ok((found, warnings))
}

/// The repository of a name; in check mode an earlier step may be about to make it.
fn one(context: &Context, named: &Named, name: &str) -> Result<Option<Value>, Error> {
    match named.one("repository", name)? {
        Some(repository) => Ok(Some(repository.clone())),
        None if context.check => Ok(None),
        None => Err(Error::Missing { what: format!("repository \"{name}\""), user: context.client.user().to_owned() }),
    }
}

fn planned(name: &str) -> String {
    format!("repository \"{name}\" does not exist yet; taken as made by an earlier step")
}
