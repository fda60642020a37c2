//! `container_sync`: mirrors a list of images, each with a repository, its remote `<name>-remote` and a sync.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::sync::{self, How};
use super::{NoOptions, Remote, Repository, repository};
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::schema::{Object, Type};
use crate::types;

/// The module `container_sync`.
pub struct ContainerSync;

/// Options of `container_sync` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to delete an image's repository that a distribution serves. The distribution then serves nothing. Only a
    /// superuser can see all distributions, so other users need this option even if none serves the repository.
    #[serde(default)]
    pub force: bool,
    #[serde(flatten)]
    pub how: How,
}

const REPOSITORY: Type = Type::of::<types::repository::container::Container>();
const REMOTE: Type = Type::of::<types::remote::container::Container>();
const SYNC: Type = Type::of::<types::sync::container::Container>();

impl Operation for ContainerSync {
    const NOUN: &'static str = "image";
    const NAME: &'static str = "container_sync";
    const PLURAL: &'static str = "images";
    const ABOUT: &'static str = "Mirror container images, each with its repository, remote and sync";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::container_sync::TYPES;
    const SINGLE_STATE: State = State::Present;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut images: Vec<Outcome> = items
            .iter()
            .map(|item| Outcome { label: item.label.clone(), entity: json!({}), ..Outcome::default() })
            .collect();

        let repositories: Vec<Item<repository::Options>> = items.iter().map(repository_item).collect();
        for (image, outcome) in images.iter_mut().zip(Repository::run(context, &repositories).await?) {
            take(image, "repository", outcome);
        }
        let with_remote: Vec<usize> =
            (0..items.len()).filter(|place| images[*place].error.is_none() && has_remote(&items[*place])).collect();
        let remotes: Vec<Item<NoOptions>> = with_remote.iter().map(|place| remote_item(&items[*place])).collect();
        let remotes = super::rows(context, Remote::run(context, &remotes).await, with_remote.len())?;
        for (place, outcome) in with_remote.into_iter().zip(remotes) {
            take(&mut images[place], "remote", outcome);
        }
        let synced: Vec<usize> = (0..items.len())
            .filter(|place| {
                images[*place].error.is_none() && items[*place].state == State::Present && has_remote(&items[*place])
            })
            .collect();
        let syncs: Vec<Item<sync::Options>> =
            synced.iter().map(|place| sync_item(&items[*place], &images[*place])).collect();
        // Objects that check mode only plans have no href yet.
        let repository = |place: &usize| {
            images[*place].entity.get("repository").filter(|repository| repository.get("pulp_href").is_some()).cloned()
        };
        let repositories = synced.iter().map(|place| Ok(repository(place))).collect();
        let remote = |place: &usize| {
            let remote = images[*place].entity.get("remote")?;
            Some((remote.text("pulp_href")?.to_owned(), remote.clone()))
        };
        let known = synced.iter().filter_map(remote).collect();
        let outcomes = sync::run_on(context, &syncs, repositories, &known).await;
        let outcomes = super::rows(context, outcomes, synced.len())?;
        for (place, outcome) in synced.into_iter().zip(outcomes) {
            let image = &mut images[place];
            // In check mode, the repository and the remote tell whether something would change, and have added their
            // warnings.
            let outcome =
                if image.changed && context.check { Outcome { warnings: Vec::new(), ..outcome } } else { outcome };
            take(image, "sync", outcome);
        }
        Ok(images)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        crate::prepare::read_all::<Self>(context, kind).await
    }
}

/// Merges the outcome of one of an image's three parts into that of the image.
fn take(image: &mut Outcome, part: &str, mut outcome: Outcome) {
    outcome.msg = format!("{part} {}", outcome.msg);
    let version = outcome.extra.get("repository_version").cloned();
    let mut entity = image.entity.as_object().cloned().unwrap_or_default();
    match version {
        Some(version) => entity.insert("repository_version".to_owned(), version),
        None => entity.insert(part.to_owned(), std::mem::take(&mut outcome.entity)),
    };
    if let Some(diff) = &mut outcome.diff {
        diff.before = named(part, std::mem::take(&mut diff.before));
        diff.after = named(part, std::mem::take(&mut diff.after));
    }
    // If only the remote is new, the image existed before.
    if part != "repository" && outcome.error.is_none() && outcome.changed {
        outcome.reason = if image.reason == Reason::Created { Reason::Created } else { Reason::Updated };
    }
    let label = std::mem::take(&mut image.label);
    image.absorb(outcome);
    image.label = label;
    image.entity = Value::Object(entity);
}

fn named(part: &str, fields: Object) -> Object {
    fields.into_iter().map(|(key, value)| (format!("{part}.{key}"), value)).collect()
}

/// Returns whether an item involves a remote. A present item without `url` is only a repository, as in the roles of
/// stackhpc.pulp.
fn has_remote(item: &Item<Options>) -> bool {
    item.state != State::Present || item.desired.contains_key("url")
}

fn part<O>(item: &Item<Options>, kind: Type, options: O, name: String) -> Item<O> {
    let fields = kind.fields();
    let mut desired: Object = fields
        .iter()
        .filter_map(|field| Some((field.option.clone(), item.desired.get(&field.option)?.clone())))
        .collect();
    if fields.iter().any(|field| field.option == "name") {
        desired.insert("name".to_owned(), name.as_str().into());
    }
    Item { kind, state: item.state, options, desired, label: name }
}

fn remote_name(item: &Item<Options>) -> String {
    format!("{}-remote", item.label)
}

fn repository_item(item: &Item<Options>) -> Item<repository::Options> {
    part(item, REPOSITORY, repository::Options { force: item.options.force }, item.label.clone())
}

fn remote_item(item: &Item<Options>) -> Item<NoOptions> {
    let mut remote = part(item, REMOTE, NoOptions {}, remote_name(item));
    if item.state == State::Present {
        remote.desired.entry("upstream_name").or_insert_with(|| item.label.as_str().into());
    }
    remote
}

/// Returns the sync of an image whose repository and remote exist, so that nothing has to be looked up again.
fn sync_item(item: &Item<Options>, image: &Outcome) -> Item<sync::Options> {
    let remote = image.entity.pointer("/remote/pulp_href").and_then(Value::as_str);
    let remote = remote.map_or_else(|| remote_name(item), str::to_owned);
    let options = sync::Options { repository: item.label.clone(), remote: Some(remote), how: item.options.how.clone() };
    part(item, SYNC, options, item.label.clone())
}
