//! Looks up the distributions that other distributions name as their source: a promotion pins what they serve now.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::source::Source;
use super::{Earlier, Options};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::{Item, State};
use crate::lookup;
use crate::object::{DistributionView, Fields, VersionHref};
use crate::operations::publication::of_repositories;
use crate::prepare::PLANNED;
use crate::schema::Type;
use crate::serving::Serving;
use crate::types;
use crate::version::Version;

/// The first version of pulp_python whose distributions can serve a specific version.
const PYTHON_PINS: Version = Version(3, 27, 0);

/// The path of a type, and a name.
type Key = (&'static str, String);

/// The distributions that items name as their sources.
pub struct Others {
    check: bool,
    user: String,
    /// The sources, as earlier rounds left them.
    found: HashMap<Key, (Type, Value)>,
    /// Sources that earlier rounds would have deleted, though check mode still finds them.
    gone: BTreeSet<Key>,
    /// The repositories and publications that they may serve.
    serving: Serving,
    python_pins: bool,
}

impl Others {
    /// Looks up the sources in bulk, then what they serve.
    pub async fn look_up(
        context: &Context,
        present: &[&Item<Options>],
        earlier: &[Earlier<'_>],
    ) -> Result<Others, Error> {
        let mut others = Others {
            check: context.check,
            user: context.client.user().to_owned(),
            found: HashMap::new(),
            gone: BTreeSet::new(),
            serving: Serving::default(),
            python_pins: !context.server.older_than("python", PYTHON_PINS),
        };
        let wanted: Vec<(&Item<Options>, &str)> =
            present.iter().filter_map(|item| Some((*item, item.options.distribution.as_deref()?.trim()))).collect();
        for kind in types::distribution::TYPES {
            let names = wanted.iter().filter(|(item, _)| item.kind.path == kind.path).map(|(_, name)| *name);
            let found = lookup::named(context, kind.path, names.clone(), &[])
                .await
                .map_err(|error| error.during("look up distributions"))?;
            for name in names {
                if let Some(other) = found.one("distribution", name)? {
                    others.found.insert((kind.path, name.to_owned()), (*kind, other.clone()));
                }
            }
        }
        if context.check {
            for (item, outcome) in earlier.iter().filter(|(_, outcome)| outcome.error.is_none()) {
                let key = (item.kind.path, item.label.trim().to_owned());
                let named = wanted.iter().any(|(item, name)| (item.kind.path, *name) == (key.0, key.1.as_str()));
                match item.state {
                    _ if !named => {}
                    State::Absent => drop(others.gone.insert(key)),
                    _ if outcome.changed => drop(others.found.insert(key, (item.kind, outcome.entity.clone()))),
                    _ => {}
                }
            }
        }
        others.serving = others.serving(context).await.map_err(|error| error.during("look up what is served"))?;
        Ok(others)
    }

    /// Looks up what the sources may serve: the publications of their repositories, or else the repositories
    /// themselves.
    async fn serving(&self, context: &Context) -> Result<Serving, RequestError> {
        let mut published: Vec<(Type, &str)> = Vec::new();
        let mut live: BTreeSet<&str> = BTreeSet::new();
        for (kind, other) in self.found.values() {
            let version = text(other, "repository_version").map(|version| VersionHref(version).repository());
            let repository = version.or(text(other, "repository")).filter(|href| href.starts_with('/'));
            match repository {
                Some(repository) if kind.serves_publications => published.push((*kind, repository)),
                Some(repository) if version.is_none() => drop(live.insert(repository)),
                _ => {}
            }
        }
        let fields = [("fields", "pulp_href,latest_version_href")];
        let publications = of_repositories(context, published.into_iter()).await?;
        let repositories = match live.is_empty() {
            true => Vec::new(),
            false => lookup::by(context, "repositories/", "pulp_href", live.into_iter(), &fields, &fields).await?,
        };
        Ok(Serving::new(repositories, publications, Vec::new()))
    }

    /// Returns what an item that names another distribution must serve: the publication or version that the other one
    /// serves now.
    pub fn of(&self, item: &Item<Options>, name: &str) -> Result<Source, Error> {
        let key = (item.kind.path, name.trim().to_owned());
        let gone = self.gone.contains(&key);
        let other = match self.found.get(&key).filter(|_| !gone) {
            Some((_, other)) => other,
            None if self.check && !gone => return Ok(Source::Planned(format!("distribution \"{name}\""))),
            None => {
                return Err(Error::Missing {
                    what: format!("{} distribution \"{name}\"", item.kind.name),
                    user: self.user.clone(),
                });
            }
        };
        if let Some(publication) = text(other, "publication") {
            return Ok(Source::Publication { href: publication.to_owned(), version: None });
        }
        let names_a_source = ["repository", "repository_version"].into_iter().find_map(|key| text(other, key));
        if names_a_source == Some(PLANNED) {
            return Ok(Source::Planned(format!("what distribution \"{name}\" serves")));
        }
        if DistributionView(other).is_checkpoint() {
            return Err(Error::State(format!(
                "distribution \"{name}\" serves all checkpoints of its repository, so \"{}\" cannot be pinned to one; \
                 hint: set publication, or repository and version",
                item.label
            )));
        }
        let served = self.serving.served(other);
        let version = served.version.map(|version| version.as_str().to_owned());
        match (served.publication, version) {
            (Some(publication), version) => Ok(Source::Publication { href: lookup::href(publication), version }),
            (None, _) if names_a_source.is_some() && item.kind.serves_publications && self.check => {
                Ok(Source::Planned(format!("a publication of what distribution \"{name}\" serves")))
            }
            (None, Some(_)) if item.kind.name == "python" && !self.python_pins => Err(Error::State(format!(
                "distribution \"{name}\" follows its repository, and pinning \"{}\" to its current version requires \
                 pulp_python {PYTHON_PINS} or newer; hint: set repository instead",
                item.label
            ))),
            (None, Some(version)) if !item.kind.serves_publications => Ok(Source::Version(version)),
            _ => Err(Error::State(format!(
                "distribution \"{name}\" serves nothing, so \"{}\" cannot be pinned to it",
                item.label
            ))),
        }
    }
}

/// Returns a text field if it is set.
fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.text(key).filter(|text| !text.is_empty())
}
