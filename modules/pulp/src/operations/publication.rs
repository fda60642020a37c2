//! `publication`: versions of repositories, published. Pulp never changes a publication, and may have several of one version.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::sync::number;
use crate::apply::apply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::{self, Named, Refs, href};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{self, Diff, Plan, Step, Wanted, same};
use crate::prepare::{self, Job};
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::types;

/// The module `publication`.
pub struct Publication;

/// Which indices a deb publication has.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The upstream's own, byte for byte.
    Verbatim,
    /// One distribution `default` with everything.
    Simple,
    /// The distributions and components of the upstream.
    Structured,
    /// Both of the last two.
    SimpleAndStructured,
}

/// Where verbatim publications live; all others are at their type's path.
pub const VERBATIM: &str = "publications/deb/verbatim/";

impl Mode {
    /// Whether a publication is of this mode.
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

/// What `publication` takes beside Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// The name of the repository.
    #[serde(default)]
    pub repository: String,
    /// The number of the version, which may be 0; the newest if not given.
    pub version: Option<u64>,
    /// Which indices it has; `structured` if not given. Reading and removing mean those of any, if not given.
    #[schemars(extend("x-types" = ["deb"], "default" = "structured"))]
    pub mode: Option<Mode>,
    /// Whether to remove a publication that a distribution serves.
    #[serde(default)]
    pub force: bool,
}

impl Operation for Publication {
    const NOUN: &'static str = "publication";
    const PLURAL: &'static str = "publications";
    const ABOUT: &'static str = "Publishes versions of Pulp repositories, and removes and reads publications";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::publication::TYPES;
    const KEY: &'static [&'static str] = &["repository", "version", "mode"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let items: Vec<_> = items.iter().cloned().map(with_mode).collect();
        let items = &items[..];
        let seen = Seen::look_up(context, items).await?;
        let mut owners = Vec::new();
        let mut all = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let jobs = match jobs(&seen, item).await {
                Ok(jobs) => jobs.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            owners.extend(jobs.iter().map(|_| index));
            all.extend(jobs);
        }
        let done = apply::<Self>(context, all).await;
        let mut outcomes: Vec<Outcome> =
            items.iter().map(|item| Outcome { label: item.label.clone(), ..Outcome::default() }).collect();
        for (owner, outcome) in owners.into_iter().zip(done) {
            outcomes[owner].absorb(outcome);
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = prepare::read_all::<Self>(context, kind).await?;
        if kind.name == "deb" {
            outcomes.extend(prepare::read_all::<Self>(context, &Type { path: VERBATIM, ..*kind }).await?);
        }
        Ok(outcomes)
    }
}

/// Pulp's own default for what is made; reading and removing mean any mode if none is given.
fn with_mode(mut item: Item<Options>) -> Item<Options> {
    if item.kind.name == "deb" && item.state == State::Present {
        item.options.mode.get_or_insert(Mode::Structured);
    }
    if item.options.mode == Some(Mode::Verbatim) {
        item.kind.path = VERBATIM;
    }
    item
}

/// All that was looked up for a list of items.
struct Seen<'a> {
    context: &'a Context,
    repositories: Named,
    published: Published,
    refs: Refs,
    served: Served,
}

impl<'a> Seen<'a> {
    async fn look_up(context: &'a Context, items: &[Item<Options>]) -> Result<Seen<'a>, Error> {
        let names = items.iter().map(|item| item.options.repository.as_str());
        let repositories = lookup::named(context, "repositories/", names, &[])
            .await
            .map_err(|error| error.during("look up repositories"))?;
        let refs = prepare::references(context, items).await?;
        let served = Served::of(context, items).await?;
        let mut seen = Seen { context, repositories, published: Published::default(), refs, served };
        let versions = items.iter().filter_map(|item| Some((item.kind, seen.version(item).ok()??)));
        seen.published = Published::of(context, versions).await?;
        Ok(seen)
    }

    fn repository(&self, item: &Item<Options>) -> Result<Option<&Value>, Error> {
        self.repositories.one("repository", &item.options.repository)
    }

    /// The href of the version an item means; `None` if its repository will only be made by an earlier step.
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

/// The href of a repository's version, the newest without a number. `path` tells the plugin it must be of.
pub fn version_href(repository: &Value, version: Option<u64>, path: &str) -> Result<String, Error> {
    let (own, plugin) = (href(repository), path.split('/').nth(1).unwrap_or_default());
    if !own.contains(&format!("/repositories/{plugin}/")) {
        let name = repository.get("name").and_then(Value::as_str).unwrap_or_default();
        return Err(Error::State(format!("repository \"{name}\" is not of plugin {plugin}: {own}")));
    }
    let latest = repository.get("latest_version_href").and_then(Value::as_str).unwrap_or_default();
    match version {
        None => Ok(latest.to_owned()),
        Some(wanted) if wanted <= number(latest) => Ok(format!("{own}versions/{wanted}/")),
        Some(wanted) => {
            let name = repository.get("name").and_then(Value::as_str).unwrap_or_default();
            Err(Error::State(format!(
                "repository \"{name}\" has no version {wanted}, its newest is {}",
                number(latest)
            )))
        }
    }
}

/// Publications by the version they publish, the newest first.
#[derive(Default)]
pub struct Published(HashMap<String, Vec<Value>>);

/// With more versions than this, one list of all publications is cheaper than a request each.
const FEW: usize = 3;

impl Published {
    /// The publications of some versions, each with the type it is looked for as.
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
                // The filter refuses a version that is not there any more: it has no publications.
                Err(RequestError { cause: Cause::Status(400, problem), .. }) if problem.says("not found") => Vec::new(),
                page => page.map_err(|error| error.during("look up publications"))?,
            };
            for publication in page {
                let version =
                    publication.get("repository_version").and_then(Value::as_str).unwrap_or_default().to_owned();
                published.entry(version).or_default().push(publication);
            }
        }
        let created = |publication: &Value| {
            publication.get("pulp_created").and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        published.values_mut().for_each(|all| all.sort_by_key(|publication| std::cmp::Reverse(created(publication))));
        Ok(Published(published))
    }

    /// All publications of a version.
    pub fn of_version(&self, version: &str) -> &[Value] {
        self.0.get(version).map(Vec::as_slice).unwrap_or_default()
    }
}

fn paths(kind: &Type) -> Vec<&'static str> {
    let own =
        types::publication::TYPES.iter().find(|candidate| candidate.name == kind.name).map(|candidate| candidate.path);
    let verbatim = (kind.name == "deb").then_some(VERBATIM);
    own.into_iter().chain(verbatim).collect()
}

/// The jobs of one item: removing may concern several publications, making and reading concern one.
async fn jobs<'a>(seen: &Seen<'_>, item: &'a Item<Options>) -> Result<Vec<Job<'a, Options>>, Error> {
    let version = seen.version(item)?;
    let mut warnings = Vec::new();
    let wanted = prepare::wanted(seen.context, item, &seen.refs, &mut warnings)?;
    let all = version.as_deref().map(|version| seen.published.of_version(version)).unwrap_or_default();
    let (kept_by_pulp, not_kept): (Vec<Wanted>, Vec<Wanted>) =
        wanted.iter().cloned().partition(|want| !want.field.unstored);
    let mut matching = all.iter().filter(|publication| {
        let as_wanted = |want: &Wanted| publication.get(&want.name).is_some_and(|value| same(value, &want.value));
        item.options.mode.is_none_or(|mode| mode.matches(publication)) && kept_by_pulp.iter().all(as_wanted)
    });
    let kept = |before: Option<&Value>| Job {
        item,
        before: before.cloned(),
        plan: Plan::keep(),
        wanted: Vec::new(),
        warnings: Vec::new(),
    };
    match item.state {
        State::Read | State::Completed | State::Canceled => Ok(vec![kept(matching.next())]),
        State::Present => match matching.next() {
            Some(publication) => {
                let mut job = kept(Some(publication));
                job.plan.not_compared = not_kept.into_iter().map(|want| want.field.option).collect();
                Ok(vec![job])
            }
            None => Ok(vec![create(seen, item, version.as_deref(), &wanted, warnings).await?]),
        },
        State::Absent => {
            let doomed: Vec<&Value> = matching.collect();
            if !item.options.force {
                seen.served.refuse(item, &doomed, all)?;
            }
            let remove = |publication: &Value| Job {
                item,
                before: Some(publication.clone()),
                plan: plan::plan(Some(publication), State::Absent, &[]),
                wanted: Vec::new(),
                warnings: Vec::new(),
            };
            Ok(if doomed.is_empty() { vec![kept(None)] } else { doomed.into_iter().map(remove).collect() })
        }
    }
}

async fn create<'a>(
    seen: &Seen<'_>,
    item: &'a Item<Options>,
    version: Option<&str>,
    wanted: &[Wanted],
    mut warnings: Vec<String>,
) -> Result<Job<'a, Options>, Error> {
    let name = &item.options.repository;
    if version.is_none() {
        warnings.push(format!("repository \"{name}\" does not exist yet; taken as made by an earlier step"));
    }
    if let (Some(version), Some(number)) = (version, item.options.version) {
        let request = Request::get(version, &[("fields", "number")]);
        seen.context.client.send(&request).await.map_err(|error| match error.cause {
            Cause::Status(404, _) => Error::State(format!("repository \"{name}\" has no version {number}")),
            _ => error.during(format!("look up version {number} of repository \"{name}\"")),
        })?;
    }
    let mut body: Object = wanted
        .iter()
        .filter(|want| !plan::is_blank(&want.value))
        .map(|want| (want.name.clone(), want.value.clone()))
        .collect();
    let mut diff =
        Diff::of_new(&[("repository", name.as_str().into()), ("version", number(version.unwrap_or_default()).into())]);
    diff.after.extend(body.clone());
    let version = version.unwrap_or(prepare::PLANNED);
    let latest = seen.repository(item)?.and_then(|repository| repository.get("latest_version_href")?.as_str());
    if body.get("checkpoint") == Some(&Value::Bool(true)) {
        // Pulp takes checkpoints only of a repository, which means its newest version.
        if latest.is_some_and(|latest| latest != version) {
            return Err(Error::State(format!(
                "version {} of repository \"{name}\" is not its newest, so it cannot become a checkpoint",
                number(version)
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

/// What distributions serve, for refusing to take it away.
#[derive(Default)]
struct Served(Vec<Value>);

impl Served {
    /// The distributions of the types of those items that would remove something.
    async fn of(context: &Context, items: &[Item<Options>]) -> Result<Served, Error> {
        let removing = items.iter().filter(|item| item.state == State::Absent && !item.options.force);
        let types: BTreeSet<&str> = removing.map(|item| item.kind.name).collect();
        let paths = types::distribution::TYPES.iter().filter(|kind| types.contains(kind.name)).map(|kind| kind.path);
        let pages = context
            .each(paths, async |path| context.client.list(path, &[("fields", "name,publication,repository")]).await)
            .await;
        let pages = pages.into_iter().collect::<Result<Vec<_>, _>>();
        Ok(Served(pages.map_err(|error| error.during("look up distributions"))?.concat()))
    }

    /// Refuses if a distribution serves one of the doomed; one that serves the repository itself serves its newest publication.
    fn refuse(&self, item: &Item<Options>, doomed: &[&Value], all: &[Value]) -> Result<(), Error> {
        let names = |key: &str, value: &str| {
            let matches =
                self.0.iter().filter(|distribution| distribution.get(key).and_then(Value::as_str) == Some(value));
            matches
                .filter_map(|distribution| Some(format!("\"{}\"", distribution.get("name")?.as_str()?)))
                .collect::<Vec<_>>()
        };
        for publication in doomed {
            let mut users = names("publication", &href(publication));
            if all.len() == doomed.len() {
                let repository = publication.get("repository").and_then(Value::as_str).unwrap_or_default();
                users.extend(names("repository", repository));
            }
            if !users.is_empty() {
                return Err(Error::InUse {
                    what: format!("publication {} of repository \"{}\"", href(publication), item.options.repository),
                    users: format!("distribution {}", users.join(", ")),
                    consequence: ", and the distribution then serves nothing".to_owned(),
                });
            }
        }
        Ok(())
    }
}
