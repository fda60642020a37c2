//! `acs`: alternate content sources, which save downloads.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan;
use crate::prepare;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::task_group;
use crate::types;

/// The module `acs`.
pub struct Acs;

/// What `acs` takes beside Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether Pulp looks what the source has now. It is used only after the first such look. Always a change.
    #[serde(default)]
    pub refresh: bool,
}

impl Operation for Acs {
    const NOUN: &'static str = "acs";
    const PLURAL: &'static str = "acses";
    const ABOUT: &'static str = "Makes, changes, refreshes, removes and reads alternate content sources of Pulp";
    const TYPES: &'static [Type] = types::acs::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let items: Vec<_> = items.iter().cloned().map(with_whole_url).collect();
        let mut outcomes = apply::reconcile::<Self>(context, &items).await?;
        let due = items
            .iter()
            .zip(&mut outcomes)
            .filter(|(item, outcome)| item.options.refresh && item.state == State::Present && outcome.error.is_none());
        let work = async |(item, outcome): (&Item<Options>, &mut Outcome)| {
            if let Err(error) = refresh(context, item, outcome).await {
                outcome.error = Some(error.to_string());
            }
        };
        context.each(due.collect::<Vec<_>>(), work).await;
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Pulp keeps no paths as one that is empty: the URL itself.
fn with_whole_url(mut item: Item<Options>) -> Item<Options> {
    if let Some(paths) = item.desired.get_mut("paths").filter(|paths| plan::is_blank(paths)) {
        *paths = json!([""]);
    }
    item
}

async fn refresh(context: &Context, item: &Item<Options>, outcome: &mut Outcome) -> Result<(), Error> {
    outcome.changed = true;
    if context.check {
        outcome.msg = "would be refreshed".to_owned();
        return Ok(());
    }
    context.require_worker("refresh alternate content sources")?;
    let request = Request::post(format!("{}refresh/", href(&outcome.entity)), Object::new());
    task_group::run(context, &format!("refresh acs \"{}\"", item.label), &request).await?;
    outcome.msg = "refreshed".to_owned();
    Ok(())
}
