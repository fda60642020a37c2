//! Repository versions and their content.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Object, Server};

/// A repository version, with the hrefs of its content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Version {
    pub content: BTreeSet<String>,
    pub serial: u64,
    pub created: u64,
}

impl Server {
    /// Returns the repository and the number for the href of a repository version, if the version exists.
    pub fn version(&self, href: &str) -> Option<(String, u64)> {
        let (repository, number) = href.split_once("versions/")?;
        let number = number.strip_suffix('/')?.parse().ok()?;
        self.versions.get(repository)?.contains_key(&number).then(|| (repository.to_owned(), number))
    }

    /// Returns the number of a repository's latest version.
    pub fn latest(&self, repository: &str) -> u64 {
        self.versions.get(repository).and_then(|versions| versions.keys().max().copied()).unwrap_or(0)
    }

    /// Returns the content of a repository version.
    pub fn content_of(&self, repository: &str, number: u64) -> BTreeSet<String> {
        self.versions
            .get(repository)
            .and_then(|versions| versions.get(&number))
            .map(|version| version.content.clone())
            .unwrap_or_default()
    }

    pub(super) fn begin_versions(&mut self, repository: &str) {
        let (serial, created) = (self.number(), self.now);
        let first = Version { content: BTreeSet::new(), serial, created };
        self.versions.insert(repository.to_owned(), [(0, first)].into());
    }

    /// Creates a version if the content differs from the latest one; returns its href.
    pub(super) fn new_version(&mut self, repository: &str, content: BTreeSet<String>) -> Option<String> {
        if !self.versions.contains_key(repository) || self.content_of(repository, self.latest(repository)) == content {
            return None;
        }
        let number = self.latest(repository) + 1;
        let (serial, created) = (self.number(), self.now);
        self.versions.get_mut(repository)?.insert(number, Version { content, serial, created });
        let kept = self.objects[repository].fields.get("retain_repo_versions").and_then(Value::as_u64);
        if let Some(kept) = kept {
            let all: Vec<u64> = self.versions[repository].keys().rev().copied().collect();
            for old in all.into_iter().skip(kept.max(1) as usize) {
                if !self.is_protected(repository, old) {
                    self.version_gone(repository, old);
                }
            }
        }
        Some(format!("{repository}versions/{number}/"))
    }

    /// Whether a distribution is pinned to this version.
    fn is_protected(&self, repository: &str, number: u64) -> bool {
        let version = format!("{repository}versions/{number}/");
        let publishes = |publication: &str| {
            self.objects.get(publication).and_then(|one| one.text("repository_version")) == Some(&version)
        };
        self.objects.values().any(|one| {
            one.list.starts_with("distributions/")
                && (one.text("repository_version") == Some(&version) || one.text("publication").is_some_and(publishes))
        })
    }

    /// Whether content is in any repository version.
    pub fn is_used(&self, content: &str) -> bool {
        self.versions.values().flatten().any(|(_, version)| version.content.contains(content))
    }

    /// Returns the versions of a repository as rows of a list: serial number, href and JSON.
    pub(super) fn versions_of(&self, repository: &str) -> Vec<(u64, String, Value)> {
        let versions = self.versions.get(repository).into_iter().flatten();
        let row = |(number, version): (&u64, &Version)| {
            (version.serial, format!("{repository}versions/{number}/"), self.show_version(repository, *number))
        };
        versions.map(row).collect()
    }

    /// Returns the JSON of a repository version.
    pub(super) fn show_version(&self, repository: &str, number: u64) -> Value {
        let version = &self.versions[repository][&number];
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for content in &version.content {
            if let Some(template) = self.objects.get(content).and_then(|one| self.edition.templates.get(&one.list)) {
                *counts.entry(kind_of(&template.model)).or_default() += 1;
            }
        }
        let present: Object = counts.into_iter().map(|(kind, count)| (kind, json!({"count": count}))).collect();
        json!({
            "pulp_href": format!("{repository}versions/{number}/"), "pulp_created": self.moment(version.created, version.serial),
            "number": number, "repository": repository, "base_version": null,
            "content_summary": {"added": {}, "removed": {}, "present": present},
        })
    }
}

/// Returns Pulp's name for a type of content, by its model.
fn kind_of(model: &str) -> String {
    match model {
        "file.filecontent" => "file.file".to_owned(),
        "python.pythonpackagecontent" => "python.python".to_owned(),
        other => other.to_owned(),
    }
}
