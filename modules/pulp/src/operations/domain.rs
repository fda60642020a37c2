//! `domain`: parts of a Pulp server that have their own objects and storage.

mod settings;

use super::NoOptions;
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::Refs;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare::{self, Job};
use crate::schema::Type;
use crate::types;

/// The module `domain`.
pub struct Domain;

impl Operation for Domain {
    const NOUN: &'static str = "domain";
    const PLURAL: &'static str = "domains";
    const ABOUT: &'static str = "Manage Pulp domains and where they store their content";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::domain::TYPES;
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let jobs = items.iter().zip(found).map(|(item, before)| job(context, item, before?));
        Ok(apply::<Self>(context, jobs.collect()).await)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

fn job<'a>(
    context: &Context,
    item: &'a Item<NoOptions>,
    before: Option<serde_json::Value>,
) -> Result<Job<'a, NoOptions>, Error> {
    let mut warnings = Vec::new();
    let wanted = match item.state {
        State::Present => prepare::wanted(context, item, &Refs::default(), &mut warnings)?,
        _ => Vec::new(),
    };
    let mut job = prepare::planned::<Domain>(item, before, &wanted, warnings)?;
    job.plan = settings::plan(job.before.as_ref(), item.state, &wanted)?;
    Ok(job)
}
