//! `group`: groups of users, who is in them, and which roles they hold.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::members::{self, Named, Owner};
use super::own_roles::{self, Held};
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Refs, href};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::schema::Type;
use crate::types;

/// The module `group`.
pub struct Group;

/// What `group` takes beside Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// The users in the group, and no others. Not given: all stays as it is.
    pub users: Option<Vec<String>>,
    /// The roles that the group holds, everywhere, in a domain or on one object. Others are taken away, but for those on
    /// single objects. Not given: all stays as it is.
    pub roles: Option<Vec<Held>>,
    /// Whether roles on single objects that are not listed are taken away too.
    #[serde(default)]
    pub roles_exclusive: bool,
    /// Whether the user who runs the module may take itself out of the group, or remove a group in which it is.
    #[serde(default)]
    pub force: bool,
}

impl Operation for Group {
    const NOUN: &'static str = "group";
    const PLURAL: &'static str = "groups";
    const ABOUT: &'static str = "Makes, changes, removes and reads groups of Pulp users, with their members and roles";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::group::TYPES;
    const NESTED: bool = true;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = references(context, items).await?;
        let existing: Vec<&Value> = found.iter().filter_map(|before| before.as_ref().ok()?.as_ref()).collect();
        let asked = |item: &Item<Options>| item.options.users.is_some() || item.state == State::Absent;
        let users = match items.iter().any(asked) && !existing.is_empty() {
            true => context.client.list("users/", &[]).await.map_err(|error| error.during("look up users"))?,
            false => Vec::new(),
        };
        let jobs = items.iter().zip(found).map(|(item, before)| {
            let before = before?;
            // What does not exist is told before anything is made.
            members::wanted(&refs, "users/", item.options.users.as_deref().unwrap_or_default())?;
            own_roles::wanted(&refs, item.options.roles.as_deref().unwrap_or_default())?;
            protect(context, item, before.as_ref(), &users)?;
            prepare::job::<Self>(context, item, before, &refs)
        });
        let mut outcomes = apply::<Self>(context, jobs.collect()).await;
        let present = items
            .iter()
            .zip(&mut outcomes)
            .filter(|(item, outcome)| item.state == State::Present && outcome.error.is_none());
        let work = async |(item, outcome): (&Item<Options>, &mut Outcome)| {
            if let Err(error) = belongings(context, item, &refs, &users, outcome).await {
                outcome.fail(&error);
            }
        };
        context.each(present.collect::<Vec<_>>(), work).await;
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// The users and the places of roles that the items name.
async fn references(context: &Context, items: &[Item<Options>]) -> Result<Refs, Error> {
    let users = items.iter().flat_map(|item| item.options.users.iter().flatten());
    let users = users.map(|name| ("users/".to_owned(), name.clone()));
    let roles = own_roles::references(items.iter().flat_map(|item| item.options.roles.iter().flatten()));
    lookup::resolve(context, users.chain(roles)).await.map_err(|error| error.during("look up references"))
}

/// Those of the users who are in a group.
fn members_of(group: &str, users: &[Value]) -> Named {
    let is_in = |user: &&Value| {
        let groups = user.get("groups").and_then(Value::as_array);
        !group.is_empty() && groups.into_iter().flatten().any(|other| href(other) == group)
    };
    members::by_name(users.iter().filter(is_in), "username")
}

/// Whoever takes its own rights away cannot take that back.
fn protect(context: &Context, item: &Item<Options>, before: Option<&Value>, users: &[Value]) -> Result<(), Error> {
    let me = context.client.user();
    let is_in = before.is_some_and(|group| members_of(&href(group), users).contains_key(me));
    let stays = match item.state {
        State::Absent => false,
        _ => item.options.users.as_ref().is_none_or(|names| names.iter().any(|name| name.trim() == me)),
    };
    if !is_in || stays || item.options.force {
        return Ok(());
    }
    Err(Error::State(format!(
        "user \"{me}\" runs this and would leave group \"{}\"; force: true does it all the same",
        item.label
    )))
}

async fn belongings(
    context: &Context,
    item: &Item<Options>,
    refs: &Refs,
    users: &[Value],
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let group_href = href(&outcome.entity);
    if let Some(names) = &item.options.users {
        let owner = Owner::Group { name: &item.label, href: &group_href };
        members::reconcile(context, &owner, &members_of(&group_href, users), names, refs, outcome).await?;
    }
    if let Some(roles) = &item.options.roles {
        let what = format!("group \"{}\"", item.label);
        own_roles::reconcile(context, &what, &group_href, refs, roles, item.options.roles_exclusive, outcome).await?;
    }
    Ok(())
}
