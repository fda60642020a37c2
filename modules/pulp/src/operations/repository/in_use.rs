//! Finds out which of the repositories to delete must be kept because distributions serve them.

use serde_json::Value;

use super::Options;
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;
use crate::operations::publication::in_use::serving;
use crate::plan::Step;
use crate::prepare::Job;
use crate::serving::Serving;
use crate::visibility;

/// Replaces a job by an error if it would delete a repository that a distribution serves, or that one may serve which
/// Pulp hides from this user. Sends no requests if nothing is deleted.
pub async fn refuse(context: &Context, jobs: &mut [Result<Job<'_, Options>, Error>]) {
    let asked: Vec<(usize, &Item<Options>, Value)> = jobs.iter().enumerate().filter_map(removed_if_unused).collect();
    if asked.is_empty() {
        return;
    }
    let refusals: Vec<(usize, Error)> = match look_up(context, &asked).await {
        Err(error) => asked.iter().map(|(place, ..)| (*place, error.clone())).collect(),
        Ok((complete, serving)) => {
            let names = serving.names();
            let refusal = |item: &Item<Options>, repository| {
                let what = format!("repository \"{}\"", item.label);
                match names.get(href(repository).as_str()) {
                    Some(names) => Some(Error::served(what, names, ", and the distribution then serves nothing")),
                    None => (!complete).then(|| visibility::unknown_use(context, &what)),
                }
            };
            asked.iter().filter_map(|(place, item, repository)| Some((*place, refusal(item, repository)?))).collect()
        }
    };
    for (place, error) in refusals {
        jobs[place] = Err(error);
    }
}

/// Returns the index, item and repository of a job that deletes a repository, unless `force` is set.
fn removed_if_unused<'a>(
    (place, job): (usize, &Result<Job<'a, Options>, Error>),
) -> Option<(usize, &'a Item<Options>, Value)> {
    let job = job.as_ref().ok()?;
    let asked = job.plan.step == Step::Remove && !job.item.options.force;
    asked.then(|| (place, job.item, job.before.clone().unwrap_or_default()))
}

/// Looks up whether this user sees everything, and what distributions serve.
async fn look_up(context: &Context, asked: &[(usize, &Item<Options>, Value)]) -> Result<(bool, Serving), Error> {
    let complete = visibility::is_complete(context).await?;
    let hrefs: Vec<String> = asked.iter().map(|(_, _, repository)| href(repository)).collect();
    let repositories = asked.iter().zip(&hrefs).map(|((_, item, _), href)| (item.kind, href.as_str())).collect();
    let serving = serving(context, repositories).await.map_err(|error| error.during("look up distributions"))?;
    Ok((complete, serving))
}
