//! Paths that alternate content sources share: what one source drops, Pulp removes from every other one, too (seen in
//! pulpcore 3.123, `AlternateContentSourceSerializer._update_paths`). Here the others get it back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Acs, Options};
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::href;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Step;
use crate::prepare::Job;
use crate::request::Request;
use crate::task;

type Paths = BTreeSet<String>;

/// Pulp keeps a path for a source without paths, too: an empty one.
const ROOT: &str = "";

/// What a list of items will do to paths.
pub struct Drops {
    /// The places of the items that drop some.
    by: Vec<usize>,
    /// The sources on the server that have dropped paths, by href: their names, and the paths that they are to keep.
    kept: BTreeMap<String, (String, Paths)>,
    /// The paths that each item is to have, if it is to be there.
    wanted: Vec<Option<Paths>>,
}

impl Drops {
    /// What the jobs drop, and which sources have it; nothing is read if they drop nothing, or in check mode.
    pub async fn of(context: &Context, jobs: &[Result<Job<'_, Options>, Error>]) -> Result<Drops, Error> {
        let dropped: Vec<Paths> = jobs.iter().map(|job| job.as_ref().map(dropped).unwrap_or_default()).collect();
        let by: Vec<usize> = (0..jobs.len()).filter(|place| !context.check && !dropped[*place].is_empty()).collect();
        let dropped: Paths = dropped.into_iter().flatten().collect();
        let sources = match by.is_empty() {
            true => Vec::new(),
            false => sources(context).await.map_err(|error| error.during("look up acses that share paths"))?,
        };
        let kept = sources.iter().map(|source| (href(source), (name(source), paths(source))));
        let kept = kept.filter(|(_, (_, paths))| !paths.is_disjoint(&dropped)).collect();
        Ok(Drops { by, kept, wanted: jobs.iter().map(|job| wanted(job.as_ref().ok()?)).collect() })
    }

    /// Gives back what was lost. What cannot be is told by the items that dropped it, and by those that lost it.
    pub async fn give_back(mut self, context: &Context, items: &[Item<Options>], outcomes: &mut [Outcome]) {
        let by: Vec<usize> = self.by.iter().copied().filter(|place| outcomes[*place].changed).collect();
        if by.is_empty() {
            return;
        }
        for (place, outcome) in outcomes.iter().enumerate() {
            let source = href(&outcome.entity);
            match &self.wanted[place] {
                Some(paths) if outcome.error.is_none() => {
                    self.kept.insert(source, (outcome.label.clone(), paths.clone()));
                }
                // Whether it dropped them itself is not known.
                _ if outcome.unknown => self.kept.retain(|_, (name, _)| *name != outcome.label),
                _ => {}
            }
        }
        let lost = match sources(context).await {
            Ok(sources) => self.lost(sources),
            Err(error) => {
                let dropping = |name: &&str| by.iter().any(|place| outcomes[*place].label == *name);
                let names = self.kept.values().map(|(name, _)| name.as_str()).filter(|name| !dropping(name));
                let error = error.during(returning(names));
                return by.into_iter().for_each(|place| outcomes[place].fail(&error));
            }
        };
        let given = context.each(&lost, async |(source, paths)| give(context, source, paths).await).await;
        for ((source, paths), given) in lost.iter().zip(given) {
            let row = outcomes.iter_mut().find(|outcome| href(&outcome.entity) == href(source));
            match (row, &given) {
                (Some(row), Ok(())) => row.entity["paths"] = json!(paths),
                (Some(row), Err(error)) => {
                    row.changed = true;
                    row.fail(error);
                }
                (None, _) => {}
            }
            let refreshed = items.iter().any(|item| item.label == name(source) && item.options.refresh);
            let warning = format!(
                "Pulp took paths that this source dropped from acs \"{}\", too; they were given back, but it must be refreshed",
                name(source)
            );
            for place in &by {
                match &given {
                    Err(error) => outcomes[*place].fail(error),
                    Ok(()) if refreshed => {}
                    Ok(()) => outcomes[*place].warnings.push(warning.clone()),
                }
            }
        }
    }

    /// The sources that miss some of their paths, and all that they are to have.
    fn lost(&self, sources: Vec<Value>) -> Vec<(Value, Paths)> {
        let lost = sources.into_iter().filter_map(|source| {
            let (has, (_, kept)) = (paths(&source), self.kept.get(&href(&source))?);
            let all: Paths = has.union(kept).filter(|path| *path != ROOT).cloned().collect();
            (!kept.is_subset(&has) && (has.is_empty() || all != has)).then_some((source, all))
        });
        lost.collect()
    }
}

/// All sources of the types that the server has.
async fn sources(context: &Context) -> Result<Vec<Value>, RequestError> {
    let types = Acs::TYPES.iter().filter(|kind| context.server.check_type("acs", kind).is_ok());
    let lists = context.each(types, async |kind| context.client.list(kind.path, &[]).await).await;
    let lists: Result<Vec<_>, RequestError> = lists.into_iter().collect();
    Ok(lists?.concat())
}

fn name(source: &Value) -> String {
    source.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn texts(paths: Option<&Value>) -> Paths {
    let paths = paths.and_then(Value::as_array).into_iter().flatten();
    paths.filter_map(Value::as_str).map(|path| path.trim().to_owned()).collect()
}

fn paths(source: &Value) -> Paths {
    texts(source.get("paths"))
}

/// As Pulp keeps them.
fn kept(paths: Paths) -> Paths {
    if paths.is_empty() { [ROOT.to_owned()].into() } else { paths }
}

fn wanted(job: &Job<'_, Options>) -> Option<Paths> {
    let given = job.wanted.iter().find(|want| want.field.option == "paths").map(|want| texts(Some(&want.value)));
    let current = || job.before.as_ref().map(paths).unwrap_or_default();
    (job.item.state == State::Present).then(|| kept(given.unwrap_or_else(current)))
}

/// The paths that a job takes from its own source.
fn dropped(job: &Job<'_, Options>) -> Paths {
    match (&job.plan.step, &job.before) {
        (Step::Update(body), Some(before)) if body.contains_key("paths") => {
            &kept(paths(before)) - &texts(body.get("paths"))
        }
        _ => Paths::new(),
    }
}

/// The action, for messages.
fn returning<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    format!("give acs {} the paths back that Pulp took from it, too", names.join(", "))
}

async fn give(context: &Context, source: &Value, paths: &Paths) -> Result<(), Error> {
    let action = || returning([name(source).as_str()].into_iter());
    let body = [("paths".to_owned(), json!(paths))].into_iter().collect();
    let reply = match context.client.send(&Request::patch(href(source), body)).await {
        // Somebody deleted it.
        Err(RequestError { cause: Cause::Status(404, _), .. }) => return Ok(()),
        reply => reply.map_err(|error| error.during(action()))?,
    };
    for (_, ending) in task::wait(context, reply.task().map(str::to_owned)).await {
        ending.map_err(|task| Error::Task { action: action(), task, hint: None })?;
    }
    Ok(())
}
