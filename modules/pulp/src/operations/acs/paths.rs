//! Restores paths that alternate content sources share: when a path is removed from one source, Pulp removes it from
//! all of them (pulpcore 3.123, `AlternateContentSourceSerializer._update_paths`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Acs, Options};
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::href;
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Step;
use crate::prepare::Job;
use crate::request::Request;
use crate::task;

type Paths = BTreeSet<String>;

/// The path that Pulp stores for a source without paths.
const ROOT: &str = "";

/// The paths that a list of items removes, and the other sources that have them.
pub struct Removals {
    /// The indices of the items that remove paths from their sources.
    by: Vec<usize>,
    /// The name and the paths to keep of each source on the server that has such a path, by href.
    kept: BTreeMap<String, (String, Paths)>,
    /// The paths that each item's source must have in the end; `None` for items that are not `present`, or failed.
    wanted: Vec<Option<Paths>>,
}

impl Removals {
    /// Looks up which sources share a path that the jobs remove. Sends no requests if nothing is removed, or in check
    /// mode.
    pub async fn of(context: &Context, jobs: &[Result<Job<'_, Options>, Error>]) -> Result<Removals, Error> {
        let removed: Vec<Paths> = jobs.iter().map(|job| job.as_ref().map(removed).unwrap_or_default()).collect();
        let by: Vec<usize> = (0..jobs.len()).filter(|index| !context.check && !removed[*index].is_empty()).collect();
        let removed: Paths = removed.into_iter().flatten().collect();
        let sources = match by.is_empty() {
            true => Vec::new(),
            false => sources(context)
                .await
                .map_err(|error| error.during("look up alternate content sources that share paths"))?,
        };
        let kept = sources.iter().map(|source| (href(source), (name(source), paths(source))));
        let kept = kept.filter(|(_, (_, paths))| !paths.is_disjoint(&removed)).collect();
        Ok(Removals { by, kept, wanted: jobs.iter().map(|job| wanted(job.as_ref().ok()?)).collect() })
    }

    /// Restores the paths that other sources lost. If one cannot be restored, the items that removed it fail, and so
    /// does the item whose source lost it.
    pub async fn restore(mut self, context: &Context, items: &[Item<Options>], outcomes: &mut [Outcome]) {
        let by: Vec<usize> = self.by.iter().copied().filter(|index| outcomes[*index].changed).collect();
        if by.is_empty() {
            return;
        }
        for (index, outcome) in outcomes.iter().enumerate() {
            let source = href(&outcome.entity);
            match &self.wanted[index] {
                Some(paths) if outcome.error.is_none() => {
                    self.kept.insert(source, (outcome.label.clone(), paths.clone()));
                }
                // It is unknown whether the item's own removal took effect.
                _ if outcome.unknown => self.kept.retain(|_, (name, _)| *name != outcome.label),
                _ => {}
            }
        }
        let lost = match sources(context).await {
            Ok(sources) => self.lost(sources),
            Err(error) => {
                let removing = |name: &&str| by.iter().any(|index| outcomes[*index].label == *name);
                let names = self.kept.values().map(|(name, _)| name.as_str()).filter(|name| !removing(name));
                let error = error.during(restoring(names));
                return by.into_iter().for_each(|index| outcomes[index].fail(&error));
            }
        };
        let restored = context.each(&lost, async |(source, paths)| update(context, source, paths).await).await;
        for ((source, paths), restored) in lost.iter().zip(restored) {
            let row = outcomes.iter_mut().find(|outcome| href(&outcome.entity) == href(source));
            match (row, &restored) {
                (Some(row), Ok(())) => row.entity["paths"] = json!(paths),
                (Some(row), Err(error)) => {
                    row.changed = true;
                    row.fail(error);
                }
                (None, _) => {}
            }
            let refreshed = items.iter().any(|item| item.label == name(source) && item.options.refresh);
            let warning = format!(
                "Pulp also removed paths from acs \"{}\", which were restored; hint: refresh it with refresh: true",
                name(source)
            );
            for index in &by {
                match &restored {
                    Err(error) => outcomes[*index].fail(error),
                    Ok(()) if refreshed => {}
                    Ok(()) => outcomes[*index].warnings.push(warning.clone()),
                }
            }
        }
    }

    /// Returns the sources that lack some of their paths, each with all paths that it must have.
    fn lost(&self, sources: Vec<Value>) -> Vec<(Value, Paths)> {
        let lost = sources.into_iter().filter_map(|source| {
            let (has, (_, kept)) = (paths(&source), self.kept.get(&href(&source))?);
            let all: Paths = has.union(kept).filter(|path| *path != ROOT).cloned().collect();
            (!kept.is_subset(&has) && (has.is_empty() || all != has)).then_some((source, all))
        });
        lost.collect()
    }
}

/// Lists all sources, of every type that the server supports.
async fn sources(context: &Context) -> Result<Vec<Value>, RequestError> {
    let types = Acs::TYPES.iter().filter(|kind| context.server.check_type("acs", kind).is_ok());
    let lists = context.each(types, async |kind| context.client.list(kind.path, &[]).await).await;
    let lists: Result<Vec<_>, RequestError> = lists.into_iter().collect();
    Ok(lists?.concat())
}

fn name(source: &Value) -> String {
    source.name().to_owned()
}

fn texts(paths: Option<&Value>) -> Paths {
    let paths = paths.and_then(Value::as_array).into_iter().flatten();
    paths.filter_map(Value::as_str).map(|path| path.trim().to_owned()).collect()
}

fn paths(source: &Value) -> Paths {
    texts(source.get("paths"))
}

/// Returns the paths as Pulp stores them.
fn stored(paths: Paths) -> Paths {
    if paths.is_empty() { [ROOT.to_owned()].into() } else { paths }
}

fn wanted(job: &Job<'_, Options>) -> Option<Paths> {
    let given = job.wanted.iter().find(|want| want.field.option == "paths").map(|want| texts(Some(&want.value)));
    let current = || job.before.as_ref().map(paths).unwrap_or_default();
    (job.item.state == State::Present).then(|| stored(given.unwrap_or_else(current)))
}

/// Returns the paths that a job removes from its own source.
fn removed(job: &Job<'_, Options>) -> Paths {
    match (&job.plan.step, &job.before) {
        (Step::Update(body), Some(before)) if body.contains_key("paths") => {
            &stored(paths(before)) - &texts(body.get("paths"))
        }
        _ => Paths::new(),
    }
}

/// Returns the action for error messages.
fn restoring<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    format!("restore the paths that Pulp also removed from acs {}", names.join(", "))
}

async fn update(context: &Context, source: &Value, paths: &Paths) -> Result<(), Error> {
    let action = || restoring([name(source).as_str()].into_iter());
    let body = [("paths".to_owned(), json!(paths))].into_iter().collect();
    let reply = match context.client.send(&Request::patch(href(source), body)).await {
        // Another operator deleted it.
        Err(RequestError { cause: Cause::Status(404, _), .. }) => return Ok(()),
        reply => reply.map_err(|error| error.during(action()))?,
    };
    for (_, ending) in task::wait(context, reply.task().map(str::to_owned)).await {
        ending.map_err(|task| task.during(action()))?;
    }
    Ok(())
}
