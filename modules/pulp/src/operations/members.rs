//! Members of groups. Each difference is sent as a request, because Pulp has no bulk request.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Reply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::lookup::{self, Refs, Target, href};
use crate::object::Fields;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::{Method, Request};
use crate::schema::Object;

/// Names and hrefs, of groups or of users.
pub type Named = BTreeMap<String, String>;

/// Returns the objects of a list by name.
pub fn by_name<'a>(objects: impl IntoIterator<Item = &'a Value>, key: &str) -> Named {
    let pair = |object: &'a Value| Some((object.text(key)?.to_owned(), href(object)));
    objects.into_iter().filter_map(pair).collect()
}

/// Resolves the given names of a list. In check mode, the href is empty if an earlier step would create the object.
pub fn wanted(refs: &Refs, list: &str, names: &[String]) -> Result<Named, Error> {
    let target = |name: &String| {
        let href = match refs.get(list, name)? {
            Target::Href(href) => href,
            Target::Planned(_) => String::new(),
        };
        Ok((name.trim().to_owned(), href))
    };
    names.iter().map(target).collect()
}

/// Returns the warnings for names that check mode assumes to exist.
pub fn not_yet<'a>(refs: &Refs, list: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let planned = names.into_iter().filter(|name| matches!(refs.get(list, name), Ok(Target::Planned(_))));
    planned.map(|name| lookup::not_yet(list, name.trim())).collect()
}

/// The owner of a list of names: a user has groups, a group has users. The href is empty if check mode only plans the
/// owner.
pub enum Owner<'a> {
    User { name: &'a str, href: &'a str },
    Group { name: &'a str, href: &'a str },
}

impl Owner<'_> {
    /// Returns the option that holds the names.
    fn option(&self) -> &'static str {
        match self {
            Owner::User { .. } => "groups",
            Owner::Group { .. } => "users",
        }
    }

    /// Returns the request that adds one user to a group or removes it, and the action for messages. Repeating the
    /// request is harmless.
    fn step(&self, (other, other_href, joins): &Move) -> (Request, String) {
        let (user, user_href, group, group_href) = match self {
            Owner::User { name, href } => (*name, *href, *other, *other_href),
            Owner::Group { name, href } => (*other, *other_href, *name, *href),
        };
        match joins {
            true => {
                let body: Object = [("username".to_owned(), Value::from(user))].into_iter().collect();
                let request = Request::post(format!("{group_href}users/"), body);
                (request, format!("add user \"{user}\" to group \"{group}\""))
            }
            false => {
                let id = user_href.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let request = Request::delete(format!("{group_href}users/{id}/"));
                (request, format!("remove user \"{user}\" from group \"{group}\""))
            }
        }
    }
}

/// Updates the names of an existing (or planned) owner to the given ones. Returns the new names if they changed.
/// `outcome` records what was done, even after a failure.
pub async fn reconcile(
    context: &Context,
    owner: &Owner<'_>,
    now: &Named,
    names: &[String],
    refs: &Refs,
    outcome: &mut Outcome,
) -> Result<Option<Named>, Error> {
    let list = format!("{}/", owner.option());
    outcome.warnings.extend(not_yet(refs, &list, names.iter().map(String::as_str)));
    let wanted = wanted(refs, &list, names)?;
    let (mut reached, mut changed) = (now.clone(), false);
    let mut result = Ok(());
    for step in moves(now, &wanted) {
        let (request, action) = owner.step(&step);
        let out_already = |cause: &Cause| request.method == Method::Delete && matches!(cause, Cause::Status(404, _));
        let did = match context.check {
            true => Ok(true),
            false => did(context.client.send(&request).await, out_already).map_err(|error| error.during(action)),
        };
        match did {
            Ok(did) => changed |= did,
            Err(error) => {
                result = Err(error);
                break;
            }
        }
        let (name, href, comes) = step;
        match comes {
            true => drop(reached.insert(name.to_owned(), href.to_owned())),
            false => drop(reached.remove(name)),
        }
    }
    if changed {
        note(outcome, owner.option(), now, &reached);
    }
    result.map(|()| (reached != *now).then_some(reached))
}

/// Returns whether a write did something. If it was rejected because nothing was left to do, it did something only if
/// an earlier attempt got no response; otherwise someone else was faster.
pub fn did(sent: Result<Reply, RequestError>, is_so: impl Fn(&Cause) -> bool) -> Result<bool, RequestError> {
    match sent {
        Ok(_) => Ok(true),
        Err(error) if is_so(&error.cause) => Ok(error.resent),
        Err(error) => Err(error),
    }
}

/// A name, its href, and whether it is added (or removed).
type Move<'a> = (&'a str, &'a str, bool);

/// Returns the moves that lead from one set of names to the other.
fn moves<'a>(now: &'a Named, wanted: &'a Named) -> Vec<Move<'a>> {
    let only = |one: &'a Named, other: &'a Named, comes: bool| {
        let entries = one.iter().filter(|(name, _)| !other.contains_key(*name));
        entries.map(move |(name, href)| (name.as_str(), href.as_str(), comes)).collect::<Vec<_>>()
    };
    [only(wanted, now, true), only(now, wanted, false)].concat()
}

/// Records an update of a list of names in the outcome of the object.
fn note(outcome: &mut Outcome, option: &str, now: &Named, wanted: &Named) {
    outcome.changed = true;
    if outcome.msg == "unchanged" {
        outcome.done(Reason::Updated, format!("{option} updated"));
    }
    let diff = outcome.diff.get_or_insert_default();
    if !now.is_empty() {
        diff.before.insert(option.to_owned(), json!(now.keys().collect::<Vec<_>>()));
    }
    diff.after.insert(option.to_owned(), json!(wanted.keys().collect::<Vec<_>>()));
}
