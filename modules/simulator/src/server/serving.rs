//! Finds out what distributions serve, as Pulp's content app does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Server;

/// What a distribution serves, and its content guards.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// The distribution's name.
    pub name: String,
    /// Whether the distribution follows its repository, and is not pinned to a version.
    pub live: bool,
    pub content: BTreeSet<String>,
    /// The names of its content guards, including the members of a composite guard; public if empty.
    pub guards: BTreeSet<String>,
}

impl Server {
    /// Returns what each distribution serves, by base path; without those that serve nothing.
    pub fn serves(&self) -> BTreeMap<String, Served> {
        let mut all = BTreeMap::new();
        for (_, one) in self.objects.iter().filter(|(_, one)| one.list.starts_with("distributions/")) {
            let Some((repository, number)) = self.source(one) else {
                continue;
            };
            let guard = one.text("content_guard").and_then(|href| self.objects.get(href));
            let members =
                guard.and_then(|guard| guard.fields.get("guards")).and_then(Value::as_array).into_iter().flatten();
            let members = members.filter_map(|href| Some(self.objects.get(href.as_str()?)?.name().to_owned()));
            let guards = guard.iter().map(|guard| guard.name().to_owned()).chain(members).collect();
            let content = self.content_of(&repository, number);
            let live = one.text("repository").is_some();
            let path = one.text("base_path").unwrap_or_default().to_owned();
            all.insert(path, Served { name: one.name().to_owned(), live, content, guards });
        }
        all
    }

    /// Returns the repository version that a distribution serves, as the repository's href and the version's number.
    fn source(&self, one: &super::Entity) -> Option<(String, u64)> {
        if let Some(publication) = one.text("publication") {
            return self.version(self.objects.get(publication)?.text("repository_version")?);
        }
        if let Some(version) = one.text("repository_version") {
            return self.version(version);
        }
        let repository = one.text("repository")?;
        let publications = self
            .objects
            .values()
            .filter(|other| other.list.starts_with("publications/") && other.text("repository") == Some(repository));
        let newest = publications
            .filter_map(|other| self.version(other.text("repository_version")?))
            .max_by_key(|(_, number)| *number);
        newest.or_else(|| Some((repository.to_owned(), self.latest(repository))))
    }
}
