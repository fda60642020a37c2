//! What distributions serve: which publication, of which version of which repository.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Cause, RequestError};
use crate::lookup::href;
use crate::request::Request;

/// Pulp's own distributions, of its own artifacts: they serve no repository, and only superusers may list them by their type.
const ARTIFACTS: &str = "/distributions/core/artifacts/";

/// The objects of all types of a list, each as its own type shows it: the list of all types shows but what they have in common.
pub async fn complete(context: &Context, list: &str) -> Result<Vec<Value>, RequestError> {
    let all = context.client.list(list, &[("fields", "pulp_href")]).await?;
    let paths = all.iter().filter_map(|object| list_of(&href(object)));
    let paths: BTreeSet<String> = paths.filter(|path| !path.ends_with(ARTIFACTS)).collect();
    let lists = context.each(&paths, async |path| visible(context, path).await).await;
    Ok(lists.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// The objects of a list that this user sees. What it may not list at all is hidden from it, as single objects may be:
/// `visibility` is asked before a removal.
pub async fn visible(context: &Context, path: &str) -> Result<Vec<Value>, RequestError> {
    match context.client.list(path, &[]).await {
        Err(RequestError { cause: Cause::Status(403, _), .. }) => Ok(Vec::new()),
        found => found,
    }
}

/// The list that an object is in, by its href.
pub fn list_of(href: &str) -> Option<String> {
    href.trim_end_matches('/').rsplit_once('/').map(|(list, _)| format!("{list}/"))
}

/// All repositories, publications and distributions of a server, or those in question.
#[derive(Default)]
pub struct Serving {
    /// As the list of all types shows them.
    pub repositories: Vec<Value>,
    pub publications: Vec<Value>,
    pub distributions: Vec<Value>,
    index: OnceCell<Index>,
}

/// The places of repositories and publications, as servers have thousands of both.
#[derive(Default)]
struct Index {
    repositories: HashMap<String, usize>,
    publications: HashMap<String, usize>,
    /// The newest publications, by the hrefs of versions and of repositories.
    newest: HashMap<String, usize>,
}

/// What one distribution serves.
#[derive(Debug, Default, PartialEq)]
pub struct Served<'a> {
    pub publication: Option<&'a Value>,
    /// The href of a repository version.
    pub version: Option<&'a str>,
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

/// The repository that a version's href lies below.
pub fn repository_of(version: &str) -> &str {
    version.split("versions/").next().unwrap_or_default()
}

/// The number at the end of a version's href.
pub fn number(version: &str) -> u64 {
    version.trim_end_matches('/').rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// How new a publication is.
fn age(publication: &Value) -> (Option<u64>, Option<&str>) {
    let version = text(publication, "repository_version").map(number);
    // Without the Z: a moment without a fraction of a second is the older one.
    (version, text(publication, "pulp_created").map(|created| created.trim_end_matches('Z')))
}

impl Serving {
    /// Reads all of them, in a number of requests that depends on how many types there are, not on how many objects.
    pub async fn load(context: &Context) -> Result<Serving, RequestError> {
        let (repositories, publications, distributions) = futures::try_join!(
            context.client.list("repositories/", &[]),
            complete(context, "publications/"),
            complete(context, "distributions/"),
        )?;
        Ok(Serving::new(repositories, publications, distributions))
    }

    /// What there is of some repositories, publications and distributions.
    pub fn new(repositories: Vec<Value>, publications: Vec<Value>, distributions: Vec<Value>) -> Serving {
        Serving { repositories, publications, distributions, index: OnceCell::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let places = |objects: &[Value]| objects.iter().map(href).zip(0..).collect();
            let mut newest: HashMap<String, usize> = HashMap::new();
            for (place, publication) in self.publications.iter().enumerate() {
                let version = text(publication, "repository_version").unwrap_or_default();
                for key in [version, repository_of(version)] {
                    let known = newest.entry(key.to_owned()).or_insert(place);
                    if age(publication) >= age(&self.publications[*known]) {
                        *known = place;
                    }
                }
            }
            Index { repositories: places(&self.repositories), publications: places(&self.publications), newest }
        })
    }

    /// A repository by its href.
    pub fn repository(&self, wanted: &str) -> Option<&Value> {
        self.index().repositories.get(wanted).map(|place| &self.repositories[*place])
    }

    /// The newest publication of a version or of a repository: of the newest version, and of that the one made last.
    fn newest(&self, of: &str) -> Option<&Value> {
        self.index().newest.get(of).map(|place| &self.publications[*place])
    }

    /// The publications of a repository.
    pub fn publications_of<'a>(&'a self, repository: &'a str) -> impl Iterator<Item = &'a Value> {
        let of = move |publication: &&Value| {
            text(publication, "repository_version").is_some_and(|version| repository_of(version) == repository)
        };
        self.publications.iter().filter(of)
    }

    /// What a distribution serves now.
    pub fn served<'a>(&'a self, distribution: &'a Value) -> Served<'a> {
        if let Some(wanted) = text(distribution, "publication") {
            let publication = self.index().publications.get(wanted).map(|place| &self.publications[*place]);
            let version = publication.and_then(|publication| text(publication, "repository_version"));
            return Served { publication, version };
        }
        if let Some(version) = text(distribution, "repository_version") {
            return Served { publication: self.newest(version), version: Some(version) };
        }
        let Some(repository) = text(distribution, "repository") else {
            return Served::default();
        };
        // With publications, one that is not published yet is not served.
        let publication = self.newest(repository);
        let version = match publication {
            Some(publication) => text(publication, "repository_version"),
            None => self.repository(repository).and_then(|found| text(found, "latest_version_href")),
        };
        Served { publication, version }
    }

    /// The name of a distribution that serves a publication which is not among these: of what version it is, nobody can tell.
    pub fn unseen(&self) -> Option<&str> {
        let unseen = |distribution: &&Value| {
            text(distribution, "publication").is_some_and(|wanted| !self.index().publications.contains_key(wanted))
        };
        self.distributions.iter().find(unseen).and_then(|distribution| text(distribution, "name"))
    }

    /// The hrefs of publications and versions that must stay as one distribution serves them.
    fn needed_by<'a>(&'a self, distribution: &'a Value) -> Vec<&'a str> {
        let served = self.served(distribution);
        let publication = served.publication.and_then(|publication| text(publication, "pulp_href"));
        let mut needed: Vec<&str> = publication.into_iter().chain(served.version).collect();
        if let Some(repository) = text(distribution, "repository") {
            // Published or not, the newest version is what is served next.
            needed.extend(self.repository(repository).and_then(|found| text(found, "latest_version_href")));
            if distribution.get("checkpoint") == Some(&Value::Bool(true)) {
                let checkpoint = |publication: &&Value| publication.get("checkpoint") == Some(&Value::Bool(true));
                for publication in self.publications_of(repository).filter(checkpoint) {
                    let hrefs = [text(publication, "pulp_href"), text(publication, "repository_version")];
                    needed.extend(hrefs.into_iter().flatten());
                }
            }
        }
        needed
    }

    /// The hrefs of publications and versions that must stay as they are served, each with the names of the distributions.
    pub fn users(&self) -> HashMap<&str, Vec<&str>> {
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        for distribution in &self.distributions {
            for href in self.needed_by(distribution) {
                let names = users.entry(href).or_default();
                let name = text(distribution, "name").unwrap_or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        users
    }

    /// The same with one distribution's name each.
    pub fn needed(&self) -> HashMap<&str, &str> {
        self.users().into_iter().filter_map(|(href, names)| Some((href, *names.last()?))).collect()
    }

    /// The names of the distributions that serve something, by the hrefs of publications and repositories.
    pub fn names(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for distribution in &self.distributions {
            let served = self.served(distribution);
            let publication = served.publication.and_then(|publication| text(publication, "pulp_href"));
            let repository = text(distribution, "repository").or(served.version.map(repository_of));
            for href in publication.into_iter().chain(repository) {
                names.entry(href).or_default().push(text(distribution, "name").unwrap_or_default());
            }
        }
        names
    }
}

/// The server finds versions by no list of hrefs; so many are read one by one rather than all that there are.
const FEW: usize = 20;

/// How many units of each type some versions hold, by their hrefs.
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
    fn what_is_served_is_needed() {
        assert_eq!(needed(json!({"name": "d"})), Vec::<String>::new());
        assert_eq!(needed(json!({"name": "d", "publication": "/p/late/"})), ["/p/late/", "/r/a/versions/9/"]);
        assert_eq!(needed(json!({"name": "d", "repository_version": "/r/a/versions/3/"})), ["/r/a/versions/3/"]);
        let version = json!({"name": "d", "repository_version": "/r/a/versions/10/"});
        assert_eq!(needed(version), ["/p/again/", "/r/a/versions/10/"]);
    }

    #[test]
    fn of_a_repository_the_newest_publication_is_served_and_the_newest_version_kept() {
        let live = json!({"name": "d", "repository": "/r/a/"});
        assert_eq!(needed(live), ["/p/again/", "/r/a/versions/10/", "/r/a/versions/11/"]);
        let checkpoints = json!({"name": "d", "repository": "/r/a/", "checkpoint": true});
        let all = ["/p/again/", "/p/old/", "/r/a/versions/10/", "/r/a/versions/11/", "/r/a/versions/2/"];
        assert_eq!(needed(checkpoints), all);
    }

    #[test]
    fn a_moment_without_a_fraction_is_the_older_one() {
        let made = |name: &str, created: &str| publication(name, 1, created, false);
        let publications = vec![made("later", "2026-01-01T00:00:00.5Z"), made("sooner", "2026-01-01T00:00:00Z")];
        let serving = Serving::new(Vec::new(), publications, vec![json!({"name": "d", "repository": "/r/a/"})]);
        assert_eq!(serving.served(&serving.distributions[0]).publication.map(href), Some("/p/later/".to_owned()));
    }

    #[test]
    fn what_thousands_of_distributions_need_is_told_at_once() {
        let names = 0..5_000;
        let publications = names.clone().map(|name| publication(&name.to_string(), name, "2026", false)).collect();
        let of = |name: u64| json!({"name": name.to_string(), "publication": format!("/p/{name}/")});
        let serving = Serving::new(Vec::new(), publications, names.map(of).collect());
        let begun = std::time::Instant::now();
        assert_eq!(serving.needed().len(), 10_000);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }

    #[test]
    fn without_publications_the_newest_version_is_served() {
        let mut serving = serving(&[json!({"name": "d", "repository": "/r/a/"})]);
        serving.publications.clear();
        assert_eq!(serving.served(&serving.distributions[0]).version, Some("/r/a/versions/11/"));
        assert_eq!(serving.names(), [("/r/a/", vec!["d"])].into_iter().collect());
    }
}
