//! `upstream_pulp`: upstream Pulp servers, and replication from them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::apply;
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

/// The module `upstream_pulp`.
pub struct UpstreamPulp;

/// Options of `upstream_pulp` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to replicate repositories and distributions now. The item is reported as changed if one of them changed.
    #[serde(default)]
    pub replicate: bool,
}

impl Operation for UpstreamPulp {
    const NOUN: &'static str = "upstream_pulp";
    const PLURAL: &'static str = "upstream_pulps";
    const ABOUT: &'static str = "Manage upstream Pulp servers and replicate from them";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::upstream_pulp::TYPES;
    const NESTED: bool = true;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = apply::reconcile::<Self>(context, items).await?;
        for (item, outcome) in items.iter().zip(&mut outcomes).filter(|(_, outcome)| !outcome.changed) {
            not_compared(item, outcome);
        }
        // One after the other, because they may have distributions in common.
        for (item, outcome) in items.iter().zip(&mut outcomes) {
            if item.options.replicate
                && item.state == State::Present
                && outcome.error.is_none()
                && let Err(error) = replicate(context, item, outcome).await
            {
                outcome.fail(&error);
            }
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Lists the secrets that cannot be compared. Unlike for a remote's secrets, Pulp does not report whether these change:
/// it returns 200 for every update.
fn not_compared(item: &Item<Options>, outcome: &mut Outcome) {
    let secrets = item.kind.fields().iter().filter(|field| field.secret && item.text(&field.option).is_some());
    let options: Vec<Value> = secrets.map(|field| field.option.as_str().into()).collect();
    if !options.is_empty() && outcome.error.is_none() {
        outcome.extra.insert("not_compared".to_owned(), options.into());
    }
}

async fn replicate(context: &Context, item: &Item<Options>, outcome: &mut Outcome) -> Result<(), Error> {
    if context.check {
        outcome.msg =
            format!("{}; would be replicated; whether this changes anything cannot be predicted", outcome.msg);
        if outcome.reason == Reason::Unchanged {
            outcome.reason = Reason::Unpredictable;
        }
        return Ok(());
    }
    context.require_worker("replicate")?;
    let request = Request::post(format!("{}replicate/", href(&outcome.entity)), Object::new());
    let action = format!("replicate upstream pulp \"{}\"", item.label);
    let group = task_group::run(context, &action, &request).await;
    let changes = group.tasks.iter().filter(|task| task_group::changed(task)).count();
    outcome.changed |= changes > 0;
    outcome.extra.insert("tasks".to_owned(), group.tasks.iter().map(href).map(Value::from).collect());
    if let Some(failure) = group.failure {
        // Tasks that failed halfway or could not be read may have changed something.
        outcome.unknown |= group.started;
        outcome.changed |= group.started;
        return Err(failure);
    }
    let all = group.tasks.len();
    if changes > 0 && outcome.reason == Reason::Unchanged {
        outcome.reason = Reason::Updated;
    }
    outcome.msg = format!("{}; replicated with {all} tasks, {changes} of which changed something", outcome.msg);
    Ok(())
}
