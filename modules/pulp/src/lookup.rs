//! Step 2: looks up objects by name in bulk: one list request per type of object, not one per item.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::object::Fields;
use crate::reason::Reason;
use crate::request::{Lookup, look_up};

/// Returns the objects of a list whose field `filter` has one of the values. `extra` is added to each query. If there
/// are too many values, the whole list is read with the query `whole`, so the result may contain other objects, too.
pub async fn by<'a>(
    context: &Context,
    path: &str,
    filter: &str,
    values: impl Iterator<Item = &'a str>,
    extra: &[(&str, &str)],
    whole: &[(&str, &str)],
) -> Result<Vec<Value>, RequestError> {
    let filters = match look_up(filter, values) {
        Lookup::Everything => return context.client.list(path, whole).await,
        Lookup::Filters(filters) => filters,
    };
    let pages = context
        .each(&filters, async |(name, value)| context.client.list(path, &[extra, &[(name, value)]].concat()).await);
    Ok(pages.await.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Returns the field that contains the name of a list's objects.
pub fn naming_field(path: &str) -> &'static str {
    match path {
        "users/" => "username",
        "access_policies/" => "viewset_name",
        _ => "name",
    }
}

/// Looks up objects by name.
pub async fn named<'a>(
    context: &Context,
    path: &str,
    names: impl Iterator<Item = &'a str>,
    extra: &[(&str, &str)],
) -> Result<Named, RequestError> {
    let wanted: BTreeSet<&str> = names.map(str::trim).collect();
    let mut found: HashMap<String, Vec<Value>> = HashMap::new();
    if !wanted.is_empty() {
        let key = naming_field(path);
        let objects = match path {
            // This list has no filter for several names, but servers have only a few signing services.
            "signing-services/" => context.client.list(path, &[]).await?,
            _ => by(context, path, key, wanted.iter().copied(), extra, extra).await?,
        };
        for object in objects {
            let name = object.text(key).unwrap_or_default();
            if wanted.contains(name) {
                found.entry(name.to_owned()).or_default().push(object);
            }
        }
    }
    Ok(Named(found))
}

/// The objects found for some names.
#[derive(Debug, Default)]
pub struct Named(HashMap<String, Vec<Value>>);

impl Named {
    /// Returns the object with that name; `None` if it does not exist or this user may not see it.
    pub fn one(&self, what: &str, name: &str) -> Result<Option<&Value>, Error> {
        match self.0.get(name.trim()).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([only]) => Ok(Some(only)),
            Some(several) => Err(Error::Ambiguous {
                what: format!("{what} \"{name}\""),
                count: several.len(),
                hrefs: several.iter().map(href).collect::<Vec<_>>().join(", "),
            }),
        }
    }
}

/// Returns the href of an object.
pub fn href(object: &Value) -> String {
    object.href().to_owned()
}

/// The target of a reference.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The href of the object.
    Href(String),
    /// The name of an object that does not exist; in check mode, an earlier step is assumed to create it.
    Planned(String),
}

/// Returns the warning for a missing object that check mode assumes to exist. `plugin_utils/failures.py` matches it.
pub fn not_yet(path: &str, name: &str) -> String {
    format!("{} \"{name}\" does not exist yet; assuming that an earlier step creates it", singular(path))
}

/// The resolved references of a run, by list and name.
#[derive(Debug, Default)]
pub struct Refs(BTreeMap<(String, String), Result<Target, Error>>);

impl Refs {
    /// Returns the target of `name` in the list `path`.
    pub fn get(&self, path: &str, name: &str) -> Result<Target, Error> {
        if name.starts_with('/') {
            return Ok(Target::Href(name.to_owned()));
        }
        self.0.get(&(path.to_owned(), name.trim().to_owned())).cloned().unwrap_or_else(|| {
            Err(Error::Because(Reason::Internal, format!("reference {name} in {path} was not looked up")))
        })
    }
}

/// Resolves references, given as pairs of list and name. A name can also be a PRN, or an href, which needs no lookup.
pub async fn resolve(
    context: &Context,
    wanted: impl IntoIterator<Item = (String, String)>,
) -> Result<Refs, RequestError> {
    let mut by_path: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, name) in wanted.into_iter().filter(|(_, name)| !name.starts_with('/')) {
        by_path.entry(path).or_default().insert(name.trim().to_owned());
    }
    let mut refs = Refs::default();
    for (path, names) in by_path {
        let (prns, names): (BTreeSet<String>, BTreeSet<String>) =
            names.into_iter().partition(|name| name.starts_with("prn:"));
        let fields = [("fields", "name,username,pulp_href,prn")];
        let found = named(context, &path, names.iter().map(String::as_str), &fields).await?;
        let by_prn = if prns.is_empty() {
            Vec::new()
        } else {
            by(context, &path, "prn", prns.iter().map(String::as_str), &fields, &fields).await?
        };
        let what = singular(&path);
        for name in names.into_iter().chain(prns) {
            let object = match by_prn.iter().find(|object| object.text("prn") == Some(&name)) {
                Some(object) => Ok(Some(object)),
                None => found.one(what, &name),
            };
            let target = match object {
                Ok(Some(object)) => Ok(Target::Href(href(object))),
                Ok(None) if context.check => Ok(Target::Planned(name.clone())),
                Ok(None) => {
                    Err(Error::Missing { what: format!("{what} \"{name}\""), user: context.client.user().to_owned() })
                }
                Err(error) => Err(error),
            };
            refs.0.insert((path.clone(), name), target);
        }
    }
    Ok(refs)
}

/// Returns the noun for the objects of a list, in words.
pub fn singular(path: &str) -> &'static str {
    match path.split('/').next().unwrap_or_default() {
        "remotes" => "remote",
        "repositories" => "repository",
        "contentguards" => "content guard",
        "signing-services" => "signing service",
        "publications" => "publication",
        "distributions" => "distribution",
        "users" => "user",
        "groups" => "group",
        "roles" => "role",
        "domains" => "domain",
        _ => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn lists_have_a_singular_noun() {
        for (path, word) in [
            ("remotes/rpm/rpm/", "remote"),
            ("repositories/", "repository"),
            ("contentguards/core/rbac/", "content guard"),
            ("signing-services/", "signing service"),
            ("publications/", "publication"),
            ("distributions/", "distribution"),
            ("users/", "user"),
            ("groups/", "group"),
            ("roles/", "role"),
            ("domains/", "domain"),
            ("uploads/", "object"),
        ] {
            assert_eq!(singular(path), word);
        }
    }
}
