//! Items that ask for the same publication. It is created or deleted once, for the first of them.

use serde_json::Value;

use super::{Options, Publication};
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;
use crate::object::Fields;
use crate::outcome::Outcome;
use crate::plan::{Plan, Step};
use crate::prepare::{Job, PLANNED};
use crate::reason::Reason;
use crate::schema::Field;

/// Carries out the jobs of all items. An item that repeats an earlier one shares its result.
pub async fn carry_out(
    context: &Context,
    items: &[Item<Options>],
    planned: Vec<Result<Vec<Job<'_, Options>>, Error>>,
) -> Result<Vec<Outcome>, Error> {
    let mut owners: Vec<usize> = Vec::new();
    let mut jobs: Vec<Result<Job<'_, Options>, Error>> = Vec::new();
    // The index of an item, the job that it repeats, and its options that cannot be compared.
    let mut repeated: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for (place, planned) in planned.into_iter().enumerate() {
        let all = match planned {
            Ok(all) => all.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        for job in all {
            let same = |earlier: &Result<Job<'_, Options>, Error>| match (earlier, &job) {
                (Ok(earlier), Ok(job)) => repeats(job, earlier),
                _ => false,
            };
            match jobs.iter().position(same) {
                Some(first) => {
                    let not_compared = unstored(&items[place]).map(|field| field.option.clone());
                    repeated.push((place, first, not_compared.collect()));
                }
                None => {
                    owners.push(place);
                    jobs.push(job);
                }
            }
        }
    }
    let done = apply::<Publication>(context, jobs).await;
    let mut outcomes: Vec<Outcome> =
        items.iter().map(|item| Outcome { label: item.label.clone(), ..Outcome::default() }).collect();
    for (place, first, not_compared) in repeated {
        let first = &done[first];
        let mut outcome = Outcome { entity: first.entity.clone(), ..Outcome::default() };
        match first.entity.is_null() {
            true => outcome.done(Reason::Absent, "already absent"),
            false => outcome.done(Reason::Unchanged, "unchanged"),
        }
        if first.error.is_some() {
            (outcome.error, outcome.hint) = (first.error.clone(), first.hint.clone());
            outcome.reason = first.reason;
        }
        if !not_compared.is_empty() {
            outcome.extra.insert("not_compared".to_owned(), not_compared.into());
        }
        outcomes[place].absorb(outcome);
    }
    for (owner, outcome) in owners.into_iter().zip(done) {
        outcomes[owner].absorb(outcome);
    }
    Ok(outcomes)
}

/// Returns the given fields of an item that Pulp does not store.
fn unstored(item: &Item<Options>) -> impl Iterator<Item = &Field> {
    item.kind.fields().iter().filter(|field| field.unstored && item.desired.contains_key(&field.option))
}

/// Returns whether a job wants what an earlier one creates or deletes.
fn repeats(job: &Job<'_, Options>, earlier: &Job<'_, Options>) -> bool {
    match (&job.plan, &earlier.plan) {
        (Plan { step: Step::Remove, .. }, Plan { step: Step::Remove, .. }) => {
            job.before.as_ref().map(href) == earlier.before.as_ref().map(href)
        }
        (Plan { step: Step::Create(body), .. }, Plan { step: Step::Create(other), .. }) => {
            let planned = body.text("repository_version") == Some(PLANNED);
            let ignored: Vec<&str> = unstored(job.item).map(|field| field.pulp.as_str()).collect();
            // A checkpoint is created from a repository, anything else from a version; the diff always has the version.
            let of_the_version = |name: &str| name == "repository" || name == "repository_version";
            let wanted = body.iter().filter(|(name, _)| !of_the_version(name) && !ignored.contains(&name.as_str()));
            !planned
                && job.item.kind.path == earlier.item.kind.path
                && version(&job.plan) == version(&earlier.plan)
                && wanted.into_iter().all(|(name, value)| other.get(name) == Some(value))
        }
        _ => false,
    }
}

/// Returns the repository and the version number of a new publication.
fn version(plan: &Plan) -> Option<(&str, &Value)> {
    let after = &plan.diff.as_ref()?.after;
    Some((after.text("repository")?.trim(), after.get("version")?))
}
