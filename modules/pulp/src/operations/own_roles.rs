//! The roles that a user or a group holds: everywhere, in a domain, or on one object.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::members;
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::lookup::{self, Refs, Target};
use crate::object::Fields;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::{Request, chunks};
use crate::schema::Object;

/// A role, and where it is held.
#[derive(Deserialize, JsonSchema, Clone, Debug)]
pub struct Held {
    /// Name of the role.
    pub role: String,
    /// Name of the domain in which the role is held.
    pub domain: Option<String>,
    /// PRN or href of the single object on which the role is held.
    pub object: Option<String>,
    /// Name of the repository on which the role is held.
    pub repository: Option<String>,
    /// Name of the remote on which the role is held.
    pub remote: Option<String>,
    /// Name of the distribution on which the role is held.
    pub distribution: Option<String>,
    /// Name of the content guard on which the role is held.
    pub content_guard: Option<String>,
}

impl Held {
    /// Returns the list and name of everything on which or in which the role is held.
    fn places(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let places = [
            (ANY_LIST, &self.object),
            ("repositories/", &self.repository),
            ("remotes/", &self.remote),
            ("distributions/", &self.distribution),
            ("contentguards/", &self.content_guard),
            ("domains/", &self.domain),
        ];
        places.into_iter().filter_map(|(list, name)| Some((list, name.as_deref()?)))
    }

    /// Returns the one place; `None` if the role is held everywhere.
    fn place(&self) -> Option<(&'static str, &str)> {
        self.places().next()
    }
}

/// Used in place of a list, for the href or PRN of an object of any kind.
const ANY_LIST: &str = "";

const ROLES: &str = "roles/";

/// Returns the roles and places to resolve, as pairs of list and name.
pub fn references<'a>(roles: impl Iterator<Item = &'a Held>) -> impl Iterator<Item = (String, String)> {
    let names = roles.flat_map(|held| held.places().chain([(ROLES, held.role.as_str())]));
    names.filter(|(list, _)| *list != ANY_LIST).map(|(list, name)| (list.to_owned(), name.to_owned()))
}

/// Where a role is held: a field of Pulp's request, and its value.
type Place = Option<(&'static str, String)>;

/// The wanted roles, each with its text for messages and diffs.
pub type Wanted = BTreeMap<(String, Place), String>;

/// Resolves the given roles; a missing object is an error.
pub fn wanted(refs: &Refs, roles: &[Held]) -> Result<Wanted, Error> {
    let mut wanted = Wanted::new();
    for held in roles {
        if held.places().count() > 1 {
            return Err(Error::State(format!(
                "role \"{}\": only one of object, repository, remote, distribution, content_guard and domain can \
                 be set; hint: add an entry for each",
                held.role
            )));
        }
        refs.get(ROLES, &held.role)?;
        let place = match held.place() {
            None => None,
            Some((ANY_LIST, prn)) if prn.starts_with("prn:") => Some((OBJECT_PRN, prn.to_owned())),
            Some((ANY_LIST, href)) => Some((OBJECT, href.to_owned())),
            Some((list, name)) => {
                let href = match refs.get(list, name)? {
                    Target::Href(href) => href,
                    Target::Planned(name) => name,
                };
                Some((if list == "domains/" { DOMAIN } else { OBJECT }, href))
            }
        };
        let shown = held.place().map_or_else(|| held.role.clone(), |(_, name)| format!("{} on {name}", held.role));
        wanted.insert((held.role.clone(), place), shown);
    }
    Ok(wanted)
}

/// Reads the roles of a user or group that matter for `wanted`. There are none if check mode only plans to create it.
async fn held(
    context: &Context,
    what: &str,
    holder: &str,
    wanted: &Wanted,
    exclusive: bool,
) -> Result<Vec<Value>, Error> {
    if holder.is_empty() {
        return Ok(Vec::new());
    }
    let list = read_held(context, &format!("{holder}roles/"), wanted, exclusive).await;
    list.map_err(|error| error.during(format!("read the roles of {what}")))
}

/// Reads roles on no object with a filter, and roles on objects separately, because Pulp returns a role on a deleted
/// group as if it were held everywhere (3.43.3, 3.123.1). Unless `exclusive`, reads only the wanted roles on objects,
/// because a user holds a role on each task that it started, and Pulp takes a minute to list 8,000 of these.
async fn read_held(
    context: &Context,
    list: &str,
    wanted: &Wanted,
    exclusive: bool,
) -> Result<Vec<Value>, RequestError> {
    let on_objects = wanted.keys().filter(|(_, place)| matches!(place, Some((field, _)) if *field != DOMAIN));
    let names: BTreeSet<&str> = on_objects.map(|(role, _)| role.as_str()).collect();
    let mut queries = vec![vec![(OBJECT.to_owned(), "null".to_owned())]];
    match exclusive {
        true => queries.push(Vec::new()),
        false => queries.extend(chunks("role", names.into_iter()).into_iter().map(|filter| vec![filter])),
    }
    let read = async |query: &Vec<(String, String)>| {
        let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        context.client.list(list, &query).await
    };
    let mut parts = context.each(&queries, read).await.into_iter();
    let mut held = parts.next().transpose()?.unwrap_or_default();
    for part in parts {
        held.extend(part?.into_iter().filter(|held| held.text(OBJECT).is_some()));
    }
    Ok(held)
}

/// Returns the roles that are not wanted. Unless `exclusive`, roles on single objects stay, because the creator of an
/// object gets some.
fn surplus<'a>(now: &'a [Value], wanted: &Wanted, exclusive: bool) -> Vec<&'a Value> {
    let goes = |held: &&Value| !wanted.keys().any(|key| is(held, key)) && (exclusive || held.text(OBJECT).is_none());
    now.iter().filter(goes).collect()
}

/// Returns a role that the holder would lose, if there is one.
pub async fn loss(
    context: &Context,
    what: &str,
    holder: &str,
    refs: &Refs,
    roles: &[Held],
    exclusive: bool,
) -> Result<Option<String>, Error> {
    let wanted = wanted(refs, roles)?;
    let now = held(context, what, holder, &wanted, exclusive).await?;
    Ok(surplus(&now, &wanted, exclusive).first().map(|held| shown(held)))
}

/// Updates the roles of a holder to the wanted ones. `holder` is the href of a user or a group; it is empty if check
/// mode only plans the holder. `outcome` records what was done, even after a failure.
pub async fn reconcile(
    context: &Context,
    what: &str,
    holder: &str,
    refs: &Refs,
    roles: &[Held],
    exclusive: bool,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let wanted = wanted(refs, roles)?;
    let list = format!("{holder}roles/");
    let now = held(context, what, holder, &wanted, exclusive).await?;
    let missing: Vec<_> = wanted.iter().filter(|(key, _)| !now.iter().any(|held| is(held, key))).collect();
    let surplus = surplus(&now, &wanted, exclusive);
    for held in roles {
        outcome.warnings.extend(members::not_yet(refs, ROLES, [held.role.as_str()]));
        if let Some((list, name)) = held.place().filter(|(list, _)| *list != ANY_LIST) {
            outcome.warnings.extend(members::not_yet(refs, list, [name]));
        }
    }
    let (mut given, mut taken) = (Vec::new(), Vec::new());
    let sent = async {
        for (key, shown) in missing {
            let (role, place) = key;
            if !context.check {
                let mut body = Object::new();
                body.insert("role".to_owned(), role.as_str().into());
                match place {
                    Some((field, value)) => body.insert((*field).to_owned(), value.as_str().into()),
                    None => body.insert(OBJECT.to_owned(), Value::Null),
                };
                let landed = async || {
                    let one = BTreeMap::from([(key.clone(), String::new())]);
                    let now = read_held(context, &list, &one, false).await?;
                    Ok(now.into_iter().find(|held| is(held, key)).map(Reply::found))
                };
                let sent = context.client.post(&Request::post(list.clone(), body), landed).await;
                // Pulp's messages for users and for groups (3.43.3 and 3.123.1).
                let held_already = |cause: &Cause| matches!(cause, Cause::Status(400, problem) if problem.says("The role is already assigned to this"));
                let did = members::did(sent, held_already);
                if !did.map_err(|error| error.during(format!("add role \"{shown}\" to {what}")))? {
                    continue;
                }
            }
            given.push(shown);
        }
        for held in surplus {
            if !context.check {
                let sent = context.client.send(&Request::delete(lookup::href(held))).await;
                let did = members::did(sent, |cause| matches!(cause, Cause::Status(404, _)));
                let action = || format!("remove role \"{}\" from {what}", shown(held));
                if !did.map_err(|error| error.during(action()))? {
                    continue;
                }
            }
            taken.push(shown(held));
        }
        Ok(())
    };
    let sent = sent.await;
    if !given.is_empty() || !taken.is_empty() {
        note(outcome, &given, &taken);
    }
    sent
}

/// Records an update of roles in the outcome of the object.
fn note(outcome: &mut Outcome, given: &[&String], taken: &[String]) {
    outcome.changed = true;
    if outcome.msg == "unchanged" {
        outcome.done(Reason::Updated, "roles updated");
    }
    let diff = outcome.diff.get_or_insert_default();
    if !taken.is_empty() {
        diff.before.insert("roles".to_owned(), json!(taken));
    }
    diff.after.insert("roles".to_owned(), json!(given));
}

const OBJECT: &str = "content_object";
const OBJECT_PRN: &str = "content_object_prn";
const DOMAIN: &str = "domain";

/// Returns whether a held role is the given one.
fn is(held: &Value, (role, place): &(String, Place)) -> bool {
    let somewhere = [OBJECT, DOMAIN].into_iter().any(|field| held.text(field).is_some());
    held.text("role") == Some(role)
        && match place {
            None => !somewhere,
            Some((field, value)) => held.text(field) == Some(value),
        }
}

fn shown(held: &Value) -> String {
    let role = held.text("role").unwrap_or_default();
    let place = [OBJECT, DOMAIN].into_iter().find_map(|field| held.text(field));
    place.map_or_else(|| role.to_owned(), |place| format!("{role} on {place}"))
}
