//! Repositories that are to go, and which of them must stay as distributions serve them.

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

/// Puts an error in the place of each job that would remove what a distribution serves, or what one may serve that Pulp hides
/// from this user. Asks nothing where nothing is removed.
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

/// A job that removes a repository, unless its item says that it may be in use.
fn removed_if_unused<'a>(
    (place, job): (usize, &Result<Job<'a, Options>, Error>),
) -> Option<(usize, &'a Item<Options>, Value)> {
    let job = job.as_ref().ok()?;
    let asked = job.plan.step == Step::Remove && !job.item.options.force;
    asked.then(|| (place, job.item, job.before.clone().unwrap_or_default()))
}

/// Whether this user sees everything, and what distributions serve.
async fn look_up(context: &Context, asked: &[(usize, &Item<Options>, Value)]) -> Result<(bool, Serving), Error> {
    let complete = visibility::is_complete(context).await?;
    let hrefs: Vec<String> = asked.iter().map(|(_, _, repository)| href(repository)).collect();
    let repositories = asked.iter().zip(&hrefs).map(|((_, item, _), href)| (item.kind, href.as_str())).collect();
    let serving = serving(context, repositories).await.map_err(|error| error.during("look up distributions"))?;
    Ok((complete, serving))
}
