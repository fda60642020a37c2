//! `user`: users, their groups and their roles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::members::{self, Named, Owner};
use super::own_roles::{self, Held};
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Refs, href};
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Plan, Step};
use crate::prepare::{self, Found, Job};
use crate::reason::Reason;
use crate::redact;
use crate::schema::Type;
use crate::types;

/// The module `user`.
pub struct User;

/// When to update the password of an existing user.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum UpdatePassword {
    /// Whenever it differs from the current password.
    #[default]
    Always,
    /// Never: only a new user gets the password.
    OnCreate,
}

/// Options of `user` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to update the password of an existing user. With `always` it is updated if it differs from the current
    /// one; with `on_create` only new users get it.
    #[serde(default)]
    pub update_password: UpdatePassword,
    /// Names of the groups that the user is a member of. The user is removed from other groups. Without this option,
    /// all memberships stay as they are.
    pub groups: Option<Vec<String>>,
    /// Roles that the user holds, everywhere, in a domain or on one object. Other roles are removed, except for those
    /// on single objects. Without this option, all roles stay as they are.
    pub roles: Option<Vec<Held>>,
    /// Whether to remove roles on single objects too if they are not listed.
    #[serde(default)]
    pub roles_exclusive: bool,
    /// Whether the user that runs the module may lose groups, roles, `is_staff` or the right to log in, or delete
    /// itself.
    #[serde(default)]
    pub force: bool,
}

impl Operation for User {
    const NOUN: &'static str = "user";
    const PLURAL: &'static str = "users";
    const ABOUT: &'static str = "Manage Pulp users, their groups and their roles";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::user::TYPES;
    const KEY: &'static [&'static str] = &["username"];
    const NESTED: bool = true;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = references(context, items).await?;
        let passwords = context.each(items.iter().zip(&found), async |(item, before)| {
            judge(context, item, before.as_ref().ok().and_then(Option::as_ref)).await
        });
        let passwords = passwords.await;
        let items: Vec<Item<Options>> =
            items.iter().zip(&passwords).map(|(item, password)| with_password(item, password)).collect();
        let lost = lost_role(context, &items, &found, &refs).await;
        let jobs = items.iter().zip(found).zip(passwords).map(|((item, before), password)| {
            let (before, password) = (before?, password?);
            // Missing objects are reported before anything is created.
            members::wanted(&refs, "groups/", item.options.groups.as_deref().unwrap_or_default())?;
            own_roles::wanted(&refs, item.options.roles.as_deref().unwrap_or_default())?;
            protect(context, item, before.as_ref(), &refs, lost.as_ref())?;
            let mut job = prepare::job::<Self>(context, item, before, &refs)?;
            if password == Password::Differs {
                claim(&mut job.plan);
            }
            Ok(job)
        });
        let mut jobs: Vec<_> = items.iter().zip(jobs).collect();
        // The user who runs the module comes last, because it may lose its rights, or its session with a new password.
        let own = items.iter().position(|item| item.label == context.client.user());
        let own = own.map(|place| (place, jobs.remove(place)));
        let mut outcomes = bring(context, jobs, &refs).await?;
        if let Some((place, work)) = own {
            let label = work.0.label.clone();
            // What was done to the others is still reported.
            let outcome = match bring(context, vec![work], &refs).await {
                Err(error) if !outcomes.is_empty() => vec![Outcome::failed(&label, &error)],
                outcome => outcome?,
            };
            outcomes.splice(place..place, outcome);
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

type Work<'a> = (&'a Item<Options>, Result<Job<'a, Options>, Error>);

/// Carries out the jobs of some items, then updates their groups and roles, which Pulp keeps in separate lists.
async fn bring(context: &Context, work: Vec<Work<'_>>, refs: &Refs) -> Result<Vec<Outcome>, Error> {
    let (items, jobs): (Vec<_>, Vec<_>) = work.into_iter().unzip();
    // If a plan still leaves the comparison to the server here, its password could not be compared.
    let blind: Vec<bool> =
        jobs.iter().map(|job| job.as_ref().is_ok_and(|job| matches!(job.plan.step, Step::Ask(_)))).collect();
    let mut outcomes = apply::<User>(context, jobs).await;
    for ((item, outcome), blind) in items.iter().zip(&mut outcomes).zip(blind) {
        if outcome.error.is_some() || item.state != State::Present {
            continue;
        }
        if blind {
            outcome.extra.insert("not_compared".to_owned(), json!(["password"]));
        }
        let own = !context.check && item.label == context.client.user();
        if let Some(password) = item.text("password").filter(|_| own)
            && let Err(error) = context.client.go_on_with(password).await
        {
            outcome.fail(&error.during("log in with the new password"));
        }
    }
    let present = items
        .iter()
        .zip(&mut outcomes)
        .filter(|(item, outcome)| item.state == State::Present && outcome.error.is_none());
    let work = async |(item, outcome): (&&Item<Options>, &mut Outcome)| {
        if let Err(error) = belongings(context, item, refs, outcome).await {
            outcome.fail(&error);
        }
    };
    context.each(present.collect::<Vec<_>>(), work).await;
    Ok(outcomes)
}

/// Returns the role that the user who runs the module would lose.
async fn lost_role(
    context: &Context,
    items: &[Item<Options>],
    found: &[Found],
    refs: &Refs,
) -> Result<Option<String>, Error> {
    let mine = items.iter().zip(found).find(|(item, _)| item.label == context.client.user() && !item.options.force);
    let Some((item, Ok(Some(before)))) = mine else {
        return Ok(None);
    };
    match &item.options.roles {
        Some(roles) if item.state == State::Present => {
            let what = format!("user \"{}\"", item.label);
            own_roles::loss(context, &what, &href(before), refs, roles, item.options.roles_exclusive).await
        }
        _ => Ok(None),
    }
}

/// Resolves the groups and roles that the items name, and the objects and domains in which the roles are held.
async fn references(context: &Context, items: &[Item<Options>]) -> Result<Refs, Error> {
    let groups = items.iter().flat_map(|item| item.options.groups.iter().flatten());
    let groups = groups.map(|name| ("groups/".to_owned(), name.clone()));
    let roles = own_roles::references(items.iter().flat_map(|item| item.options.roles.iter().flatten()));
    lookup::resolve(context, groups.chain(roles)).await.map_err(|error| error.during("look up references"))
}

/// What a given password means for the user.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Password {
    /// No password is given, or it does not have to be sent.
    Untouched,
    /// The user is new.
    New,
    Differs,
    /// The user may not log in, so the password cannot be compared.
    Unknown,
}

/// Compares a password with the current one by logging in with it, because Pulp returns 200 even if the password stays
/// the same.
async fn judge(context: &Context, item: &Item<Options>, before: Option<&Value>) -> Result<Password, Error> {
    let (Some(password), State::Present) = (item.text("password"), item.state) else {
        return Ok(Password::Untouched);
    };
    let Some(before) = before else {
        return Ok(Password::New);
    };
    if item.options.update_password == UpdatePassword::OnCreate {
        return Ok(Password::Untouched);
    }
    if before.get("is_active") == Some(&Value::Bool(false)) {
        return Ok(Password::Unknown);
    }
    let accepted = context.client.accepts(&item.label, password).await;
    let accepted = accepted.map_err(|error| error.during(format!("check the password of user \"{}\"", item.label)))?;
    Ok(if accepted { Password::Untouched } else { Password::Differs })
}

/// Returns the item, without its password if that must not be sent.
fn with_password(item: &Item<Options>, password: &Result<Password, Error>) -> Item<Options> {
    let mut item = item.clone();
    if matches!(password, Ok(Password::Untouched)) {
        item.desired.shift_remove("password");
    }
    item
}

/// Treats a password that is known to differ like any other change.
fn claim(plan: &mut Plan) {
    plan.not_compared.retain(|option| option != "password");
    plan.claim();
    let diff = plan.diff.get_or_insert_default();
    diff.before.insert("password".to_owned(), redact::HIDDEN_VALUE.into());
    diff.after.insert("password".to_owned(), redact::CHANGED_VALUE.into());
}

/// Protects the user who runs the module from locking itself out, which it could not undo.
fn protect(
    context: &Context,
    item: &Item<Options>,
    before: Option<&Value>,
    refs: &Refs,
    lost: Result<&Option<String>, &Error>,
) -> Result<(), Error> {
    let Some(before) = before.filter(|_| !item.options.force && item.label == context.client.user()) else {
        return Ok(());
    };
    let loses = |flag: &str| {
        before.get(flag) == Some(&Value::Bool(true)) && item.desired.get(flag) == Some(&Value::Bool(false))
    };
    let loss = match item.state {
        State::Absent => Some("delete itself".to_owned()),
        State::Present if loses("is_active") => Some("lose the right to log in".to_owned()),
        State::Present if loses("is_staff") => Some("lose is_staff".to_owned()),
        State::Present => {
            let groups =
                item.options.groups.as_deref().map(|names| members::wanted(refs, "groups/", names)).transpose()?;
            let now = groups_of(before);
            let left = groups.and_then(|wanted| now.keys().find(|name| !wanted.contains_key(*name)).cloned());
            let role = lost.map_err(Clone::clone)?;
            left.map(|group| format!("leave group \"{group}\""))
                .or_else(|| role.as_ref().map(|role| format!("lose role \"{role}\"")))
        }
        _ => None,
    };
    match loss {
        None => Ok(()),
        Some(loss) => Err(Error::Because(
            Reason::OwnAccess,
            format!(
                "user \"{}\" runs this module and would {loss}; hint: run it as another user, or set force: true",
                item.label
            ),
        )),
    }
}

fn groups_of(user: &Value) -> Named {
    members::by_name(user.list("groups").iter(), "name")
}

/// Updates the groups and roles of an existing (or planned) user to the wanted ones.
async fn belongings(context: &Context, item: &Item<Options>, refs: &Refs, outcome: &mut Outcome) -> Result<(), Error> {
    let user_href = href(&outcome.entity);
    if let Some(names) = &item.options.groups {
        let owner = Owner::User { name: &item.label, href: &user_href };
        let now = groups_of(&outcome.entity);
        if let Some(wanted) = members::reconcile(context, &owner, &now, names, refs, outcome).await? {
            let groups = wanted.iter().map(|(name, href)| json!({"name": name, "pulp_href": href}));
            outcome.entity["groups"] = groups.collect();
        }
    }
    if let Some(roles) = &item.options.roles {
        let what = format!("user \"{}\"", item.label);
        own_roles::reconcile(context, &what, &user_href, refs, roles, item.options.roles_exclusive, outcome).await?;
    }
    Ok(())
}
