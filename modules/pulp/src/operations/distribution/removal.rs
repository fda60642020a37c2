//! Carries out the jobs of a round. Container distributions are detached from their repository before they are deleted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Distribution, Options};
use crate::apply::apply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::Item;
use crate::lookup::{self, href};
use crate::object::{Fields, VersionHref};
use crate::outcome::Outcome;
use crate::plan::{Plan, Step};
use crate::prepare::Job;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::Object;

type Planned<'a> = Result<Job<'a, Options>, Error>;

const REPOSITORIES: &str = "repositories/container/container/";

/// Carries out all jobs. Returns an error only if nothing was written.
///
/// When the last distribution of a container repository is deleted, pulp_container (2.30.0) also deletes the
/// repository, even if it was synced and should be kept. Therefore, the distribution is first pinned to the version
/// that it serves, which Pulp does not count as serving the repository, and then deleted. If it cannot be deleted, it
/// follows its repository again.
pub async fn carry_out(context: &Context, mut jobs: Vec<Planned<'_>>) -> Result<Vec<Outcome>, Error> {
    let held = if context.check { Vec::new() } else { held(&jobs) };
    if held.is_empty() {
        return Ok(apply::<Distribution>(context, jobs).await);
    }
    let repositories: BTreeSet<String> = held.iter().map(|(_, _, before)| repository(before).to_owned()).collect();
    let fields = [("fields", "pulp_href,latest_version_href")];
    let repositories =
        lookup::by(context, REPOSITORIES, "pulp_href", repositories.iter().map(String::as_str), &fields, &fields);
    let repositories = repositories.await.map_err(|error| error.during("look up repositories"))?;
    let latest: BTreeMap<String, Value> = repositories
        .iter()
        .filter_map(|found| Some((href(found), found.get("latest_version_href")?.clone())))
        .collect();
    let version = |before: &Value| latest.get(repository(before)).cloned().unwrap_or_default();
    let pins = held.iter().map(|(_, item, before)| change(item, before, sources(Value::Null, version(before))));
    let pinned = apply::<Distribution>(context, pins.collect()).await;
    let (mut removing, mut stuck) = (Vec::new(), Vec::new());
    for (held, pinned) in held.into_iter().zip(pinned) {
        match pinned.error {
            Some(_) => stuck.push((held.0, pinned)),
            None => removing.push(held),
        }
    }
    for (place, pinned) in &stuck {
        jobs[*place] = Err(Error::State(pinned.error.clone().unwrap_or_default()));
    }
    let mut outcomes = apply::<Distribution>(context, jobs).await;
    for (place, pinned) in stuck {
        outcomes[place] = pinned;
    }
    removing.retain(|(place, _, _)| outcomes[*place].error.is_some());
    let back =
        removing.iter().map(|(_, item, before)| change(item, before, sources(repository(before).into(), Value::Null)));
    let back = apply::<Distribution>(context, back.collect()).await;
    for ((place, _, before), back) in removing.iter().zip(back) {
        let Some(error) = back.error else {
            continue;
        };
        let now = context.client.send(&Request::get(href(before), &[])).await;
        if let Err(RequestError { cause: Cause::Status(404, _), .. }) = now {
            // The deletion took effect despite the error.
            let label = outcomes[*place].label.clone();
            outcomes[*place] = Outcome {
                label,
                changed: true,
                msg: "deleted".to_owned(),
                reason: Reason::Deleted,
                ..Outcome::default()
            };
            continue;
        }
        let now = match version(before).as_str() {
            Some(version) => format!("only version {} of its repository", VersionHref(version).number()),
            None => "nothing".to_owned(),
        };
        let outcome = &mut outcomes[*place];
        outcome.changed = true;
        let first = outcome.error.take().unwrap_or_default();
        outcome.error = Some(format!("{first}; {error}; the distribution now serves {now}"));
    }
    Ok(outcomes)
}

/// Returns the distributions to delete that follow a container repository: the index of the job, its item, and the
/// current distribution.
fn held<'a>(jobs: &[Planned<'a>]) -> Vec<(usize, &'a Item<Options>, Value)> {
    let held = |(place, job): (usize, &Planned<'a>)| {
        let job = job.as_ref().ok().filter(|job| job.plan.step == Step::Remove)?;
        let before =
            job.before.clone().filter(|before| repository(before).contains("/repositories/container/container/"))?;
        Some((place, job.item, before))
    };
    jobs.iter().enumerate().filter_map(held).collect()
}

fn repository(distribution: &Value) -> &str {
    distribution.text("repository").unwrap_or_default()
}

/// Returns the fields that decide what a distribution serves.
fn sources(repository: Value, version: Value) -> Object {
    [("repository".to_owned(), repository), ("repository_version".to_owned(), version)].into_iter().collect()
}

/// Returns a job that updates what a distribution serves.
fn change<'a>(item: &'a Item<Options>, before: &Value, sources: Object) -> Planned<'a> {
    let plan = Plan { step: Step::Update(sources), ..Plan::keep() };
    Ok(Job { item, before: Some(before.clone()), plan, wanted: Vec::new(), warnings: Vec::new() })
}
