//! `info`: reads the server's status and lists of its objects, and joins related objects that Pulp only references by
//! href.

use std::collections::{BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api_call::plain;
use super::shown::{self, kinds};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::{self, href};
use crate::object::{Fields, PublicationView, RepositoryView, VersionHref};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::schema::{Object, Type};
use crate::serving::{self, Served, Serving};
use crate::types;

/// The module `info`.
pub struct Info;

/// What can be read.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub enum What {
    #[default]
    Status,
    Repositories,
    RepositoryVersions,
    Remotes,
    Publications,
    Distributions,
    ContentGuards,
    Content,
    Artifacts,
    Users,
    Groups,
    Roles,
    AccessPolicies,
    Tasks,
    TaskGroups,
    Workers,
    Domains,
    SigningServices,
    UpstreamPulps,
    Uploads,
}

impl What {
    /// Returns the path of its list below the API.
    fn path(self) -> &'static str {
        match self {
            What::Status => "status/",
            What::Repositories => "repositories/",
            What::RepositoryVersions => "repository_versions/",
            What::Remotes => "remotes/",
            What::Publications => "publications/",
            What::Distributions => "distributions/",
            What::ContentGuards => "contentguards/",
            What::Content => "content/",
            What::Artifacts => "artifacts/",
            What::Users => "users/",
            What::Groups => "groups/",
            What::Roles => "roles/",
            What::AccessPolicies => "access_policies/",
            What::Tasks => "tasks/",
            What::TaskGroups => "task-groups/",
            What::Workers => "workers/",
            What::Domains => "domains/",
            What::SigningServices => "signing-services/",
            What::UpstreamPulps => "upstream-pulps/",
            What::Uploads => "uploads/",
        }
    }

    /// Returns whether there are several types; the list of all types shows only the fields that they have in common.
    fn has_types(self) -> bool {
        use What::{ContentGuards, Distributions, Publications, Remotes, Repositories};
        matches!(self, ContentGuards | Distributions | Publications | Remotes | Repositories)
    }

    fn is_joined(self) -> bool {
        matches!(self, What::Repositories | What::Publications | What::Distributions)
    }
}

/// Options of `info`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// What to read: the server's status, or a list of objects.
    #[serde(default)]
    pub what: What,
    /// Types of the objects, such as `rpm` or `container`, as in the option `type` of the other modules. Defaults to
    /// all types.
    #[serde(default)]
    pub types: Vec<String>,
    /// Names of the objects; for users, the login names. Defaults to all objects.
    #[serde(default)]
    pub name: Vec<String>,
    /// Additional filters, named as in Pulp's API. A list becomes one comma-separated value.
    #[serde(default)]
    pub filter: Object,
    /// Whether to add a key `joined` to repositories, publications and distributions. It contains their repository
    /// (name), version (number), publication, distributions (names) and content (number of units by type).
    #[serde(default = "super::yes")]
    pub joined: bool,
    /// Number of seconds to wait until Pulp responds and a worker is online.
    #[serde(default)]
    pub wait_for_ready: u64,
}

impl Operation for Info {
    const NOUN: &'static str = "info";
    const PLURAL: &'static str = "infos";
    const ABOUT: &'static str = "Read the status of a Pulp server and list its objects";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::info::TYPES;
    const STATES: &'static [State] = &[State::Read];
    const KEY: &'static [&'static str] = &["what", "types", "name", "filter", "joined"];
    const READS_WITH: &'static [&'static str] = &["wait_for_ready"];
    const RETURNS: &'static [(&'static str, &'static str, &'static str)] = &[(
        "info",
        "raw",
        "The list of objects found, without secrets; for V(status) a dictionary, with its C(versions) by component.",
    )];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let joined = items.iter().any(|item| item.options.joined && item.options.what.is_joined());
        let serving = async { if joined { Serving::load(context).await.map(Some) } else { Ok(None) } };
        let found = async { Ok(context.each(items, async |item| find(context, &item.options).await).await) };
        let (serving, found) = futures::try_join!(serving, found)
            .map_err(|error: RequestError| error.during("look up what is distributed"))?;
        let mut outcomes: Vec<Outcome> =
            items.iter().zip(found).map(|(item, found)| outcome(context, item, found)).collect();
        if let Some(serving) = serving {
            join(context, items, &serving, &mut outcomes).await?;
        }
        Ok(outcomes)
    }

    async fn read_all(_: &Context, _: &Type) -> Result<Vec<Outcome>, Error> {
        Ok(Vec::new())
    }

    fn patience(items: &[Item<Options>]) -> u64 {
        items.iter().map(|item| item.options.wait_for_ready).max().unwrap_or(0)
    }
}

fn outcome(context: &Context, item: &Item<Options>, found: Result<Value, Error>) -> Outcome {
    let entity = match found {
        Ok(found) => found,
        Err(error) => return Outcome::failed(&item.label, &error),
    };
    let msg = match &entity {
        Value::Array(found) => format!("{} {}", found.len(), crate::outcome::words(&item.label)),
        _ => "read".to_owned(),
    };
    let list = item.options.what.path();
    let entity = match &entity {
        Value::Array(found) => shown::objects(context, list, found).into(),
        one => context.client.strike_in(one),
    };
    Outcome { label: item.label.clone(), msg, reason: Reason::Read, entity, ..Outcome::default() }
}

async fn find(context: &Context, options: &Options) -> Result<Value, Error> {
    let what = options.what.path();
    let during =
        |error: RequestError| error.during(format!("list {}", crate::outcome::words(what.trim_end_matches('/'))));
    if options.what == What::Status {
        return Ok(status(&context.client.status().await.map_err(during)?));
    }
    let query: Vec<(String, String)> = options.filter.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    if options.what == What::Publications && !options.name.is_empty() {
        return Err(Error::Args(
            "publications have no name; hint: filter them by repository or repository_version".to_owned(),
        ));
    }
    let lists = lists(context, options).await?;
    let pages = context.each(&lists, async |path| {
        let (key, names) = (lookup::naming_field(what), options.name.iter().map(String::as_str));
        match options.name.is_empty() || options.what == What::SigningServices {
            true => context.client.list(path, &query).await,
            false => lookup::by(context, path, key, names, &query, &query).await,
        }
    });
    let mut found = pages.await.into_iter().collect::<Result<Vec<_>, _>>().map_err(during)?.concat();
    let key = lookup::naming_field(what);
    let named = |object: &Value| object.text(key).is_none_or(|name| options.name.iter().any(|wanted| wanted == name));
    found.retain(|object| options.name.is_empty() || named(object));
    Ok(found.into())
}

/// Returns the status with the versions as a dictionary by component, which is easier to use in templates than a list.
fn status(status: &Value) -> Value {
    let mut shown = status.as_object().cloned().unwrap_or_default();
    let versions = status.list("versions").iter();
    let versions = versions.filter_map(|part| Some((part.text("component")?.to_owned(), part.get("version")?.clone())));
    shown.insert("versions".to_owned(), Value::Object(versions.collect()));
    Value::Object(shown)
}

/// Returns the lists to read: one for each requested type, or for each type that the server has objects of.
async fn lists(context: &Context, options: &Options) -> Result<Vec<String>, Error> {
    let what = options.what.path();
    if !options.what.has_types() {
        return match options.types.first() {
            None => Ok(vec![what.to_owned()]),
            Some(kind) => Err(Error::Args(format!(
                "types ({kind}) does not apply to {}; hint: leave out types",
                what.trim_end_matches('/')
            ))),
        };
    }
    if options.types.is_empty() {
        let all = context.client.list(what, &[("fields", "pulp_href")]).await;
        let all = all.map_err(|error| error.during(format!("list {}", what.trim_end_matches('/'))))?;
        let lists: BTreeSet<String> = all.iter().filter_map(|object| serving::list_of(&href(object))).collect();
        return Ok(lists.into_iter().collect());
    }
    let known: Vec<&Type> = kinds().filter(|kind| kind.path.starts_with(what)).collect();
    let mut lists = BTreeSet::new();
    for name in &options.types {
        let kinds: Vec<&&Type> = known.iter().filter(|kind| kind.name == name).collect();
        if kinds.is_empty() {
            let names: BTreeSet<&str> = known.iter().map(|kind| kind.name).collect();
            let names: Vec<&str> = names.into_iter().collect();
            return Err(Error::Args(format!("each type must be one of: {}; not \"{name}\"", names.join(", "))));
        }
        for kind in kinds {
            context.server.check_type(what.trim_end_matches('/'), kind)?;
            lists.insert(kind.path.to_owned());
        }
    }
    Ok(lists.into_iter().collect())
}

/// Adds details of the objects that each repository, publication and distribution references by href.
async fn join(
    context: &Context,
    items: &[Item<Options>],
    serving: &Serving,
    outcomes: &mut [Outcome],
) -> Result<(), Error> {
    let names = serving.names();
    let mut places = Vec::new();
    for (item, outcome) in items.iter().zip(outcomes.iter_mut()) {
        if item.options.joined && item.options.what.is_joined() {
            let objects = outcome.entity.as_array_mut().into_iter().flatten();
            places.extend(objects.map(|object| (item.options.what, object)));
        }
    }
    let mut versions = BTreeSet::new();
    for (what, object) in &places {
        versions.extend(served(serving, *what, object).version.map(|version| version.as_str().to_owned()));
    }
    let contents = serving::contents(context, &versions).await.map_err(|error| error.during("count content"))?;
    for (what, object) in places {
        let joined = details(serving, what, object, &contents, &names);
        object["joined"] = joined;
    }
    Ok(())
}

/// Returns the version that an object serves, publishes or has as its latest; for a distribution, with the publication.
fn served<'a>(serving: &'a Serving, what: What, object: &'a Value) -> Served<'a> {
    match what {
        What::Distributions => serving.served(object),
        What::Publications => Served { publication: None, version: PublicationView(object).version() },
        _ => Served { publication: None, version: RepositoryView(object).latest_version() },
    }
}

fn details(
    serving: &Serving,
    what: What,
    object: &Value,
    contents: &HashMap<String, Value>,
    names: &std::collections::BTreeMap<&str, Vec<&str>>,
) -> Value {
    let served = served(serving, what, object);
    let repository = served.version.and_then(|version| serving.repository(version.repository()));
    let repository = repository.and_then(|repository| repository.get("name"));
    let mut joined = Object::new();
    if what != What::Repositories {
        joined.insert("repository".to_owned(), repository.cloned().unwrap_or_default());
    }
    joined.insert("repository_version".to_owned(), json!(served.version.map(VersionHref::as_str)));
    joined.insert("version".to_owned(), json!(served.version.map(VersionHref::number)));
    joined.insert(
        "content".to_owned(),
        served.version.and_then(|version| contents.get(version.as_str())).cloned().unwrap_or_default(),
    );
    match what {
        What::Distributions => {
            joined.insert("publication".to_owned(), served.publication.map(Fields::href).into());
        }
        _ => {
            let by = names.get(href(object).as_str()).cloned().unwrap_or_default();
            joined.insert("distributions".to_owned(), json!(by));
        }
    }
    if what == What::Repositories {
        let publications = serving.publications_of(object.href());
        joined.insert("publications".to_owned(), publications.map(href).collect());
    }
    Value::Object(joined)
}
