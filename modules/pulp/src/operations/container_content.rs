//! `container_content`: copies tags between container repositories, removes them and reads them.

mod order;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use self::order::{Planned, rounds};
use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::item::{Item, State};
use crate::lookup::{self, Named, href};
use crate::object::{Fields, RepositoryView, VersionHref};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::task::{self, Endings};
use crate::types;

/// The module `container_content`.
pub struct ContainerContent;

/// Options of `container_content`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Name of the repository to copy the tags to, remove them from or read them in.
    #[serde(default)]
    pub repository: String,
    /// Names of the tags. Reading without this option returns all tags.
    pub tags: Option<Vec<String>>,
    /// Name of the repository to copy the tags from.
    pub src_repo: Option<String>,
    /// Whether to skip missing tags. Otherwise a missing tag fails the item, and none of its tags are copied.
    #[serde(default)]
    pub allow_missing: bool,
    /// Whether to wait for the task. Otherwise the task is returned, and the item is reported as changed.
    #[serde(default = "super::yes")]
    pub wait: bool,
    /// Not needed, because push repositories are detected.
    #[serde(default)]
    pub is_push: bool,
    /// Not needed, because push repositories are detected.
    #[serde(default)]
    pub src_is_push: bool,
}

impl Operation for ContainerContent {
    const NOUN: &'static str = "container_content";
    const PLURAL: &'static str = "container_contents";
    const ABOUT: &'static str = "Copy, remove and read tags in Pulp container repositories";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::container_content::TYPES;
    const KEY: &'static [&'static str] = &["repository", "src_repo", "tags"];
    const READS_WITH: &'static [&'static str] = &["allow_missing", "wait", "is_push", "src_is_push"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = vec![Outcome::default(); items.len()];
        let mut planned = Planned::default();
        for round in rounds(items) {
            let batch: Vec<Item<Options>> = round.iter().map(|place| items[*place].clone()).collect();
            let rows = super::rows(context, run_batch(context, &batch, &planned).await, batch.len())?;
            for (place, outcome) in round.into_iter().zip(rows) {
                if context.check {
                    planned.note(&items[place].label, &outcome);
                }
                outcomes[place] = outcome;
            }
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        crate::prepare::read_all::<super::Repository>(context, kind).await
    }
}

async fn run_batch(context: &Context, items: &[Item<Options>], planned: &Planned) -> Result<Vec<Outcome>, Error> {
    let repositories = repositories(context, items).await?;
    let looks = context.each(items, async |item| look(context, item, &repositories, planned).await).await;
    let mut outcomes = Vec::new();
    let mut due = Vec::new();
    for (place, look) in looks.into_iter().enumerate() {
        outcomes.push(match look.and_then(|look| decide(context, &items[place], look)) {
            Err(error) => Outcome::failed(&items[place].label, &error),
            Ok(Decision { outcome, request: None }) => outcome,
            Ok(Decision { outcome, request: Some(_) }) if context.check => outcome,
            Ok(Decision { outcome, request: Some(request) }) => {
                due.push((place, request));
                outcome
            }
        });
    }
    if !due.is_empty() {
        context.require_worker("update the tags of repositories")?;
        carry_out(context, items, due, &mut outcomes).await;
    }
    Ok(outcomes)
}

/// Looks up the repositories that the items name, including push repositories; names are unique across both types.
async fn repositories(context: &Context, items: &[Item<Options>]) -> Result<Named, Error> {
    let names = items.iter().flat_map(|item| [Some(item.label.as_str()), item.options.src_repo.as_deref()]).flatten();
    let kinds = [
        ("pulp_type__in", "container.container,container.container-push"),
        ("fields", "name,pulp_href,latest_version_href"),
    ];
    let found = lookup::named(context, "repositories/", names, &kinds).await;
    found.map_err(|error| error.during("look up repositories"))
}

/// The existing tags that an item refers to.
struct Look {
    /// The repository's href; `None` in check mode if an earlier step would create it.
    repository: Option<String>,
    version: String,
    /// The requested tags that it has.
    here: Tags,
    /// The version of the source, and the requested tags that it has.
    source: Option<(String, Tags)>,
    warnings: Vec<String>,
}

/// Tags by name, each with the manifest that it points to and its own href.
type Tags = BTreeMap<String, (String, String)>;

async fn look(context: &Context, item: &Item<Options>, repositories: &Named, planned: &Planned) -> Result<Look, Error> {
    let mut warnings = Vec::new();
    let mut find = |name: &str| match repositories.one("repository", name)? {
        Some(repository) => Ok(Some((href(repository), version_of(repository)))),
        None if context.check => {
            warnings.push(lookup::not_yet("repositories/", name));
            Ok(None)
        }
        None => Err(Error::Missing {
            what: format!("container repository \"{name}\""),
            user: context.client.user().to_owned(),
        }),
    };
    let wanted = item.options.tags.as_deref();
    if wanted.is_none() && item.state != State::Read {
        return Err(Error::State(format!("repository \"{}\": copying or removing requires tags", item.label)));
    }
    let repository = find(&item.label)?;
    let source = match (item.state, &item.options.src_repo) {
        (State::Present, None) => {
            return Err(Error::State(format!("repository \"{}\": copying tags requires src_repo", item.label)));
        }
        (State::Present, Some(name)) => find(name)?,
        (_, _) => None,
    };
    let tags_of = async |name: &str, version: Option<&String>| {
        let mut tags = match version {
            Some(version) => tags(context, version, wanted).await?,
            None => Tags::new(),
        };
        planned.apply(name, wanted, &mut tags);
        Ok(tags)
    };
    let (here, there) = futures::try_join!(
        tags_of(&item.label, repository.as_ref().map(|(_, version)| version)),
        tags_of(item.options.src_repo.as_deref().unwrap_or_default(), source.as_ref().map(|(_, version)| version))
    )
    .map_err(|error: RequestError| error.during(format!("look up tags for repository \"{}\"", item.label)))?;
    let (repository, version) = repository.map_or((None, String::new()), |(href, version)| (Some(href), version));
    Ok(Look { repository, version, here, source: source.map(|(_, version)| (version, there)), warnings })
}

fn version_of(repository: &Value) -> String {
    RepositoryView(repository).latest_href().to_owned()
}

/// Reads the tags of a repository version that have one of the names, or all tags if no names are given.
async fn tags(context: &Context, version: &str, names: Option<&[String]>) -> Result<Tags, RequestError> {
    let query = [("repository_version", version), ("fields", "name,pulp_href,tagged_manifest")];
    let names: Option<BTreeSet<&str>> = names.map(|names| names.iter().map(String::as_str).collect());
    let found = match &names {
        None => context.client.list("content/container/tags/", &query).await?,
        Some(names) if names.is_empty() => Vec::new(),
        Some(names) => {
            lookup::by(context, "content/container/tags/", "name", names.iter().copied(), &query, &query).await?
        }
    };
    let text = |tag: &Value, key: &str| tag.text(key).unwrap_or_default().to_owned();
    let tags = found.iter().map(|tag| (text(tag, "name"), (text(tag, "tagged_manifest"), href(tag))));
    Ok(tags.filter(|(name, _)| names.as_ref().is_none_or(|names| names.contains(name.as_str()))).collect())
}

/// Returns which of the named tags a repository version has.
pub async fn tag_names(
    context: &Context,
    version: &str,
    names: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, RequestError> {
    let query = [("repository_version", version), ("fields", "name,pulp_href")];
    let path = "content/container/tags/";
    let found = lookup::by(context, path, "name", names.iter().copied(), &query, &query).await?;
    Ok(found.iter().filter_map(|tag| Some(tag.text("name")?.to_owned())).collect())
}

struct Decision {
    outcome: Outcome,
    /// The request to send, unless nothing has to change.
    request: Option<Request>,
}

fn decide(context: &Context, item: &Item<Options>, look: Look) -> Result<Decision, Error> {
    let options = &item.options;
    let wanted = options.tags.as_deref().unwrap_or_default();
    let searched = match item.state {
        State::Present => look.source.as_ref().map(|(_, tags)| tags),
        _ => Some(&look.here),
    };
    let missing: Vec<&String> = match searched {
        // In check mode, an earlier step may create the repository with these tags.
        Some(_) if item.state == State::Read && look.repository.is_none() => Vec::new(),
        Some(tags) if item.state != State::Absent => wanted.iter().filter(|tag| !tags.contains_key(*tag)).collect(),
        _ => Vec::new(),
    };
    if !missing.is_empty() && !options.allow_missing {
        let place = options.src_repo.as_ref().filter(|_| item.state == State::Present).unwrap_or(&item.label);
        let text = format!("repository \"{place}\" does not have {}", list(&missing));
        let error = Error::Because(Reason::MissingTags, text);
        let extra = [("missing_tags".to_owned(), json!(missing))].into_iter().collect();
        return Ok(Decision { outcome: Outcome { extra, ..Outcome::failed(&item.label, &error) }, request: None });
    }
    let (moved, body): (Vec<&String>, Object) = match (item.state, &look.source) {
        (State::Absent, _) => {
            let hrefs: Vec<&str> = look.here.values().map(|(_, href)| href.as_str()).collect();
            (look.here.keys().collect(), [("content_units".to_owned(), json!(hrefs))].into_iter().collect())
        }
        // In check mode, an earlier step may create the source; then all tags count as new.
        (State::Present, None) => (wanted.iter().collect(), Object::new()),
        (State::Present, Some((version, there))) => {
            let differs = |tag: &&String| {
                let manifest = |tags: &Tags| tags.get(*tag).map(|(manifest, _)| manifest.clone());
                manifest(there).is_some() && manifest(there) != manifest(&look.here)
            };
            let moved: BTreeSet<&String> = wanted.iter().filter(differs).collect();
            let body = [("source_repository_version", json!(version)), ("names", json!(moved))];
            (moved.into_iter().collect(), body.map(|(key, value)| (key.to_owned(), value)).into_iter().collect())
        }
        (_, _) => (Vec::new(), Object::new()),
    };
    let mut outcome = outcome(item, &look, &missing);
    if moved.is_empty() {
        return Ok(Decision { outcome, request: None });
    }
    if let Some(repository) = look.repository.as_ref().filter(|href| href.contains("/container-push/")) {
        return Err(Error::State(format!(
            "repository \"{}\" is a push repository, whose tags this module cannot change; \
             hint: migrate it with a POST to {repository}migrate/",
            item.label
        )));
    }
    outcome.changed = true;
    let verb = if item.state == State::Absent { "removed" } else { "copied" };
    outcome.done(Reason::Updated, format!("{verb} {}", list(&moved)));
    outcome.diff = Some(diff(item, &look, &moved));
    let action = if item.state == State::Absent { "remove" } else { "copy_tags" };
    let request =
        look.repository.filter(|_| !context.check).map(|href| Request::post(format!("{href}{action}/"), body));
    Ok(Decision { outcome, request })
}

fn list(tags: &[&String]) -> String {
    let names: Vec<&str> = tags.iter().map(|tag| tag.as_str()).collect();
    format!("{} {}", if names.len() == 1 { "tag" } else { "tags" }, names.join(", "))
}

fn outcome(item: &Item<Options>, look: &Look, missing: &[&String]) -> Outcome {
    let mut outcome = Outcome { label: item.label.clone(), warnings: look.warnings.clone(), ..Outcome::default() };
    match item.state {
        State::Read => outcome.done(Reason::Read, "read"),
        _ => outcome.done(Reason::Unchanged, "unchanged"),
    }
    let tags: BTreeSet<&String> = match item.state {
        State::Present => item.options.tags.iter().flatten().filter(|tag| !missing.contains(tag)).collect(),
        State::Read => look.here.keys().collect(),
        _ => BTreeSet::new(),
    };
    outcome.entity = json!({"repository": item.label, "tags": tags});
    outcome.extra.insert("missing_tags".to_owned(), json!(missing));
    outcome.note_version(&look.version);
    outcome
}

/// Returns the manifests that tags point to, before and after. A tag that is new has no manifest before.
fn diff(item: &Item<Options>, look: &Look, moved: &[&String]) -> Diff {
    let mut diff = Diff::default();
    for tag in moved {
        if let Some((manifest, _)) = look.here.get(*tag) {
            diff.before.insert((*tag).clone(), manifest.as_str().into());
        }
        if item.state == State::Present {
            let manifest = look.source.as_ref().and_then(|(_, there)| there.get(*tag));
            let after = manifest.map_or("<will be copied>", |(manifest, _)| manifest);
            diff.after.insert((*tag).clone(), after.into());
        }
    }
    diff
}

async fn carry_out(context: &Context, items: &[Item<Options>], due: Vec<(usize, Request)>, outcomes: &mut [Outcome]) {
    let started = context.each(&due, async |(place, request)| start(context, &items[*place], request).await).await;
    let awaited = due.iter().zip(&started).filter(|((place, _), _)| items[*place].options.wait);
    let tasks: Vec<String> = awaited.filter_map(|(_, started)| Some(started.as_ref().ok()?.task.clone())).collect();
    let endings = task::wait(context, tasks).await;
    for ((place, _), started) in due.iter().zip(started) {
        let (item, outcome) = (&items[*place], &mut outcomes[*place]);
        let settled = match started {
            Ok(started) if item.options.wait => settle(item, started, &endings, outcome),
            Ok(Started { task, .. }) => {
                let msg = if item.state == State::Absent { "removal started" } else { "copy started" };
                outcome.done(Reason::Started, msg);
                outcome.extra.insert("task".to_owned(), task.into());
                outcome.note_version("");
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = settled {
            *outcome = Outcome::failed(&item.label, &error);
        }
    }
}

fn action(item: &Item<Options>) -> String {
    match item.state {
        State::Absent => format!("remove tags from repository \"{}\"", item.label),
        _ => format!("copy tags to repository \"{}\"", item.label),
    }
}

struct Started {
    task: String,
    /// Whether the response to an earlier attempt was lost; that attempt may have taken effect.
    again: bool,
}

async fn start(context: &Context, item: &Item<Options>, request: &Request) -> Result<Started, Error> {
    let again = Cell::new(false);
    let landed = async || {
        again.set(true);
        Ok(None)
    };
    let reply = context.client.post(request, landed).await.map_err(|error| error.during(action(item)))?;
    let started = reply.task().map(|task| Started { task: task.to_owned(), again: again.get() });
    started.ok_or_else(|| {
        Error::State(format!("could not {}: the server returned {} without a task", action(item), reply.status))
    })
}

/// Converts the result of a task into the outcome. A task that created no version came too late: someone else, or an
/// earlier attempt of this run, did the same in the meantime.
fn settle(item: &Item<Options>, started: Started, endings: &Endings, outcome: &mut Outcome) -> Result<(), Error> {
    let Started { task, again } = started;
    let ending = endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task }));
    let done = ending.map_err(|task| task.during(action(item)))?;
    match done.created.iter().find(|href| href.contains("/versions/")) {
        Some(version) => {
            outcome.msg = format!("{}, version {}", outcome.msg, VersionHref(version).number());
            outcome.note_version(version);
        }
        None if again => outcome.note_version(""),
        None => {
            outcome.changed = false;
            outcome.diff = None;
            outcome.done(Reason::Unchanged, "already done by someone else");
        }
    }
    Ok(())
}
