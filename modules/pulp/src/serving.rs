//! Finds what distributions serve: which publication, of which version of which repository.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Cause, RequestError};
use crate::lookup::href;
use crate::object::{DistributionView, Fields, PublicationView, RepositoryView, VersionHref};
use crate::request::Request;

/// The list of distributions that serve Pulp's own artifacts. They serve no repository, and only superusers may read
/// this list.
const ARTIFACTS: &str = "/distributions/core/artifacts/";

/// Reads the objects of all types of a list. Each is read from the list of its type, because the generic list shows
/// only the fields that all types have.
pub async fn complete(context: &Context, list: &str) -> Result<Vec<Value>, RequestError> {
    let all = context.client.list(list, &[("fields", "pulp_href")]).await?;
    let paths = all.iter().filter_map(|object| list_of(&href(object)));
    let paths: BTreeSet<String> = paths.filter(|path| !path.ends_with(ARTIFACTS)).collect();
    let lists = context.each(&paths, async |path| visible(context, path).await).await;
    Ok(lists.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Returns the objects of a list that this user can see: none, if the user may not list them at all. Callers check
/// [`crate::visibility`] before they delete anything.
pub async fn visible(context: &Context, path: &str) -> Result<Vec<Value>, RequestError> {
    match context.client.list(path, &[]).await {
        Err(RequestError { cause: Cause::Status(403, _), .. }) => Ok(Vec::new()),
        found => found,
    }
}

/// Returns the list that contains an object, from its href.
pub fn list_of(href: &str) -> Option<String> {
    href.trim_end_matches('/').rsplit_once('/').map(|(list, _)| format!("{list}/"))
}

/// Repositories, publications and distributions: all of a server, or those that matter.
#[derive(Default)]
pub struct Serving {
    /// Repositories, with the fields that the generic list shows.
    pub repositories: Vec<Value>,
    pub publications: Vec<Value>,
    pub distributions: Vec<Value>,
    index: OnceCell<Index>,
}

/// Indexes of repositories and publications by href, because servers have thousands of both.
#[derive(Default)]
struct Index {
    repositories: HashMap<String, usize>,
    publications: HashMap<String, usize>,
    /// The latest publication of each version and of each repository, by their hrefs.
    newest: HashMap<String, usize>,
}

/// What one distribution serves.
#[derive(Debug, Default, PartialEq)]
pub struct Served<'a> {
    pub publication: Option<&'a Value>,
    /// The href of a repository version.
    pub version: Option<VersionHref<'a>>,
}

/// Returns a key that orders publications by age: first by version, then by time of creation.
fn age(publication: &Value) -> (Option<u64>, Option<&str>) {
    let publication = PublicationView(publication);
    let version = publication.version().map(VersionHref::number);
    // Without the Z, a time without a fraction of a second sorts before one with a fraction.
    (version, publication.created().map(|created| created.trim_end_matches('Z')))
}

impl Serving {
    /// Reads all of them. The number of requests depends on the number of types, not of objects.
    pub async fn load(context: &Context) -> Result<Serving, RequestError> {
        let (repositories, publications, distributions) = futures::try_join!(
            context.client.list("repositories/", &[]),
            complete(context, "publications/"),
            complete(context, "distributions/"),
        )?;
        Ok(Serving::new(repositories, publications, distributions))
    }

    /// Wraps objects that were already read.
    pub fn new(repositories: Vec<Value>, publications: Vec<Value>, distributions: Vec<Value>) -> Serving {
        Serving { repositories, publications, distributions, index: OnceCell::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let places = |objects: &[Value]| objects.iter().map(href).zip(0..).collect();
            let mut newest: HashMap<String, usize> = HashMap::new();
            for (place, publication) in self.publications.iter().enumerate() {
                let Some(version) = PublicationView(publication).version() else { continue };
                for key in [version.as_str(), version.repository()] {
                    let known = newest.entry(key.to_owned()).or_insert(place);
                    if age(publication) >= age(&self.publications[*known]) {
                        *known = place;
                    }
                }
            }
            Index { repositories: places(&self.repositories), publications: places(&self.publications), newest }
        })
    }

    /// Returns a repository by its href.
    pub fn repository(&self, wanted: &str) -> Option<&Value> {
        self.index().repositories.get(wanted).map(|place| &self.repositories[*place])
    }

    /// Returns the latest publication of a version or of a repository. For a repository, this is the latest publication
    /// of its latest published version.
    fn newest(&self, of: &str) -> Option<&Value> {
        self.index().newest.get(of).map(|place| &self.publications[*place])
    }

    /// Returns the publications of a repository.
    pub fn publications_of<'a>(&'a self, repository: &'a str) -> impl Iterator<Item = &'a Value> {
        let of = move |publication: &&Value| {
            PublicationView(publication).version().is_some_and(|version| version.repository() == repository)
        };
        self.publications.iter().filter(of)
    }

    /// Returns what a distribution currently serves.
    pub fn served<'a>(&'a self, distribution: &'a Value) -> Served<'a> {
        if let Some(wanted) = DistributionView(distribution).publication() {
            let publication = self.index().publications.get(wanted).map(|place| &self.publications[*place]);
            let version = publication.and_then(|publication| PublicationView(publication).version());
            return Served { publication, version };
        }
        if let Some(version) = DistributionView(distribution).version() {
            return Served { publication: self.newest(version.as_str()), version: Some(version) };
        }
        let Some(repository) = DistributionView(distribution).repository() else {
            return Served::default();
        };
        // If the repository has publications, a version without one is not served.
        let publication = self.newest(repository);
        let version = match publication {
            Some(publication) => PublicationView(publication).version(),
            None => self.repository(repository).and_then(|found| RepositoryView(found).latest_version()),
        };
        Served { publication, version }
    }

    /// Returns the name of a distribution whose publication is not among the known ones, if there is one. The version
    /// that it serves is then unknown, too.
    pub fn unseen(&self) -> Option<&str> {
        let unseen = |distribution: &&Value| {
            DistributionView(distribution)
                .publication()
                .is_some_and(|wanted| !self.index().publications.contains_key(wanted))
        };
        self.distributions.iter().find(unseen).and_then(|distribution| distribution.text("name"))
    }

    /// Returns the hrefs of publications and versions that one distribution needs.
    fn needed_by<'a>(&'a self, distribution: &'a Value) -> Vec<&'a str> {
        let served = self.served(distribution);
        let publication = served.publication.map(Fields::href);
        let mut needed: Vec<&str> = publication.into_iter().chain(served.version.map(VersionHref::as_str)).collect();
        if let Some(repository) = DistributionView(distribution).repository() {
            // The latest version will be served next, even if it is not published yet.
            let latest = self.repository(repository).and_then(|found| RepositoryView(found).latest_version());
            needed.extend(latest.map(VersionHref::as_str));
            if DistributionView(distribution).is_checkpoint() {
                let checkpoint = |publication: &&Value| PublicationView(publication).is_checkpoint();
                for publication in self.publications_of(repository).filter(checkpoint) {
                    needed.push(publication.href());
                    needed.extend(PublicationView(publication).version().map(VersionHref::as_str));
                }
            }
        }
        needed
    }

    /// Returns the hrefs of publications and versions that distributions need, each with the distributions' names.
    pub fn users(&self) -> HashMap<&str, Vec<&str>> {
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        for distribution in &self.distributions {
            for href in self.needed_by(distribution) {
                let names = users.entry(href).or_default();
                let name = distribution.name();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        users
    }

    /// Like [`Serving::users`], but with only one distribution for each href.
    pub fn needed(&self) -> HashMap<&str, &str> {
        self.users().into_iter().filter_map(|(href, names)| Some((href, *names.last()?))).collect()
    }

    /// Returns the names of distributions by the hrefs of the publications and repositories that they serve.
    pub fn names(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for distribution in &self.distributions {
            let served = self.served(distribution);
            let publication = served.publication.map(Fields::href);
            let repository =
                DistributionView(distribution).repository().or(served.version.map(VersionHref::repository));
            for href in publication.into_iter().chain(repository) {
                names.entry(href).or_default().push(distribution.name());
            }
        }
        names
    }
}

/// Maximum number of versions that are read one by one. The API has no filter for several versions, so more of them are
/// found by reading the list of all versions.
const FEW: usize = 20;

/// Returns the number of content units of each type in the given versions, by the hrefs of the versions.
pub async fn contents(context: &Context, versions: &BTreeSet<String>) -> Result<HashMap<String, Value>, RequestError> {
    let fields = [("fields", "pulp_href,content_summary")];
    let found = if versions.len() <= FEW {
        let read = async |version: &String| context.client.send(&Request::get(version, &fields)).await;
        let replies = context.each(versions, read).await.into_iter();
        replies.map(|reply| Ok(reply?.body)).collect::<Result<Vec<_>, RequestError>>()?
    } else {
        context.client.list("repository_versions/", &fields).await?
    };
    let count = |version: &Value| {
        let present = version.pointer("/content_summary/present").and_then(Value::as_object);
        let counts = present.into_iter().flatten().map(|(kind, unit)| (kind.clone(), unit.get("count").cloned()));
        (href(version), counts.map(|(kind, count)| (kind, count.unwrap_or_else(|| json!(0)))).collect())
    };
    Ok(found.iter().map(count).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(name: &str, version: u64, created: &str, checkpoint: bool) -> Value {
        json!({"pulp_href": format!("/p/{name}/"), "repository_version": format!("/r/a/versions/{version}/"), "pulp_created": created, "checkpoint": checkpoint})
    }

    fn serving(distributions: &[Value]) -> Serving {
        Serving::new(
            vec![json!({"pulp_href": "/r/a/", "name": "a", "latest_version_href": "/r/a/versions/11/"})],
            vec![
                publication("late", 9, "2026-03", false),
                publication("newest", 10, "2026-01", false),
                publication("again", 10, "2026-02", false),
                publication("old", 2, "2026-04", true),
            ],
            distributions.to_vec(),
        )
    }

    fn needed(distribution: Value) -> Vec<String> {
        let serving = serving(&[distribution]);
        let mut needed: Vec<String> = serving.needed().keys().map(|href| (*href).to_owned()).collect();
        needed.sort();
        needed
    }

    #[test]
    fn served_objects_are_needed() {
        assert_eq!(needed(json!({"name": "d"})), Vec::<String>::new());
        assert_eq!(needed(json!({"name": "d", "publication": "/p/late/"})), ["/p/late/", "/r/a/versions/9/"]);
        assert_eq!(needed(json!({"name": "d", "repository_version": "/r/a/versions/3/"})), ["/r/a/versions/3/"]);
        let version = json!({"name": "d", "repository_version": "/r/a/versions/10/"});
        assert_eq!(needed(version), ["/p/again/", "/r/a/versions/10/"]);
    }

    #[test]
    fn latest_publication_and_version_are_needed() {
        let live = json!({"name": "d", "repository": "/r/a/"});
        assert_eq!(needed(live), ["/p/again/", "/r/a/versions/10/", "/r/a/versions/11/"]);
        let checkpoints = json!({"name": "d", "repository": "/r/a/", "checkpoint": true});
        let all = ["/p/again/", "/p/old/", "/r/a/versions/10/", "/r/a/versions/11/", "/r/a/versions/2/"];
        assert_eq!(needed(checkpoints), all);
    }

    #[test]
    fn times_without_fraction_are_older() {
        let made = |name: &str, created: &str| publication(name, 1, created, false);
        let publications = vec![made("later", "2026-01-01T00:00:00.5Z"), made("sooner", "2026-01-01T00:00:00Z")];
        let serving = Serving::new(Vec::new(), publications, vec![json!({"name": "d", "repository": "/r/a/"})]);
        assert_eq!(serving.served(&serving.distributions[0]).publication.map(href), Some("/p/later/".to_owned()));
    }

    #[test]
    fn thousands_of_distributions_are_handled_quickly() {
        let names = 0..5_000;
        let publications = names.clone().map(|name| publication(&name.to_string(), name, "2026", false)).collect();
        let of = |name: u64| json!({"name": name.to_string(), "publication": format!("/p/{name}/")});
        let serving = Serving::new(Vec::new(), publications, names.map(of).collect());
        let begun = std::time::Instant::now();
        assert_eq!(serving.needed().len(), 10_000);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }

    #[test]
    fn unpublished_repositories_serve_their_latest_version() {
        let mut serving = serving(&[json!({"name": "d", "repository": "/r/a/"})]);
        serving.publications.clear();
        assert_eq!(serving.served(&serving.distributions[0]).version, Some(VersionHref("/r/a/versions/11/")));
        assert_eq!(serving.names(), [("/r/a/", vec!["d"])].into_iter().collect());
    }
}
