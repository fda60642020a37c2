//! The effects of tasks. Each effect happens in one step, when the task ends.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::tasks::{Call, Task};
use super::validate::Valid;
use super::{Object, Server};

/// The effect of a task.
#[derive(Debug, Clone)]
pub enum Effect {
    Create {
        list: String,
        fields: Object,
        hidden: Object,
        user: String,
    },
    Update {
        href: String,
        fields: Object,
        hidden: Object,
    },
    Delete {
        href: String,
    },
    DeleteVersion {
        repository: String,
        number: u64,
    },
    Publish {
        list: String,
        fields: Object,
        hidden: Object,
    },
    Sync {
        repository: String,
        remote: String,
        options: Object,
    },
    /// Removes units from a repository and adds others. If `remove` is `None`, removes all units.
    Modify {
        repository: String,
        remove: Option<BTreeSet<String>>,
        add: BTreeSet<String>,
        base: Option<u64>,
        with: Object,
    },
    CopyTags {
        repository: String,
        source: (String, u64),
        names: Vec<String>,
    },
    MakeContent {
        list: String,
        fields: Object,
        repository: Option<String>,
    },
    Commit {
        upload: String,
        sha256: String,
    },
    Refresh {
        href: String,
    },
    Replicate {
        href: String,
    },
    Orphans {
        hrefs: Option<Vec<String>>,
    },
    Purge {
        before: String,
        states: Vec<String>,
    },
    Prune {
        repositories: Vec<String>,
        dry: bool,
    },
    /// Only writes a progress report.
    Report {
        code: &'static str,
    },
}

type Done = Result<(), String>;

fn report(code: &str, done: u64, total: u64) -> Value {
    json!({"message": "work", "code": code, "state": "completed", "done": done, "total": total, "suffix": null})
}

impl Server {
    /// Applies the effect of a task, and stores what it created and reported in the task.
    pub(super) fn work(&mut self, href: &str) -> Done {
        let task = self.tasks[href].clone();
        let (mut made, mut reports, mut result) = (Vec::new(), Vec::new(), None);
        match task.effect.clone() {
            Effect::Create { list, fields, hidden, user } => {
                let href = self.create_later(&list, Valid { fields, hidden }, &user)?;
                result = self.shown(&href);
                made.push(href);
            }
            Effect::Update { href, fields, hidden } => {
                if !self.objects.contains_key(&href) {
                    return Err("matching query does not exist.".to_owned());
                }
                self.change(&href, Valid { fields, hidden });
                result = self.shown(&href);
            }
            Effect::Delete { href } => match self.held_back(&href) {
                Some(reason) => return Err(reason),
                None => self.gone(&href),
            },
            Effect::DeleteVersion { repository, number } => self.delete_version(&repository, number)?,
            Effect::Publish { list, fields, hidden } => {
                let version = fields.get("repository_version").and_then(Value::as_str).unwrap_or_default();
                if self.version(version).is_none() {
                    return Err("RepositoryVersion matching query does not exist.".to_owned());
                }
                made.push(self.insert(&list, fields, hidden));
            }
            Effect::Sync { repository, remote, options } => self.sync(&repository, &remote, &options, &mut made)?,
            Effect::Modify { repository, remove, add, base, with } => {
                self.modify(&repository, remove, add, base, &with, &mut made)?;
            }
            Effect::CopyTags { repository, source, names } => {
                let there = self.content_of(&source.0, source.1);
                let wanted = there.into_iter().filter(|unit| {
                    let tag = self.objects.get(unit).filter(|unit| unit.list == "content/container/tags/");
                    tag.is_some_and(|tag| names.is_empty() || names.iter().any(|name| name == tag.name()))
                });
                let more: BTreeSet<String> = wanted.collect();
                let content = self.with_units(&self.content_of(&repository, self.latest(&repository)), &more);
                self.versioned(&repository, content, &mut made);
            }
            Effect::MakeContent { list, fields, repository } => {
                let (unit, _) = self.unit(&list, fields);
                result = self.shown(&unit);
                made.push(unit.clone());
                if let Some(repository) = repository {
                    let now = self.content_of(&repository, self.latest(&repository));
                    let content = self.with_units(&now, &[unit].into());
                    self.versioned(&repository, content, &mut made);
                }
            }
            Effect::Commit { upload, sha256 } => made.push(self.put_together(&upload, &sha256)?),
            Effect::Refresh { href } => {
                let now = self.moment(self.now, 0);
                if let Some(entity) = self.entity_mut(&href) {
                    entity.fields.insert("last_refreshed".to_owned(), now.into());
                }
            }
            Effect::Replicate { href } => self.replicate(&href, &task),
            Effect::Orphans { hrefs } => {
                let orphan = |server: &Server, href: &String| {
                    hrefs.as_ref().is_none_or(|hrefs| hrefs.contains(href)) && !server.is_used(href)
                };
                let content = self.objects.iter().filter(|(_, one)| one.list.starts_with("content/"));
                let doomed: Vec<String> =
                    content.map(|(href, _)| href.clone()).filter(|href| orphan(self, href)).collect();
                doomed.iter().for_each(|href| drop(self.objects.remove(href)));
                reports.push(report("clean-up.content", doomed.len() as u64, doomed.len() as u64));
                reports.push(report("clean-up.artifacts", 0, 0));
            }
            Effect::Purge { before, states } => {
                let count = self.purge(&before, &states);
                reports.push(report("purge.tasks.key.core.Task", count, count));
            }
            Effect::Prune { repositories, dry } => self.prune(&repositories, dry, &mut made, &mut reports),
            Effect::Report { code } => reports.push(report(code, 0, 0)),
        }
        if let Some(task) = self.tasks.get_mut(href) {
            (task.made, task.reports, task.result) = (made, reports, result);
        }
        Ok(())
    }

    fn delete_version(&mut self, repository: &str, number: u64) -> Done {
        if self.versions.get(repository).is_none_or(|versions| !versions.contains_key(&number)) {
            return Ok(());
        }
        if self.versions[repository].len() == 1 {
            return Err(
                "Cannot delete repository version. Repositories must have at least one repository version.".to_owned()
            );
        }
        self.version_gone(repository, number);
        Ok(())
    }

    /// Creates a version if the content changed, and its publication if the repository has `autopublish`.
    fn versioned(&mut self, repository: &str, content: BTreeSet<String>, made: &mut Vec<String>) {
        if let Some(version) = self.new_version(repository, content) {
            made.push(version.clone());
            let publishes = self.objects[repository].fields.get("autopublish") == Some(&json!(true));
            if publishes && let Some(publication) = self.published(repository, &version) {
                made.push(publication);
            }
        }
    }

    fn published(&mut self, repository: &str, version: &str) -> Option<String> {
        let list = match self.objects[repository].list.split('/').nth(1)? {
            "rpm" => "publications/rpm/rpm/",
            "deb" => "publications/deb/apt/",
            "file" => "publications/file/file/",
            "python" => "publications/python/pypi/",
            _ => return None,
        };
        let fields = json!({"repository": repository, "repository_version": version}).as_object().cloned()?;
        Some(self.insert(list, fields, Object::new()))
    }

    fn sync(&mut self, repository: &str, remote: &str, options: &Object, made: &mut Vec<String>) -> Done {
        if !self.objects.contains_key(repository) || !self.objects.contains_key(remote) {
            return Err("matching query does not exist.".to_owned());
        }
        if self.objects[remote].text("url").is_some_and(|url| url.contains("broken")) {
            return Err("404, message='Not Found', url='http://broken/'".to_owned());
        }
        let mut units = BTreeSet::new();
        for (list, fields) in self.upstream(remote) {
            units.insert(self.unit(list, fields).0);
        }
        let policy = options.get("sync_policy").and_then(Value::as_str).unwrap_or_default();
        let mirror = options.get("mirror") == Some(&json!(true)) || policy.starts_with("mirror");
        let now = self.content_of(repository, self.latest(repository));
        let content = if mirror { units } else { self.with_units(&now, &units) };
        self.versioned(repository, content, made);
        if policy == "mirror_complete" {
            let version = format!("{repository}versions/{}/", self.latest(repository));
            let there = self
                .objects
                .values()
                .any(|one| one.list.starts_with("publications/") && one.text("repository_version") == Some(&version));
            made.extend(if there { None } else { self.published(repository, &version) });
        }
        Ok(())
    }

    fn modify(
        &mut self,
        repository: &str,
        remove: Option<BTreeSet<String>>,
        add: BTreeSet<String>,
        base: Option<u64>,
        with: &Object,
        made: &mut Vec<String>,
    ) -> Done {
        if !self.objects.contains_key(repository) {
            return Err("Repository matching query does not exist.".to_owned());
        }
        let mut content = self.content_of(repository, base.unwrap_or_else(|| self.latest(repository)));
        content.retain(|unit| remove.as_ref().is_some_and(|remove| !remove.contains(unit)));
        // Newer servers remove the links to a package along with it.
        let links: Vec<String> = content.iter().filter(|unit| self.dangles(unit, &content)).cloned().collect();
        if self.edition.has(pulp::version::Version(3, 100, 0)) {
            content.retain(|unit| !links.contains(unit));
        }
        let mut add = add;
        if let (Some(distribution), Some(component)) = (with.get("distribution"), with.get("component")) {
            let parts = json!({"distribution": distribution, "component": component});
            let (component, _) =
                self.unit("content/deb/release_components/", parts.as_object().cloned().unwrap_or_default());
            for package in add.clone() {
                let link = json!({"package": package, "release_component": component});
                add.insert(
                    self.unit("content/deb/package_release_components/", link.as_object().cloned().unwrap_or_default())
                        .0,
                );
            }
            add.insert(component);
        }
        let content = self.with_units(&content, &add);
        self.versioned(repository, content, made);
        Ok(())
    }

    /// Whether a unit links to a package that is not in the content.
    fn dangles(&self, unit: &str, content: &BTreeSet<String>) -> bool {
        let package = self.objects.get(unit).and_then(|unit| unit.text("package"));
        package.is_some_and(|package| package.starts_with('/') && !content.contains(package))
    }

    /// Replicates a distribution from an upstream Pulp server, in a separate task.
    fn replicate(&mut self, upstream: &str, task: &Task) {
        let Some(name) = self.objects.get(upstream).map(|one| one.name().to_owned()) else {
            return;
        };
        let replica = format!("replica-of-{name}");
        if self.named("distributions/file/file/", &replica).is_none() {
            let fields = json!({"name": replica, "base_path": replica}).as_object().cloned().unwrap_or_default();
            let list = "distributions/file/file/".to_owned();
            let user = format!("{}users/1/", super::ROOT);
            let effect = Effect::Create { list, fields, hidden: Object::new(), user };
            self.dispatch(Call::after(task, "pulpcore.app.tasks.base.general_create", effect));
        }
    }

    /// Removes all but the newest package of each name.
    fn prune(&mut self, repositories: &[String], dry: bool, made: &mut Vec<String>, reports: &mut Vec<Value>) {
        for repository in repositories {
            let now = self.content_of(repository, self.latest(repository));
            let age = |unit: &String| {
                let unit = self.objects.get(unit)?;
                Some((unit.text("name")?.to_owned(), unit.text("version").map(str::to_owned)))
            };
            let newest = |unit: &&String| {
                let Some((name, version)) = age(unit) else { return true };
                !now.iter().filter_map(age).any(|(other, newer)| other == name && newer > version)
            };
            let kept: BTreeSet<String> = now.iter().filter(newest).cloned().collect();
            let count = (now.len() - kept.len()) as u64;
            reports.push(report("rpm.package.prune.repository", if dry { 0 } else { count }, count));
            if !dry {
                self.versioned(repository, kept, made);
            }
        }
    }
}
