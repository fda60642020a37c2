//! Finds what uses content guards: distributions, composite guards, and domains that assign them to new distributions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Options;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::object::Fields;
use crate::outcome::Outcome;
use crate::version::Version;

pub const COMPOSITES: &str = "contentguards/core/composite/";

/// The first version of pulpcore in which domains can have a default content guard. On older servers, domains are not
/// listed.
const DOMAINS_HAVE_GUARDS: Version = Version(3, 106, 0);

/// Which objects use which guard.
#[derive(Default)]
pub struct Uses {
    /// The guard's href, and a description of the object that uses it.
    users: BTreeSet<(String, String)>,
}

/// Returns the hrefs of a composite guard's members.
fn members(composite: &Value) -> Vec<String> {
    let guards = composite.list("guards").iter();
    guards.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn name(user: &Value) -> String {
    user.name().to_owned()
}

impl Uses {
    /// Looks up what currently uses guards. In check mode, `done` holds what earlier steps of this run would have done.
    pub async fn look_up(context: &Context, done: &[(&Item<Options>, &Outcome)]) -> Result<Uses, Error> {
        let domains = async {
            match context.has(DOMAINS_HAVE_GUARDS) {
                true => context.client.list("domains/", &[("fields", "name,default_content_guard")]).await,
                false => Ok(Vec::new()),
            }
        };
        let (distributions, composites, domains) = futures::try_join!(
            context.client.list("distributions/", &[("fields", "name,content_guard")]),
            context.client.list(COMPOSITES, &[("fields", "name,guards")]),
            domains,
        )
        .map_err(|error| error.during("look up what uses the content guards"))?;
        let user = |object: &Value, kind: &str, key: &str| {
            Some((object.text(key)?.to_owned(), format!("{kind} \"{}\"", name(object))))
        };
        let distributions = distributions.iter().filter_map(|object| user(object, "distribution", "content_guard"));
        let domains = domains.iter().filter_map(|object| user(object, "domain", "default_content_guard"));
        let mut composites: BTreeMap<String, Vec<String>> =
            composites.iter().map(|composite| (name(composite), members(composite))).collect();
        if context.check {
            foresee(&mut composites, done);
        }
        let composites = composites.into_iter().flat_map(|(name, guards)| {
            guards.into_iter().map(move |guard| (guard, format!("content guard \"{name}\"")))
        });
        Ok(Uses { users: distributions.chain(domains).chain(composites).collect() })
    }

    /// Returns the error of deleting a guard that is in use; `None` if nothing uses it.
    pub fn of(&self, item: &Item<Options>, guard: &Value) -> Option<Error> {
        let guard = href(guard);
        let users: Vec<&str> =
            self.users.iter().filter(|(used, _)| *used == guard).map(|(_, user)| user.as_str()).collect();
        (!users.is_empty()).then(|| Error::InUse {
            what: format!("content guard \"{}\"", item.label),
            users: users.join(", "),
            consequence: ", which makes the content behind it public".to_owned(),
        })
    }
}

/// Applies what earlier steps of this run would have done to the members of composite guards.
fn foresee(composites: &mut BTreeMap<String, Vec<String>>, done: &[(&Item<Options>, &Outcome)]) {
    let done = done.iter().filter(|(item, outcome)| item.kind.path == COMPOSITES && outcome.error.is_none());
    for (item, outcome) in done {
        match item.state {
            State::Absent => drop(composites.remove(item.label.trim())),
            State::Present => drop(composites.insert(item.label.trim().to_owned(), members(&outcome.entity))),
            State::Read | State::Completed | State::Canceled => {}
        }
    }
}
