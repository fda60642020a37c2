//! Plans each item of a list of publications.

use super::{Options, Seen, in_use, job, removals};
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::object::VersionHref;
use crate::plan::Step;
use crate::prepare::Job;

/// The jobs of each item.
pub type Planned<'a> = Vec<Result<Vec<Job<'a, Options>>, Error>>;

/// Plans the jobs of each item, from the current state of the server.
pub async fn of<'a>(context: &Context, items: &'a [Item<Options>]) -> Result<Planned<'a>, Error> {
    let seen = Seen::look_up(context, items).await?;
    let mut planned: Planned = Vec::new();
    let mut doomed = in_use::Doomed::default();
    // Deletions come first: a deleted publication is created again if another item wants it.
    for (place, item) in items.iter().enumerate() {
        let removals = if item.state == State::Absent { removals(&seen, item) } else { Ok(Vec::new()) };
        doomed.add(place, item, removals.as_deref().unwrap_or_default());
        planned.push(removals);
    }
    let others: Vec<usize> = (0..items.len()).filter(|place| items[*place].state != State::Absent).collect();
    let jobs = context.each(&others, async |place| job(&seen, &items[*place], doomed.hrefs()).await).await;
    for (place, job) in others.into_iter().zip(jobs) {
        planned[place] = job.map(|job| vec![job]);
    }
    // The last check before anything is deleted.
    for (place, error) in doomed.refusals(context).await {
        planned[place] = Err(error);
    }
    Ok(planned)
}

/// Returns the hrefs of the repositories to publish.
pub fn repositories_to_publish(planned: &Planned) -> Vec<String> {
    let source = |job: &Job<'_, Options>| match &job.plan.step {
        Step::Create(body) => ["repository", "repository_version"]
            .iter()
            .find_map(|key| body.get(*key)?.as_str())
            .map(|source| VersionHref(source).repository().to_owned()),
        _ => None,
    };
    planned.iter().flatten().flatten().filter_map(source).collect()
}
