//! `publication`: publishes repository versions. Publications cannot be updated, and a version can have several.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::{self, Named, Refs, href};
use crate::object::{Fields, PublicationView, RepositoryView, VersionHref};
use crate::ongoing;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{self, Diff, Plan, Step, Wanted, same};
use crate::prepare::{self, Job};
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::types;

mod duplicates;
pub mod in_use;
mod planned;

/// The module `publication`.
pub struct Publication;

/// The indices that a deb publication has.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The indices of the upstream, byte for byte.
    Verbatim,
    /// One distribution `default` with everything in it.
    Simple,
    /// The distributions and components of the upstream.
    Structured,
    /// Both `simple` and `structured`.
    SimpleAndStructured,
}

/// The path of verbatim publications; all others are at their type's path.
pub const VERBATIM: &str = "publications/deb/verbatim/";

impl Mode {
    /// Returns whether a publication has this mode.
    pub fn matches(self, publication: &Value) -> bool {
        let flag = |name: &str| publication.get(name).and_then(Value::as_bool).unwrap_or_default();
        let verbatim = href(publication).contains("/publications/deb/verbatim/");
        match self {
            Mode::Verbatim => verbatim,
            _ => !verbatim && self.flags() == (flag("simple"), flag("structured")),
        }
    }

    fn flags(self) -> (bool, bool) {
        match self {
            Mode::Verbatim => (false, false),
            Mode::Simple => (true, false),
            Mode::Structured => (false, true),
            Mode::SimpleAndStructured => (true, true),
        }
    }
}

/// Options of `publication` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Name of the repository.
    #[serde(default)]
    pub repository: String,
    /// Number of the version, which may be 0. Defaults to the latest version.
    pub version: Option<u64>,
    /// Indices of the publication. Defaults to `structured` for new publications. Without this option, reading and
    /// deleting match any mode.
    #[schemars(extend("x-types" = ["deb"], "default" = "structured"))]
    pub mode: Option<Mode>,
    /// Whether to delete a publication that a distribution serves. Only a superuser can see all distributions, so other
    /// users need this option even if none serves it.
    #[serde(default)]
    pub force: bool,
}

impl Operation for Publication {
    const NOUN: &'static str = "publication";
    const PLURAL: &'static str = "publications";
    const ABOUT: &'static str = "Publish Pulp repository versions, and delete and read publications";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::publication::TYPES;
    const KEY: &'static [&'static str] = &["repository", "version", "mode"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let items: Vec<_> = items.iter().cloned().map(with_mode).collect();
        let mut planned = planned::of(context, &items).await?;
        let creating = planned::repositories_to_publish(&planned);
        // An earlier run that stopped waiting may have left a task that is still publishing: wait for it instead of
        // starting another.
        if !context.check && !creating.is_empty() && ongoing::publications(context, &creating).await? {
            planned = planned::of(context, &items).await?;
        }
        duplicates::carry_out(context, &items, planned).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = prepare::read_all::<Self>(context, kind).await?;
        if kind.name == "deb" {
            outcomes.extend(prepare::read_all::<Self>(context, &Type { path: VERBATIM, ..*kind }).await?);
        }
        Ok(outcomes)
    }
}

/// Sets Pulp's own default mode for items that are `present`. Reading and deleting match any mode if none is given.
fn with_mode(mut item: Item<Options>) -> Item<Options> {
    if item.kind.name == "deb" && item.state == State::Present {
        item.options.mode.get_or_insert(Mode::Structured);
    }
    if item.options.mode == Some(Mode::Verbatim) {
        item.kind.path = VERBATIM;
    }
    item
}

/// Everything that was looked up for a list of items.
struct Seen<'a> {
    context: &'a Context,
    repositories: Named,
    published: Published,
    refs: Refs,
}

impl<'a> Seen<'a> {
    async fn look_up(context: &'a Context, items: &[Item<Options>]) -> Result<Seen<'a>, Error> {
        let names = items.iter().map(|item| item.options.repository.as_str());
        let repositories = lookup::named(context, "repositories/", names, &[])
            .await
            .map_err(|error| error.during("look up repositories"))?;
        let refs = prepare::references(context, items).await?;
        let mut seen = Seen { context, repositories, published: Published::default(), refs };
        let versions = items.iter().filter_map(|item| Some((item.kind, seen.version(item).ok()??)));
        seen.published = Published::of(context, versions).await?;
        Ok(seen)
    }

    fn repository(&self, item: &Item<Options>) -> Result<Option<&Value>, Error> {
        self.repositories.one("repository", &item.options.repository)
    }

    /// Returns the href of the version that an item refers to; `None` if its repository does not exist and does not
    /// have to.
    fn version(&self, item: &Item<Options>) -> Result<Option<String>, Error> {
        match self.repository(item)? {
            Some(repository) => version_href(repository, item.options.version, item.kind.path).map(Some),
            None if self.context.check || item.state != State::Present => Ok(None),
            None => Err(Error::Missing {
                what: format!("repository \"{}\"", item.options.repository),
                user: self.context.client.user().to_owned(),
            }),
        }
    }
}

/// Returns the href of a repository version, by default the latest. The repository must belong to the plugin in `path`.
pub fn version_href(repository: &Value, version: Option<u64>, path: &str) -> Result<String, Error> {
    let (own, plugin) = (href(repository), path.split('/').nth(1).unwrap_or_default());
    if !own.contains(&format!("/repositories/{plugin}/")) {
        let name = repository.name();
        return Err(Error::State(format!("repository \"{name}\" does not belong to plugin {plugin}: {own}")));
    }
    let latest = RepositoryView(repository).latest_href();
    match version {
        None => Ok(latest.to_owned()),
        Some(wanted) if wanted <= VersionHref(latest).number() => Ok(format!("{own}versions/{wanted}/")),
        Some(wanted) => {
            let name = repository.name();
            Err(Error::State(format!(
                "repository \"{name}\" has no version {wanted}; its latest version is {}",
                VersionHref(latest).number()
            )))
        }
    }
}

/// Publications by the version that they publish, the latest first.
#[derive(Default)]
pub struct Published(HashMap<String, Vec<Value>>);

/// Above this number of versions or repositories, one list of all publications is cheaper than one request each.
const FEW: usize = 3;

impl Published {
    /// Looks up the publications of some versions, each given with its type.
    pub async fn of(context: &Context, versions: impl Iterator<Item = (Type, String)>) -> Result<Published, Error> {
        let mut wanted: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for (kind, version) in versions {
            for path in paths(&kind) {
                wanted.entry(path).or_default().insert(version.clone());
            }
        }
        let queries: Vec<(&str, Vec<(&str, &str)>)> = wanted
            .iter()
            .flat_map(|(path, versions)| match versions.len() {
                0..=FEW => {
                    versions.iter().map(|version| (*path, vec![("repository_version", version.as_str())])).collect()
                }
                _ => vec![(*path, Vec::new())],
            })
            .collect();
        let pages = context.each(queries, async |(path, query)| context.client.list(path, &query).await).await;
        let mut published: HashMap<String, Vec<Value>> = HashMap::new();
        for page in pages {
            let page = match page {
                // The filter rejects a version that no longer exists, which has no publications.
                Err(RequestError { cause: Cause::Status(400, problem), .. }) if problem.says("not found") => Vec::new(),
                page => page.map_err(|error| error.during("look up publications"))?,
            };
            for publication in page {
                let version = PublicationView(&publication).version().map_or("", VersionHref::as_str).to_owned();
                published.entry(version).or_default().push(publication);
            }
        }
        let created = |publication: &Value| PublicationView(publication).created().unwrap_or_default().to_owned();
        published.values_mut().for_each(|all| all.sort_by_key(|publication| std::cmp::Reverse(created(publication))));
        Ok(Published(published))
    }

    /// Returns all publications of a version.
    pub fn of_version(&self, version: &str) -> &[Value] {
        self.0.get(version).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Lists the publications of some repositories, each given with its type.
pub async fn of_repositories<'a>(
    context: &Context,
    repositories: impl Iterator<Item = (Type, &'a str)>,
) -> Result<Vec<Value>, RequestError> {
    let mut wanted: BTreeMap<&'static str, BTreeSet<&str>> = BTreeMap::new();
    for (kind, repository) in repositories {
        for path in paths(&kind) {
            wanted.entry(path).or_default().insert(repository);
        }
    }
    let queries = wanted.iter().flat_map(|(path, repositories)| match repositories.len() {
        0..=FEW => repositories.iter().map(|repository| (*path, Some(*repository))).collect(),
        _ => vec![(*path, None)],
    });
    let list = async |(path, repository): (&str, Option<&str>)| {
        let query: Vec<(&str, &str)> = repository.into_iter().map(|href| ("repository", href)).collect();
        context.client.list(path, &query).await
    };
    let pages = context.each(queries.collect::<Vec<_>>(), list).await;
    Ok(pages.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Returns the lists that hold the publications of a type.
fn paths(kind: &Type) -> Vec<&'static str> {
    let own =
        types::publication::TYPES.iter().find(|candidate| candidate.name == kind.name).map(|candidate| candidate.path);
    let verbatim = (kind.name == "deb").then_some(VERBATIM);
    own.into_iter().chain(verbatim).collect()
}

/// The publication that an item asks for.
struct Wish {
    /// The href of the version.
    version: Option<String>,
    /// Fields that Pulp stores, so that they can be compared.
    kept: Vec<Wanted>,
    unstored: Vec<Wanted>,
    warnings: Vec<String>,
}

impl Wish {
    fn of(seen: &Seen<'_>, item: &Item<Options>) -> Result<Wish, Error> {
        let version = seen.version(item)?;
        let mut warnings = Vec::new();
        let wanted = prepare::wanted(seen.context, item, &seen.refs, &mut warnings)?;
        let (kept, unstored) = wanted.into_iter().partition(|want| !want.field.unstored);
        Ok(Wish { version, kept, unstored, warnings })
    }

    /// Returns the publications that match, the latest first.
    fn matching<'s>(&self, seen: &'s Seen<'_>, item: &Item<Options>) -> impl Iterator<Item = &'s Value> {
        let all = self.version.as_deref().map(|version| seen.published.of_version(version)).unwrap_or_default();
        all.iter().filter(|publication| {
            let as_wanted = |want: &Wanted| publication.get(&want.name).is_some_and(|value| same(value, &want.value));
            item.options.mode.is_none_or(|mode| mode.matches(publication)) && self.kept.iter().all(as_wanted)
        })
    }
}

fn kept<'a>(item: &'a Item<Options>, before: Option<&Value>) -> Job<'a, Options> {
    Job { item, before: before.cloned(), plan: Plan::keep(), wanted: Vec::new(), warnings: Vec::new() }
}

/// Returns the job of an item that creates or reads a publication; `doomed` are the publications that other items
/// delete.
async fn job<'a>(
    seen: &Seen<'_>,
    item: &'a Item<Options>,
    doomed: &BTreeSet<String>,
) -> Result<Job<'a, Options>, Error> {
    let wish = Wish::of(seen, item)?;
    let found = wish.matching(seen, item).find(|publication| !doomed.contains(&href(publication)));
    match (item.state, found) {
        (State::Present, Some(publication)) => {
            let mut job = kept(item, Some(publication));
            job.plan.not_compared = wish.unstored.into_iter().map(|want| want.field.option).collect();
            Ok(job)
        }
        (State::Present, None) => create(seen, item, wish).await,
        (_, found) => Ok(kept(item, found)),
    }
}

/// Returns the jobs of an item that deletes publications; several may match.
fn removals<'a>(seen: &Seen<'_>, item: &'a Item<Options>) -> Result<Vec<Job<'a, Options>>, Error> {
    let wish = Wish::of(seen, item)?;
    let remove = |publication: &Value| Job {
        item,
        before: Some(publication.clone()),
        plan: plan::plan(Some(publication), State::Absent, &[]),
        wanted: Vec::new(),
        warnings: Vec::new(),
    };
    let jobs: Vec<Job<'a, Options>> = wish.matching(seen, item).map(remove).collect();
    Ok(if jobs.is_empty() { vec![kept(item, None)] } else { jobs })
}

async fn create<'a>(seen: &Seen<'_>, item: &'a Item<Options>, wish: Wish) -> Result<Job<'a, Options>, Error> {
    let Wish { version, kept, unstored, mut warnings } = wish;
    let version = version.as_deref();
    let name = &item.options.repository;
    if version.is_none() {
        warnings.push(format!("repository \"{name}\" does not exist yet; assuming that an earlier step creates it"));
    }
    if let (Some(version), Some(number)) = (version, item.options.version) {
        let request = Request::get(version, &[("fields", "number")]);
        seen.context.client.send(&request).await.map_err(|error| match error.cause {
            Cause::Status(404, _) => Error::State(format!("repository \"{name}\" has no version {number}")),
            _ => error.during(format!("look up version {number} of repository \"{name}\"")),
        })?;
    }
    let mut body: Object = kept
        .iter()
        .chain(&unstored)
        .filter(|want| !plan::is_blank(&want.value))
        .map(|want| (want.name.clone(), want.value.clone()))
        .collect();
    let mut diff = Diff::of_new(&[
        ("repository", name.as_str().into()),
        ("version", VersionHref(version.unwrap_or_default()).number().into()),
    ]);
    diff.after.extend(body.clone());
    let version = version.unwrap_or(prepare::PLANNED);
    let latest = seen.repository(item)?.and_then(|repository| RepositoryView(repository).latest_version());
    if body.is("checkpoint") {
        // Pulp creates checkpoints only from a repository, and uses its latest version.
        if latest.is_some_and(|latest| latest.as_str() != version) {
            return Err(Error::State(format!(
                "version {} of repository \"{name}\" is not the latest, so it cannot become a checkpoint; \
                 hint: leave out version",
                VersionHref(version).number()
            )));
        }
        let repository = version.split("versions/").next().unwrap_or_default();
        body.insert("repository".to_owned(), repository.into());
    } else {
        body.insert("repository_version".to_owned(), version.into());
    }
    if let Some(mode) = item.options.mode.filter(|mode| *mode != Mode::Verbatim) {
        let (simple, structured) = mode.flags();
        body.insert("simple".to_owned(), simple.into());
        body.insert("structured".to_owned(), structured.into());
    }
    Ok(Job {
        item,
        before: None,
        plan: Plan { step: Step::Create(body), diff: Some(diff), not_compared: Vec::new() },
        wanted: Vec::new(),
        warnings,
    })
}
