//! `acs`: alternate content sources, which save downloads.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::task_group;
use crate::types;

mod paths;

/// The module `acs`.
pub struct Acs;

/// Options of `acs` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to refresh the source, so that Pulp reads what it currently offers. A source is used only after its
    /// first refresh. A refresh always counts as a change.
    #[serde(default)]
    pub refresh: bool,
}

impl Operation for Acs {
    const NOUN: &'static str = "acs";
    const PLURAL: &'static str = "acses";
    const ABOUT: &'static str = "Manage and refresh alternate content sources in Pulp";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::acs::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = prepare::references(context, items).await?;
        let jobs = items
            .iter()
            .zip(found)
            .map(|(item, before)| prepare::job::<Self>(context, item, before?.map(without_empty_path), &refs));
        let jobs: Vec<_> = jobs.collect();
        let removals = paths::Removals::of(context, &jobs).await?;
        let mut outcomes = apply::<Self>(context, jobs).await;
        for outcome in &mut outcomes {
            outcome.entity = without_empty_path(std::mem::take(&mut outcome.entity));
        }
        removals.restore(context, items, &mut outcomes).await;
        let due = items
            .iter()
            .zip(&mut outcomes)
            .filter(|(item, outcome)| item.options.refresh && item.state == State::Present && outcome.error.is_none());
        let work = async |(item, outcome): (&Item<Options>, &mut Outcome)| {
            if let Err(error) = refresh(context, item, outcome).await {
                outcome.fail(&error);
            }
        };
        context.each(due.collect::<Vec<_>>(), work).await;
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Replaces the empty path with an empty list. Pulp returns a source without paths as one with an empty path, but does
/// not accept that value itself.
fn without_empty_path(mut source: Value) -> Value {
    if source.get("paths") == Some(&json!([""])) {
        source["paths"] = json!([]);
    }
    source
}

async fn refresh(context: &Context, item: &Item<Options>, outcome: &mut Outcome) -> Result<(), Error> {
    if context.check {
        outcome.changed = true;
        outcome.done(Reason::Done, "would be refreshed");
        return Ok(());
    }
    context.require_worker("refresh alternate content sources")?;
    let request = Request::post(format!("{}refresh/", href(&outcome.entity)), Object::new());
    let group = task_group::run(context, &format!("refresh acs \"{}\"", item.label), &request).await;
    outcome.changed |= group.started;
    outcome.extra.insert("tasks".to_owned(), group.tasks.iter().map(href).map(Value::from).collect());
    if let Some(failure) = group.failure {
        return Err(failure);
    }
    outcome.done(Reason::Done, "refreshed");
    Ok(())
}
