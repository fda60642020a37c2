//! `group`: groups of users, their members and their roles.

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
use crate::reason::Reason;
use crate::schema::Type;
use crate::types;

/// The module `group`.
pub struct Group;

/// Options of `group` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Names of the users in the group. Other users are removed from it. Without this option, the members stay as they
    /// are.
    pub users: Option<Vec<String>>,
    /// Roles that the group holds, everywhere, in a domain or on one object. Other roles are removed, except for those
    /// on single objects. Without this option, all roles stay as they are.
    pub roles: Option<Vec<Held>>,
    /// Whether to remove roles on single objects too if they are not listed.
    #[serde(default)]
    pub roles_exclusive: bool,
    /// Whether the user that runs the module may leave the group, or delete a group that it is a member of.
    #[serde(default)]
    pub force: bool,
}

impl Operation for Group {
    const NOUN: &'static str = "group";
    const PLURAL: &'static str = "groups";
    const ABOUT: &'static str = "Manage groups of Pulp users, their members and their roles";
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
            // Missing objects are reported before anything is created.
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

/// Resolves the users and roles that the items name, and the objects and domains in which the roles are held.
async fn references(context: &Context, items: &[Item<Options>]) -> Result<Refs, Error> {
    let users = items.iter().flat_map(|item| item.options.users.iter().flatten());
    let users = users.map(|name| ("users/".to_owned(), name.clone()));
    let roles = own_roles::references(items.iter().flat_map(|item| item.options.roles.iter().flatten()));
    lookup::resolve(context, users.chain(roles)).await.map_err(|error| error.during("look up references"))
}

/// Returns the users who are members of a group.
fn members_of(group: &str, users: &[Value]) -> Named {
    let is_in = |user: &&Value| {
        let groups = user.get("groups").and_then(Value::as_array);
        !group.is_empty() && groups.into_iter().flatten().any(|other| href(other) == group)
    };
    members::by_name(users.iter().filter(is_in), "username")
}

/// Protects the user who runs the module from losing rights that it could not restore.
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
    Err(Error::Because(
        Reason::OwnAccess,
        format!(
            "user \"{me}\" runs this module and would leave group \"{}\"; hint: run it as another user, or set force: true",
            item.label
        ),
    ))
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
