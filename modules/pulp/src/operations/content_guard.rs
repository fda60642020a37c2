//! `content_guard`: who may download.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::roles::{self, Grant};
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::schema::Type;
use crate::types;

/// The module `content_guard`.
pub struct ContentGuard;

/// What `content_guard` takes beside Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Who holds which role on the guard. Of a listed role exactly the given groups and users hold it; a role
    /// that is not listed is taken away where only groups hold it. Not given: all stays as it is.
    #[schemars(extend("x-types" = ["rbac"]))]
    pub roles: Option<Vec<Grant>>,
    /// Whether roles that are not listed are taken away even from users; the guard's creator holds two.
    #[serde(default)]
    #[schemars(extend("x-types" = ["rbac"]))]
    pub roles_exclusive: bool,
    /// Whether to remove a guard that is in use, which makes the content behind it public.
    #[serde(default)]
    pub force: bool,
}

/// What Pulp gives to whoever makes an rbac guard.
const CREATORS_ROLES: &[&str] = &["core.rbaccontentguard_owner", "core.rbaccontentguard_downloader"];

const COMPOSITES: &str = "contentguards/core/composite/";

impl Operation for ContentGuard {
    const NOUN: &'static str = "content_guard";
    const PLURAL: &'static str = "content_guards";
    const ABOUT: &'static str =
        "Makes, changes, removes and reads Pulp content guards, and says who holds roles on them";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::content_guard::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes: Vec<Outcome> = vec![Outcome::default(); items.len()];
        let going: BTreeSet<&str> =
            items.iter().filter(|item| item.state == State::Absent).map(|item| item.label.as_str()).collect();
        let plain = |item: &&Item<Options>| item.state == State::Absent && item.kind.path != COMPOSITES;
        let plain: Vec<String> = items.iter().filter(plain).map(|item| item.label.clone()).collect();
        for round in prepare::rounds(items, |item| members(item, &plain)) {
            let items: Vec<Item<Options>> = round.iter().map(|place| items[*place].clone()).collect();
            for (place, outcome) in round.into_iter().zip(run_round(context, &items, &going).await?) {
                outcomes[place] = outcome;
            }
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// The guards that a composite one consists of; of one that goes it could be any plain one that goes.
fn members(item: &Item<Options>, plain: &[String]) -> Vec<String> {
    match item.state {
        State::Absent if item.kind.path == COMPOSITES => plain.to_vec(),
        State::Absent => Vec::new(),
        _ => {
            let guards = item.desired.get("guards").and_then(Value::as_array);
            guards.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        }
    }
}

/// `going` are the names of all guards of the list that are to be absent.
async fn run_round(context: &Context, items: &[Item<Options>], going: &BTreeSet<&str>) -> Result<Vec<Outcome>, Error> {
    let found = prepare::find::<ContentGuard>(context, items).await?;
    let refs = prepare::references(context, items).await?;
    let removing = items
        .iter()
        .zip(&found)
        .any(|(item, before)| item.state == State::Absent && !item.options.force && matches!(before, Ok(Some(_))));
    let uses = if removing { Uses::look_up(context, going).await? } else { Uses::default() };
    let jobs = items.iter().zip(found).map(|(item, before)| {
        let before = before?;
        if let (State::Absent, false, Some(guard)) = (item.state, item.options.force, &before) {
            uses.refuse(item, guard)?;
        }
        prepare::job::<ContentGuard>(context, item, before, &refs)
    });
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
        match roles::reconcile(context, &what, &guard, at_first, wanted, options.roles_exclusive).await {
            Ok(part) => roles::note(outcome, part),
            Err(error) => outcome.error = Some(error.to_string()),
        }
    };
    context.each(granting, work).await;
    Ok(outcomes)
}

/// Who uses which guard.
#[derive(Default)]
struct Uses {
    /// The guard's href, and its user in words.
    users: BTreeSet<(String, String)>,
}

impl Uses {
    /// Composite guards that go themselves do not count.
    async fn look_up(context: &Context, going: &BTreeSet<&str>) -> Result<Uses, Error> {
        let distributions = context.client.list("distributions/", &[("fields", "name,content_guard")]);
        let composites = context.client.list(COMPOSITES, &[("fields", "name,guards")]);
        let (distributions, composites) = futures::try_join!(distributions, composites)
            .map_err(|error| error.during("look up what uses the content guards"))?;
        let name = |user: &Value| user.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let guarded = distributions.iter().filter_map(|user| {
            Some((user.get("content_guard")?.as_str()?.to_owned(), format!("distribution \"{}\"", name(user))))
        });
        let staying = composites.iter().filter(|user| !going.contains(name(user).as_str()));
        let members = staying.flat_map(|user| {
            let guards = user.get("guards").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            guards.map(|guard| (guard.to_owned(), format!("content guard \"{}\"", name(user)))).collect::<Vec<_>>()
        });
        Ok(Uses { users: guarded.chain(members).collect() })
    }

    fn refuse(&self, item: &Item<Options>, guard: &Value) -> Result<(), Error> {
        let guard = href(guard);
        let users: Vec<&str> =
            self.users.iter().filter(|(used, _)| *used == guard).map(|(_, user)| user.as_str()).collect();
        if users.is_empty() {
            return Ok(());
        }
        Err(Error::InUse {
            what: format!("content guard \"{}\"", item.label),
            users: users.join(", "),
            consequence: ", and what it guards is then public".to_owned(),
        })
    }
}
