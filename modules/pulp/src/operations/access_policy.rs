//! `access_policy`: who may do what. Pulp has one policy for each path of its API; they cannot be created or deleted.

use super::NoOptions;
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Diff, Plan};
use crate::prepare::{self, Job};
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::types;

/// The module `access_policy`.
pub struct AccessPolicy;

impl Operation for AccessPolicy {
    const NOUN: &'static str = "access_policy";
    const PLURAL: &'static str = "access_policies";
    const ABOUT: &'static str = "Manage Pulp access policies; with state absent, reset them to Pulp's defaults";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::access_policy::TYPES;
    const KEY: &'static [&'static str] = &["viewset_name"];
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = prepare::references(context, items).await?;
        let jobs = items.iter().zip(found).map(|(item, before)| match (item.state, before?) {
            (State::Present | State::Absent, None) => Err(Error::Missing {
                what: format!("access policy \"{}\"", item.label),
                user: context.client.user().to_owned(),
            }),
            (State::Absent, before) => {
                Ok(Job { item, before, plan: Plan::keep(), wanted: Vec::new(), warnings: Vec::new() })
            }
            (_, before) => prepare::job::<Self>(context, item, before, &refs),
        });
        let mut outcomes = apply::<Self>(context, jobs.collect()).await;
        let absent = items.iter().zip(&mut outcomes);
        let absent = absent.filter(|(item, outcome)| item.state == State::Absent && outcome.error.is_none());
        let work = async |(item, outcome): (&Item<NoOptions>, &mut Outcome)| {
            if let Err(error) = reset(context, item, outcome).await {
                outcome.fail(&error);
            }
        };
        context.each(absent.collect::<Vec<_>>(), work).await;
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Resets a policy to Pulp's default if it was customized.
async fn reset(context: &Context, item: &Item<NoOptions>, outcome: &mut Outcome) -> Result<(), Error> {
    if !outcome.entity.is("customized") {
        outcome.done(Reason::Unchanged, "already Pulp's default");
        return Ok(());
    }
    if !context.check {
        let request = Request::post(format!("{}reset/", href(&outcome.entity)), Object::new());
        let reply = context.client.send(&request).await;
        outcome.entity = reply.map_err(|error| error.during(format!("reset access policy \"{}\"", item.label)))?.body;
    }
    outcome.changed = true;
    outcome.done(Reason::Updated, "reset");
    let mut diff = Diff::of_new(&[("customized", false.into())]);
    diff.before.insert("customized".to_owned(), true.into());
    outcome.diff = Some(diff);
    Ok(())
}
