//! Who is in which group: exact differences, one call each, as Pulp has no bulk form.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use crate::lookup::{self, Refs, Target, href};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::schema::Object;

/// Names and hrefs, of groups or of users.
pub type Named = BTreeMap<String, String>;

/// The objects of a list by their name.
pub fn by_name<'a>(objects: impl IntoIterator<Item = &'a Value>, key: &str) -> Named {
    let pair = |object: &'a Value| Some((object.get(key)?.as_str()?.to_owned(), href(object)));
    objects.into_iter().filter_map(pair).collect()
}

/// What the given names of a list stand for; in check mode without href where an earlier step would have made it.
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

/// What is to be said of names that only check mode takes for made.
pub fn not_yet<'a>(refs: &Refs, list: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let planned = names.into_iter().filter(|name| matches!(refs.get(list, name), Ok(Target::Planned(_))));
    planned.map(|name| lookup::not_yet(list, name.trim())).collect()
}

/// One user comes into a group, or leaves it.
pub struct Step<'a> {
    pub user: &'a str,
    pub user_href: &'a str,
    pub group: &'a str,
    pub group_href: &'a str,
    pub joins: bool,
}

/// A name, its href, and whether it comes or goes.
pub type Move<'a> = (&'a str, &'a str, bool);

/// What leads from one to the other.
pub fn moves<'a>(now: &'a Named, wanted: &'a Named) -> Vec<Move<'a>> {
    let only = |one: &'a Named, other: &'a Named, comes: bool| {
        let entries = one.iter().filter(|(name, _)| !other.contains_key(*name));
        entries.map(move |(name, href)| (name.as_str(), href.as_str(), comes)).collect::<Vec<_>>()
    };
    [only(wanted, now, true), only(now, wanted, false)].concat()
}

/// Sends a step; both directions are harmless if it is so already.
pub async fn take(context: &Context, step: &Step<'_>) -> Result<(), Error> {
    let Step { user, user_href, group, group_href, joins } = step;
    let (request, action) = match joins {
        true => {
            let body: Object = [("username".to_owned(), Value::from(*user))].into_iter().collect();
            (Request::post(format!("{group_href}users/"), body), format!("add user \"{user}\" to group \"{group}\""))
        }
        false => {
            let id = user_href.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let request = Request::delete(format!("{group_href}users/{id}/"));
            (request, format!("take user \"{user}\" out of group \"{group}\""))
        }
    };
    context.client.send(&request).await.map_err(|error| error.during(action))?;
    Ok(())
}

/// Adds a change of a list of names to the outcome of the object itself.
pub fn note(outcome: &mut Outcome, option: &str, now: &Named, wanted: &Named) {
    outcome.changed = true;
    if outcome.msg == "unchanged" {
        outcome.msg = format!("{option} changed");
    }
    let diff = outcome.diff.get_or_insert_default();
    if !now.is_empty() {
        diff.before.insert(option.to_owned(), json!(now.keys().collect::<Vec<_>>()));
    }
    diff.after.insert(option.to_owned(), json!(wanted.keys().collect::<Vec<_>>()));
}
