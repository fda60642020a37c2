//! `content_guard`: who may download content.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::roles::{self, Grant};
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{Refs, href};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::schema::Type;
use crate::types;
use crate::visibility;

mod uses;
use uses::Uses;

/// The module `content_guard`.
pub struct ContentGuard;

/// Options of `content_guard` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Roles on the guard, with the groups and users that hold them. A listed role is held by exactly the given groups
    /// and users. A role that is not listed is removed if only groups hold it. Without this option, all roles stay as
    /// they are.
    #[schemars(extend("x-types" = ["rbac"]))]
    pub roles: Option<Vec<Grant>>,
    /// Whether to remove roles that are not listed even if users hold them. The guard's creator holds two roles.
    #[serde(default)]
    #[schemars(extend("x-types" = ["rbac"]))]
    pub roles_exclusive: bool,
    /// Whether to delete a guard that is in use, which makes the content behind it public. Only a superuser can see
    /// everything that uses a guard, so other users need this option even if nothing does.
    #[serde(default)]
    pub force: bool,
}

/// The roles that Pulp gives to the creator of an rbac guard.
const CREATORS_ROLES: &[&str] = &["core.rbaccontentguard_owner", "core.rbaccontentguard_downloader"];

impl Operation for ContentGuard {
    const NOUN: &'static str = "content_guard";
    const PLURAL: &'static str = "content_guards";
    const ABOUT: &'static str = "Manage Pulp content guards and who holds roles on them";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::content_guard::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut run = Run { context, items, rows: vec![None; items.len()], seen: None };
        let (absent, others): (Vec<usize>, Vec<usize>) =
            (0..items.len()).partition(|place| items[*place].state == State::Absent);
        let in_use = run.remove(absent).await?;
        let chosen: Vec<Item<Options>> = others.iter().map(|place| items[*place].clone()).collect();
        for round in prepare::rounds(&chosen, members) {
            run.bring(round.into_iter().map(|place| others[place]).collect()).await?;
        }
        // Updated composite guards may no longer use guards that were in use before.
        let renewed = others.iter().any(|place| items[*place].desired.contains_key("guards"));
        let in_use =
            if renewed { run.remove(in_use.into_iter().map(|(place, _)| place).collect()).await? } else { in_use };
        run.fail(in_use);
        Ok(run.rows.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Returns the guards that a composite guard must contain.
fn members(item: &Item<Options>) -> Vec<String> {
    let guards = item.desired.get("guards").and_then(Value::as_array);
    guards.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A list of items that is being processed.
struct Run<'a> {
    context: &'a Context,
    items: &'a [Item<Options>],
    /// The outcome of each item so far.
    rows: Vec<Option<Outcome>>,
    /// Whether the user sees everything; looked up before the first deletion.
    seen: Option<bool>,
}

impl Run<'_> {
    fn record(&mut self, places: &[usize], outcomes: Vec<Outcome>) {
        for (place, outcome) in places.iter().zip(outcomes) {
            self.rows[*place] = Some(outcome);
        }
    }

    fn fail(&mut self, failed: impl IntoIterator<Item = (usize, Error)>) {
        for (place, error) in failed {
            self.rows[place] = Some(Outcome::failed(&self.items[place].label, &error));
        }
    }

    /// Handles an error: before the first write it ends the run, afterwards it fails the given items.
    fn stop(&mut self, places: &[usize], error: Error) -> Result<(), Error> {
        if self.rows.iter().all(Option::is_none) {
            return Err(error);
        }
        self.fail(places.iter().map(|place| (*place, error.clone())));
        Ok(())
    }

    /// Deletes guards in rounds: each guard after everything that uses it. Returns the guards that are still in use.
    async fn remove(&mut self, places: Vec<usize>) -> Result<Vec<(usize, Error)>, Error> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<Item<Options>> = places.iter().map(|place| self.items[*place].clone()).collect();
        let found = match prepare::find::<ContentGuard>(self.context, &items).await {
            Ok(found) => found,
            Err(error) => return self.stop(&places, error).map(|()| Vec::new()),
        };
        let mut pending: Vec<(usize, Option<Value>)> = Vec::new();
        for (place, before) in places.into_iter().zip(found) {
            match before {
                Ok(before) => pending.push((place, before)),
                Err(error) => self.fail([(place, error)]),
            }
        }
        loop {
            // Uses are checked right before the first deletion, and again after each round: a guard that could not be
            // deleted still uses its members.
            let (free, in_use) = match self.sort(&pending).await {
                Ok(sorted) => sorted,
                Err(error) => {
                    let places: Vec<usize> = pending.iter().map(|(place, _)| *place).collect();
                    return self.stop(&places, error).map(|()| Vec::new());
                }
            };
            let (now, later): (Vec<_>, Vec<_>) = pending.into_iter().partition(|(place, _)| free.contains(place));
            let later = later.into_iter().filter(|(place, _)| in_use.iter().any(|(used, _)| used == place)).collect();
            if now.is_empty() {
                return Ok(in_use);
            }
            let places: Vec<usize> = now.iter().map(|(place, _)| *place).collect();
            let refs = Refs::default();
            let job = |(place, before)| prepare::job::<ContentGuard>(self.context, &self.items[place], before, &refs);
            let outcomes = apply::<ContentGuard>(self.context, now.into_iter().map(job).collect()).await;
            self.record(&places, outcomes);
            pending = later;
        }
    }

    /// Separates the guards that may be deleted from those in use. A guard fails if this user cannot see whether it is
    /// in use.
    async fn sort(
        &mut self,
        pending: &[(usize, Option<Value>)],
    ) -> Result<(BTreeSet<usize>, Vec<(usize, Error)>), Error> {
        let in_question = |place: usize| !self.items[place].options.force;
        let asked = pending.iter().any(|(place, before)| in_question(*place) && before.is_some());
        let done: Vec<(&Item<Options>, &Outcome)> =
            self.items.iter().zip(&self.rows).filter_map(|(item, row)| Some((item, row.as_ref()?))).collect();
        if asked && self.seen.is_none() {
            self.seen = Some(visibility::is_complete(self.context).await?);
        }
        let uses = if asked { Uses::look_up(self.context, &done).await? } else { Uses::default() };
        let (mut free, mut in_use, mut unknown) = (BTreeSet::new(), Vec::new(), Vec::new());
        for (place, before) in pending {
            let item = &self.items[*place];
            match before.as_ref().filter(|_| in_question(*place)) {
                Some(guard) => match uses.of(item, guard) {
                    Some(error) => in_use.push((*place, error)),
                    None if self.seen == Some(true) => drop(free.insert(*place)),
                    None => {
                        let what = format!("content guard \"{}\"", item.label);
                        unknown.push((*place, visibility::unknown_use(self.context, &what)));
                    }
                },
                None => drop(free.insert(*place)),
            }
        }
        self.fail(unknown);
        Ok((free, in_use))
    }

    /// Creates, updates and reads the guards of a round.
    async fn bring(&mut self, places: Vec<usize>) -> Result<(), Error> {
        let items: Vec<Item<Options>> = places.iter().map(|place| self.items[*place].clone()).collect();
        match bring(self.context, &items).await {
            Ok(outcomes) => {
                self.record(&places, outcomes);
                Ok(())
            }
            Err(error) => self.stop(&places, error),
        }
    }
}

async fn bring(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
    let found = prepare::find::<ContentGuard>(context, items).await?;
    let refs = prepare::references(context, items).await?;
    let jobs = items.iter().zip(found);
    let jobs = jobs.map(|(item, before)| prepare::job::<ContentGuard>(context, item, before?, &refs));
    let mut outcomes = apply::<ContentGuard>(context, jobs.collect()).await;
    let granting = items
        .iter()
        .zip(&mut outcomes)
        .filter(|(item, outcome)| item.state == State::Present && outcome.error.is_none());
    let granting: Vec<(&Item<Options>, &mut Outcome)> =
        granting.filter(|(item, _)| item.options.roles.is_some()).collect();
    let work = async |(item, outcome): (&Item<Options>, &mut Outcome)| {
        let options = &item.options;
        let guard = href(&outcome.entity);
        let wanted = options.roles.as_deref().unwrap_or_default();
        let what = format!("content guard \"{}\"", item.label);
        let at_first = roles::held_by(context.client.user(), CREATORS_ROLES);
        let exclusive = options.roles_exclusive;
        if let Err(error) = roles::reconcile(context, &what, &guard, at_first, wanted, exclusive, outcome).await {
            outcome.fail(&error);
        }
    };
    context.each(granting, work).await;
    Ok(outcomes)
}
