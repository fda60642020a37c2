//! `maintenance`: cleans up and repairs a server. Each item selects an action.

mod actions;
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

/// Options of `maintenance`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Number of minutes that content must have been in no repository before it is deleted. Defaults to the server's
    /// setting.
    #[schemars(extend("x-types" = ["orphan_cleanup"]))]
    pub orphan_protection_time: Option<u64>,
    /// Hrefs of the content to clean up. Defaults to all content.
    #[serde(default)]
    #[schemars(extend("x-types" = ["orphan_cleanup"]))]
    pub content_hrefs: Vec<String>,
    /// Name of the repository to repair. Defaults to everything on the server.
    #[schemars(extend("x-types" = ["repair"]))]
    pub repository: Option<String>,
    /// Number of the version of `repository` to repair. Defaults to the latest version.
    #[schemars(extend("x-types" = ["repair"]))]
    pub version: Option<u64>,
    /// Whether to read the files to find damaged ones, instead of only checking that they exist.
    #[serde(default = "super::yes")]
    #[schemars(extend("x-types" = ["repair"]))]
    pub verify_checksums: bool,
    /// Names of the repositories; `*` stands for all of them.
    #[serde(default)]
    #[schemars(extend("x-types" = ["reclaim_space", "prune", "remove_versions", "remove_publications"]))]
    pub repositories: Vec<String>,
    /// Hrefs of the repository versions whose files are kept.
    #[serde(default)]
    #[schemars(extend("x-types" = ["reclaim_space"]))]
    pub repo_versions_keeplist: Vec<String>,
    /// Number of days for which packages are kept after they were added. Defaults to the server's own number.
    #[schemars(extend("x-types" = ["prune"]))]
    pub keep_days: Option<u64>,
    /// Number of the latest versions or publications of each repository to keep. Those that are distributed are always
    /// kept, and so is the latest version.
    #[schemars(extend("x-types" = ["remove_versions", "remove_publications"]))]
    pub keep: Option<usize>,
    /// Whether to delete only publications that duplicate another one of the same version. Of identical publications,
    /// those that are distributed are kept, or else the oldest.
    #[serde(default)]
    #[schemars(extend("x-types" = ["remove_publications"]))]
    pub duplicates: bool,
    /// Whether to delete versions and publications even if the user is not a superuser, so that Pulp may hide
    /// distributions from it. What this user sees distributed is always kept.
    #[serde(default)]
    #[schemars(extend("x-types" = ["remove_versions", "remove_publications"]))]
    pub force: bool,
    /// Minimum age in days of what is deleted. For tasks, the age counts from their end, and defaults to 30 unless
    /// `finished_before` is given.
    #[schemars(extend("x-types" = ["purge_tasks", "remove_versions", "remove_publications"]))]
    pub older_than_days: Option<f64>,
    /// Time before which the tasks must have ended, such as `2026-01-31T00:00:00Z`.
    #[schemars(extend("x-types" = ["purge_tasks"]))]
    pub finished_before: Option<String>,
    /// Final states of the tasks to delete.
    #[serde(default = "completed")]
    #[schemars(extend("x-types" = ["purge_tasks"]))]
    pub states: Vec<Stage>,
    /// Whether to wait for the task. Otherwise the task is returned, and the item is reported as changed.
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
        "Clean up and repair a Pulp server: orphans, damaged files, old tasks, versions, publications and packages";
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
            "What was done, or would be done: for a task its counts, such as C(content) or C(repaired); for old versions and publications \
         those C(removed), and those C(kept) because a C(distribution) needs them.",
        ),
        ("task", "dict", "The task, in its final state; with O(wait=false) only its C(pulp_href)."),
    ];
    type Options = Options;

    /// Runs the items one after the other, in the given order, because one may release what the next one deletes.
    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = Vec::new();
        for item in items {
            if context.stop.requested() {
                let error = Error::Interrupted(format!("{} was started", item.kind.name));
                outcomes.push(Outcome::failed(&item.label, &error));
                continue;
            }
            let outcome = match item.kind.name {
                name if name == REMOVE_VERSIONS.name || name == REMOVE_PUBLICATIONS.name => {
                    retention::remove(context, item).await
                }
                _ => actions::run(context, item).await,
            };
            outcomes.push(outcome.unwrap_or_else(|error| Outcome::failed(&item.label, &error)));
        }
        Ok(outcomes)
    }

    async fn read_all(_: &Context, _: &Type) -> Result<Vec<Outcome>, Error> {
        Ok(Vec::new())
    }
}

/// Returns the repositories that an item names, and a warning for each that check mode assumes to exist.
async fn repositories(context: &Context, item: &Item<Options>) -> Result<(Vec<Value>, Vec<String>), Error> {
    let wanted: BTreeSet<&str> = item.options.repositories.iter().map(String::as_str).collect();
    if wanted.is_empty() {
        return Err(Error::State(format!(
            "{} requires repositories; hint: list their names, or \"*\" for all repositories",
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

/// Returns the repository with a name; `None` in check mode if an earlier step may create it.
fn one(context: &Context, named: &Named, name: &str) -> Result<Option<Value>, Error> {
    match named.one("repository", name)? {
        Some(repository) => Ok(Some(repository.clone())),
        None if context.check => Ok(None),
        None => Err(Error::Missing { what: format!("repository \"{name}\""), user: context.client.user().to_owned() }),
    }
}

fn planned(name: &str) -> String {
    format!("repository \"{name}\" does not exist yet; assuming that an earlier step creates it")
}
