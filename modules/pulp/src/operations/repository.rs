//! `repository`: repositories of any type.

use serde_json::Value;

use super::NoOptions;
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Plan, Step, is_blank};
use crate::prepare::{self, Job};
use crate::schema::{Object, Type};
use crate::types;

/// The module `repository`.
pub struct Repository;

impl Operation for Repository {
    const NOUN: &'static str = "repository";
    const PLURAL: &'static str = "repositories";
    const ABOUT: &'static str = "Makes, changes, removes and reads Pulp repositories";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::repository::TYPES;
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = prepare::references(context, items).await?;
        let mut jobs: Vec<_> =
            items.iter().zip(found).map(|(item, before)| prepare::job::<Self>(context, item, before?, &refs)).collect();
        let later: Vec<(usize, Object)> = jobs
            .iter_mut()
            .enumerate()
            .filter_map(|(place, job)| Some((place, put_off(job.as_mut().ok()?)?)))
            .collect();
        let mut outcomes = apply::<Self>(context, jobs).await;
        restore(context, items, later, &mut outcomes).await?;
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// pulp_rpm (3.39.4) keeps `osv_config` in a label: a change of the labels alone drops it, and labels that come with
/// it are merged, so that none can go. Where there is one, the labels go first and it follows by itself.
fn put_off(job: &mut Job<'_, NoOptions>) -> Option<Object> {
    let stored = job.before.as_ref()?.get("osv_config").filter(|config| !is_blank(config))?.clone();
    let Step::Update(body) = &mut job.plan.step else {
        return None;
    };
    body.get("pulp_labels")?;
    let config = body.shift_remove("osv_config").unwrap_or(stored);
    Some([("osv_config".to_owned(), config)].into_iter().collect())
}

/// Sends what was put off, for the items that did not fail.
async fn restore(
    context: &Context,
    items: &[Item<NoOptions>],
    later: Vec<(usize, Object)>,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let due: Vec<(usize, Object)> = later.into_iter().filter(|(place, _)| outcomes[*place].error.is_none()).collect();
    if context.check || due.is_empty() {
        return Ok(());
    }
    let jobs = due.iter().map(|(place, body)| {
        let before: Value = outcomes[*place].entity.clone();
        let plan = Plan { step: Step::Update(body.clone()), ..Plan::keep() };
        Ok(Job { item: &items[*place], before: Some(before), plan, wanted: Vec::new(), warnings: Vec::new() })
    });
    let jobs = jobs.collect();
    for ((place, _), outcome) in due.iter().zip(apply::<Repository>(context, jobs).await) {
        outcomes[*place].absorb(outcome);
    }
    Ok(())
}
