//! Determines what a distribution must serve: converts the options to one of Pulp's three fields.

use std::collections::BTreeMap;

use serde_json::Value;

use super::others::Others;
use super::{Earlier, Options, Version};
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Named, Refs, Target, href};
use crate::object::{Fields, RepositoryView, VersionHref};
use crate::operations::publication::{Published, version_href};
use crate::types;

/// What to serve.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Not given; the current source stays.
    Untouched,
    /// Always the latest version of this repository.
    Repository(String),
    /// This version of a repository.
    Version(String),
    /// This publication, and its version if that is known.
    Publication { href: String, version: Option<String> },
    /// Something that an earlier step would create; only in check mode.
    Planned(String),
}

impl Source {
    /// Returns the name and value of Pulp's field for the source.
    pub fn field(&self) -> Option<(&'static str, &str)> {
        match self {
            Source::Untouched => None,
            Source::Repository(href) => Some(("repository", href)),
            Source::Version(href) => Some(("repository_version", href)),
            Source::Publication { href, .. } => Some(("publication", href)),
            Source::Planned(_) => Some(("publication", crate::prepare::PLANNED)),
        }
    }

    /// Returns the warnings for check mode.
    pub fn warnings(&self, item: &Item<Options>) -> Vec<String> {
        match self {
            Source::Planned(what) => vec![format!(
                "distribution \"{}\": {what} does not exist yet; assuming that an earlier step creates it",
                item.label
            )],
            _ => Vec::new(),
        }
    }
}

/// Everything that is needed to determine the sources of a list of items.
pub struct Sources {
    check: bool,
    user: String,
    repositories: Named,
    published: Published,
    refs: Refs,
    others: Others,
    /// All distributions, with their type's path and what they serve; only read if an item skips versions that are
    /// already served.
    all: Vec<(&'static str, Value)>,
}

impl Sources {
    /// Looks up everything in bulk.
    pub async fn look_up(
        context: &Context,
        items: &[Item<Options>],
        earlier: &[Earlier<'_>],
    ) -> Result<Sources, Error> {
        let present: Vec<&Item<Options>> = items.iter().filter(|item| item.state == State::Present).collect();
        let names = present.iter().filter_map(|item| item.options.repository.as_deref());
        let repositories = lookup::named(context, "repositories/", names, &[])
            .await
            .map_err(|error| error.during("look up repositories"))?;
        let versions = present.iter().filter(|item| item.kind.serves_publications).filter_map(|item| {
            let options = &item.options;
            let repository = repositories.one("repository", options.repository.as_deref()?).ok()??;
            let numbered = match options.version? {
                Version::Latest => None,
                Version::Number(number) => Some(number),
            };
            Some((item.kind, version_href(repository, numbered, item.kind.path).ok()?))
        });
        let published = Published::of(context, versions).await?;
        let publications =
            present.iter().filter_map(|item| Some(("publications/".to_owned(), item.options.publication.clone()?)));
        let refs =
            lookup::resolve(context, publications).await.map_err(|error| error.during("look up publications"))?;
        let others = Others::look_up(context, &present, earlier).await?;
        let mut all = Vec::new();
        if present.iter().any(|item| item.options.skip_existing) {
            for kind in
                types::distribution::TYPES.iter().filter(|kind| present.iter().any(|item| item.kind.path == kind.path))
            {
                let fields = [("fields", "name,repository,repository_version,publication")];
                let page = context
                    .client
                    .list(kind.path, &fields)
                    .await
                    .map_err(|error| error.during("look up distributions"))?;
                // In check mode, distributions of earlier rounds count as those rounds would have left them.
                let done = earlier.iter().filter(|(item, outcome)| {
                    context.check && item.kind.path == kind.path && outcome.error.is_none() && item.state != State::Read
                });
                let done: BTreeMap<&str, &Value> =
                    done.map(|(item, outcome)| (item.label.trim(), &outcome.entity)).collect();
                let untouched = |distribution: &Value| {
                    let name = distribution.text("name");
                    name.is_none_or(|name| !done.contains_key(name))
                };
                let planned = done.values().filter(|entity| entity.is_object()).map(|entity| (*entity).clone());
                let all_now = page.into_iter().filter(untouched).chain(planned);
                all.extend(all_now.map(|distribution| (kind.path, distribution)));
            }
        }
        Ok(Sources {
            check: context.check,
            user: context.client.user().to_owned(),
            repositories,
            published,
            refs,
            others,
            all,
        })
    }

    /// Returns what an item must serve. `before` is the current distribution.
    pub fn of(&self, item: &Item<Options>, before: Option<&Value>) -> Result<Source, Error> {
        let options = &item.options;
        match (&options.repository, &options.publication, &options.distribution) {
            (None, None, None) if options.version.is_some() => {
                Err(Error::Args(format!("distribution \"{}\": version requires repository", item.label)))
            }
            (None, None, None) => Ok(Source::Untouched),
            (Some(repository), None, None) => self.of_repository(item, repository, before),
            (None, Some(publication), None) if options.version.is_none() => {
                match self.refs.get("publications/", publication)? {
                    Target::Href(href) => Ok(Source::Publication { href, version: None }),
                    Target::Planned(name) => Ok(Source::Planned(format!("publication {name}"))),
                }
            }
            (None, None, Some(other)) if options.version.is_none() => self.others.of(item, other),
            _ => Err(Error::Args(format!(
                "distribution \"{}\": only one of repository (with or without version), publication and distribution \
                 can be set",
                item.label
            ))),
        }
    }

    fn of_repository(&self, item: &Item<Options>, name: &str, before: Option<&Value>) -> Result<Source, Error> {
        let Some(repository) = self.repositories.one("repository", name)? else {
            return match self.check {
                true => Ok(Source::Planned(format!("repository \"{name}\""))),
                false => Err(Error::Missing { what: format!("repository \"{name}\""), user: self.user.clone() }),
            };
        };
        let version = match item.options.version {
            // `version_href` rejects repositories of other plugins.
            None => {
                return version_href(repository, None, item.kind.path).map(|_| Source::Repository(href(repository)));
            }
            Some(Version::Latest) => version_href(repository, None, item.kind.path)?,
            Some(Version::Number(number)) => version_href(repository, Some(number), item.kind.path)?,
        };
        if !item.kind.serves_publications {
            return Ok(Source::Version(version));
        }
        let served = before.and_then(|before| before.text("publication"));
        let of_mode = |publication: &&Value| item.options.mode.is_none_or(|mode| mode.matches(publication));
        let candidates: Vec<&Value> = self.published.of_version(&version).iter().filter(of_mode).collect();
        let chosen =
            candidates.iter().find(|publication| Some(href(publication).as_str()) == served).or(candidates.first());
        match chosen {
            Some(publication) => Ok(Source::Publication { href: href(publication), version: Some(version) }),
            None if self.check => Ok(Source::Planned(format!(
                "a publication of version {} of repository \"{name}\"",
                VersionHref(&version).number()
            ))),
            None => {
                let mode = if item.options.mode.is_some() { " of this mode" } else { "" };
                Err(Error::State(format!(
                    "version {} of repository \"{name}\" has no publication{mode}; \
                     hint: create one with the module publication",
                    VersionHref(&version).number()
                )))
            }
        }
    }

    /// Returns the name of a distribution that already serves the item's version; `None` without `skip_existing`.
    pub fn already_served(&self, item: &Item<Options>, source: &Source) -> Option<String> {
        if !item.options.skip_existing {
            return None;
        }
        let repository =
            item.options.repository.as_deref().and_then(|name| self.repositories.one("repository", name).ok()?);
        let latest = repository.and_then(|repository| RepositoryView(repository).latest_version());
        let latest = latest.map(VersionHref::as_str);
        let version = match source {
            Source::Version(version) => Some(version.as_str()),
            Source::Publication { version, .. } => version.as_deref(),
            Source::Repository(_) => latest,
            Source::Untouched | Source::Planned(_) => None,
        };
        let mut served: Vec<(&str, String)> =
            source.field().map(|(key, href)| (key, href.to_owned())).into_iter().collect();
        served.extend(version.map(|version| ("repository_version", version.to_owned())));
        served.extend(
            version
                .into_iter()
                .flat_map(|version| self.published.of_version(version))
                .map(|publication| ("publication", href(publication))),
        );
        if version.is_some() && version == latest {
            served.extend(repository.map(|repository| ("repository", href(repository))));
        }
        let serves_it = |distribution: &Value| served.iter().any(|(key, href)| distribution.text(key) == Some(href));
        let (_, other) =
            self.all.iter().find(|(path, distribution)| *path == item.kind.path && serves_it(distribution))?;
        Some(other.text("name")?.to_owned())
    }
}
