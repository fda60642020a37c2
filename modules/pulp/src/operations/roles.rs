//! Who holds which role on one object. Only differences are sent, because Pulp rejects a whole request if one of its
//! holders already has the role.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::client::Reply;
use crate::context::Context;
use crate::error::Error;
use crate::object::Fields;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::Object;

/// A role, and who must hold it.
#[derive(Deserialize, JsonSchema, Clone, Debug)]
pub struct Grant {
    /// Name of the role.
    pub role: String,
    /// Groups that hold the role. Other groups lose it; an empty list removes it from all groups. Without this option,
    /// the groups stay as they are.
    #[serde(default, deserialize_with = "given")]
    pub groups: Option<Vec<String>>,
    /// Users that hold the role. Other users lose it; an empty list removes it from all users. Without this option, the
    /// users stay as they are.
    #[serde(default, deserialize_with = "given")]
    pub users: Option<Vec<String>>,
}

/// Reads null as an empty list; only a missing key means that nothing was given.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    Ok(Some(Option::<Vec<String>>::deserialize(deserializer)?.unwrap_or_default()))
}

/// The holders of one role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    pub groups: BTreeSet<String>,
    pub users: BTreeSet<String>,
}

impl Holders {
    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.users.is_empty()
    }

    fn with(&self, others: &Holders) -> Holders {
        Holders { groups: &self.groups | &others.groups, users: &self.users | &others.users }
    }

    fn without(&self, others: &Holders) -> Holders {
        Holders { groups: &self.groups - &others.groups, users: &self.users - &others.users }
    }
}

/// Roles and who holds them.
pub type Holdings = BTreeMap<String, Holders>;

/// Returns roles that one user holds.
pub fn held_by(user: &str, roles: &[&str]) -> Holdings {
    let holders = Holders { groups: BTreeSet::new(), users: [user.to_owned()].into() };
    roles.iter().map(|role| ((*role).to_owned(), holders.clone())).collect()
}

/// Reads the response of `list_roles`.
pub fn holdings(answer: &Value) -> Holdings {
    let names = |role: &Value, key: &str| {
        role.get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let roles = answer.list("roles").iter();
    roles
        .filter_map(|role| {
            Some((
                role.text("role")?.to_owned(),
                Holders { groups: names(role, "groups"), users: names(role, "users") },
            ))
        })
        .collect()
}

/// Returns who must hold which role afterwards, given who holds them now.
pub fn wanted(now: &Holdings, grants: &[Grant], exclusive: bool) -> Holdings {
    let mut wanted = Holdings::new();
    for grant in grants {
        let current = now.get(&grant.role).cloned().unwrap_or_default();
        // If a role is listed twice, the holders of both entries count.
        let earlier = wanted.remove(&grant.role);
        let mut holders = earlier.clone().unwrap_or_default();
        let mut add = |given: &Option<Vec<String>>,
                       current: &BTreeSet<String>,
                       into: fn(&mut Holders) -> &mut BTreeSet<String>| match given {
            Some(names) => into(&mut holders).extend(names.iter().cloned()),
            None if earlier.is_none() => into(&mut holders).extend(current.iter().cloned()),
            None => {}
        };
        add(&grant.groups, &current.groups, |holders| &mut holders.groups);
        add(&grant.users, &current.users, |holders| &mut holders.users);
        wanted.insert(grant.role.clone(), holders);
    }
    for (role, holders) in now {
        // A role that users hold is left alone, so that an incomplete list does not lock out the creator.
        if !wanted.contains_key(role) && !exclusive && !holders.users.is_empty() {
            wanted.insert(role.clone(), holders.clone());
        }
    }
    wanted
}

/// Pulp's actions on an object with roles.
const ADD: &str = "add_role";
const REMOVE: &str = "remove_role";

/// A request: the action, the role and its holders.
type Step = (&'static str, String, Holders);

/// Returns the requests that lead from one state to the other.
fn steps(now: &Holdings, wanted: &Holdings) -> Vec<Step> {
    let nobody = Holders::default();
    let roles: BTreeSet<&String> = now.keys().chain(wanted.keys()).collect();
    let each = roles.into_iter().flat_map(|role| {
        let (have, want) = (now.get(role).unwrap_or(&nobody), wanted.get(role).unwrap_or(&nobody));
        [(ADD, role.clone(), want.without(have)), (REMOVE, role.clone(), have.without(want))]
    });
    each.filter(|(_, _, who)| !who.is_empty()).collect()
}

/// Returns whether a step has nothing left to do.
fn is_taken((call, role, who): &Step, now: &Holdings) -> bool {
    let nobody = Holders::default();
    let holders = now.get(role).unwrap_or(&nobody);
    match *call == ADD {
        true => who.without(holders).is_empty(),
        false => who.without(holders) == *who,
    }
}

/// Updates the roles on an object to the wanted ones. `at_first` lists who holds which role on a new object, for check
/// mode, where it has no href yet. `outcome` records what was done, even after a failure.
pub async fn reconcile(
    context: &Context,
    what: &str,
    object: &str,
    at_first: Holdings,
    grants: &[Grant],
    exclusive: bool,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let mut now = if object.is_empty() { at_first } else { read(context, what, object).await? };
    let target = wanted(&now, grants, exclusive);
    let mut done = Vec::new();
    let mut result = Ok(());
    if context.check {
        done = steps(&now, &target);
    } else {
        for _ in 0..TRIES {
            let failed = match apply(context, what, object, &target, &mut now, &mut done).await {
                Ok(()) => {
                    result = Ok(());
                    break;
                }
                Err(failed) => failed,
            };
            let refused = matches!(failed.error.answer(), Some((400, _)));
            result = Err(failed.error);
            // A rejected step may already be done, by an earlier attempt whose response was lost or by someone else:
            // read again.
            let found = if refused { read(context, what, object).await.ok() } else { None };
            let Some(found) = found.filter(|found| *found != now) else {
                break;
            };
            now = found;
            if failed.resent && is_taken(&failed.step, &now) {
                done.push(failed.step);
            }
        }
    }
    note(outcome, &done);
    result
}

/// The number of attempts. Before each retry, the current holders are read again.
const TRIES: usize = 5;

async fn read(context: &Context, what: &str, object: &str) -> Result<Holdings, Error> {
    let reply = context.client.send(&Request::get(format!("{object}list_roles/"), &[])).await;
    Ok(holdings(&reply.map_err(|error| error.during(format!("read the roles on {what}")))?.body))
}

/// A step that failed.
struct Failed {
    step: Step,
    /// Whether an earlier attempt got no response.
    resent: bool,
    error: Error,
}

/// Sends the steps from `now` to `target`; `now` and `done` are updated with every request that succeeds.
async fn apply(
    context: &Context,
    what: &str,
    object: &str,
    target: &Holdings,
    now: &mut Holdings,
    done: &mut Vec<Step>,
) -> Result<(), Failed> {
    for step in steps(now, target) {
        let (call, role, who) = &step;
        let mut body = Object::new();
        body.insert("role".to_owned(), role.as_str().into());
        for (key, names) in [("groups", &who.groups), ("users", &who.users)] {
            if !names.is_empty() {
                body.insert(key.to_owned(), names.iter().map(String::as_str).collect());
            }
        }
        let action = || format!("{} holders of role \"{role}\" on {what}", if *call == ADD { "add" } else { "remove" });
        let landed = async || {
            let reply = context.client.send(&Request::get(format!("{object}list_roles/"), &[])).await?;
            Ok(is_taken(&step, &holdings(&reply.body)).then(|| Reply::found(reply.body)))
        };
        if let Err(error) = context.client.post(&Request::post(format!("{object}{call}/"), body), landed).await {
            return Err(Failed { resent: error.resent, error: error.during(action()), step });
        }
        let holders = now.remove(role).unwrap_or_default();
        let holders = if *call == ADD { holders.with(who) } else { holders.without(who) };
        if !holders.is_empty() {
            now.insert(role.clone(), holders);
        }
        done.push(step);
    }
    Ok(())
}

/// Records the steps that were taken in the outcome of the object. Only these are shown, because check mode cannot know
/// which other roles the creator gets.
fn note(outcome: &mut Outcome, done: &[Step]) {
    if done.is_empty() {
        return;
    }
    outcome.changed = true;
    if outcome.msg == "unchanged" {
        outcome.done(Reason::Updated, "roles updated");
    }
    let of = |wanted: &str| -> Value {
        let steps = done.iter().filter(|(call, _, _)| *call == wanted);
        let shown = steps.map(|(_, role, who)| (role.clone(), json!({"groups": who.groups, "users": who.users})));
        Value::Object(shown.collect())
    };
    let diff = outcome.diff.get_or_insert_default();
    diff.before.insert("roles".to_owned(), of(REMOVE));
    diff.after.insert("roles".to_owned(), of(ADD));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holdings_of(roles: &[(&str, &[&str], &[&str])]) -> Holdings {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        roles
            .iter()
            .map(|(role, groups, users)| ((*role).to_owned(), Holders { groups: set(groups), users: set(users) }))
            .collect()
    }

    fn grants(grants: Value) -> Vec<Grant> {
        serde_json::from_value(grants).unwrap()
    }

    #[test]
    fn omitted_holders_stay_and_null_clears() {
        let now = holdings_of(&[("down", &["a", "b"], &["u"])]);
        let then = |grant: Value| wanted(&now, &grants(json!([grant])), false);
        assert_eq!(then(json!({"role": "down", "groups": ["b", "c"]})), holdings_of(&[("down", &["b", "c"], &["u"])]));
        assert_eq!(then(json!({"role": "down", "groups": null})), holdings_of(&[("down", &[], &["u"])]));
        assert_eq!(then(json!({"role": "down", "users": []})), holdings_of(&[("down", &["a", "b"], &[])]));
        assert_eq!(then(json!({"role": "down"})), now);
    }

    #[test]
    fn repeated_roles_are_merged() {
        let twice =
            grants(json!([{"role": "down", "groups": ["a"]}, {"role": "down", "groups": ["b"], "users": ["u"]}]));
        assert_eq!(wanted(&Holdings::new(), &twice, false), holdings_of(&[("down", &["a", "b"], &["u"])]));
    }

    #[test]
    fn unlisted_roles_without_users_are_removed() {
        let now = holdings_of(&[("owner", &["a"], &["creator"]), ("viewer", &["a"], &[])]);
        assert_eq!(wanted(&now, &[], false), holdings_of(&[("owner", &["a"], &["creator"])]));
        assert_eq!(wanted(&now, &[], true), Holdings::new());
    }

    #[test]
    fn calls_contain_only_differences() {
        let now = holdings_of(&[("down", &["a", "b"], &["u"]), ("view", &["x"], &[])]);
        let then = holdings_of(&[("down", &["b", "c"], &["u"])]);
        let set = |name: &str| Holders { groups: [name.to_owned()].into(), users: BTreeSet::new() };
        assert_eq!(
            steps(&now, &then),
            [
                ("add_role", "down".to_owned(), set("c")),
                ("remove_role", "down".to_owned(), set("a")),
                ("remove_role", "view".to_owned(), set("x")),
            ]
        );
        assert_eq!(steps(&then, &then), []);
    }
}
