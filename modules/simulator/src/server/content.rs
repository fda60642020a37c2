//! Content: what upstreams offer, and how units are created and added to repositories.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::work::Effect;
use super::{Answer, Object, Server};

/// Returns the list with the content of a repository, by the repository's list.
pub fn shelf(repository: &str) -> &'static str {
    match repository.split('/').nth(1).unwrap_or_default() {
        "rpm" => "content/rpm/packages/",
        "deb" => "content/deb/packages/",
        "container" => "content/container/tags/",
        "python" => "content/python/packages/",
        "ansible" => "content/ansible/collection_versions/",
        _ => "content/file/files/",
    }
}

/// Returns the place of a unit in a repository version; two units of a version never have the same place.
fn place(list: &str, fields: &Object) -> Option<String> {
    let key = match list {
        "content/file/files/" => "relative_path",
        "content/container/tags/" => "name",
        "content/python/packages/" => "filename",
        "content/rpm/packages/" => "location_href",
        "content/deb/packages/" => "relative_path",
        _ => return None,
    };
    Some(format!("{list}{}", fields.get(key)?.as_str()?))
}

/// Returns the SHA-256 of a text; used in place of the checksum of a file at an upstream.
pub fn checksum(text: &str) -> String {
    checksum_of(text.as_bytes())
}

/// Returns the SHA-256 of some bytes.
pub fn checksum_of(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Server {
    /// Returns the content that a remote's upstream offers in the current season: the list and the fields of each unit.
    pub(super) fn upstream(&self, remote: &str) -> Vec<(&'static str, Object)> {
        let remote = &self.objects[remote];
        let url = remote.text("url").unwrap_or_default();
        let image = remote.text("upstream_name").unwrap_or_default();
        let seed = checksum(&format!("{url}{image}"));
        let number = u64::from_str_radix(&seed[..8], 16).unwrap_or_default();
        let list = shelf(&remote.list);
        let units = 2 + number % 3;
        let names = |key: &str| remote.fields.get(key).and_then(Value::as_array).cloned();
        let included =
            names("includes").or(names("include_tags")).filter(|names| !names.is_empty() && list.contains("tags"));
        let excluded = names("excludes").or(names("exclude_tags")).unwrap_or_default();
        let mut found = Vec::new();
        for unit in 0..units + self.season % 2 {
            // This unit changes with each season.
            let of = if unit + 1 == units { self.season } else { 0 };
            let sha256 = checksum(&format!("{seed}{unit}{of}"));
            let fields = match list {
                "content/rpm/packages/" => {
                    json!({"name": format!("package{}", unit / 2), "version": format!("1.{unit}.{of}"), "pkgId": sha256, "sha256": sha256, "location_href": format!("p/package{unit}-{of}.rpm")})
                }
                "content/deb/packages/" => {
                    json!({"package": format!("package{unit}"), "version": format!("1.{of}"), "architecture": "amd64", "sha256": sha256, "relative_path": format!("pool/package{unit}_1.{of}_amd64.deb")})
                }
                "content/container/tags/" => {
                    let name = format!("tag{unit}");
                    let is = |names: &Vec<Value>| names.iter().any(|one| one.as_str() == Some(&name));
                    if included.as_ref().is_some_and(|names| !is(names)) || is(&excluded) {
                        continue;
                    }
                    json!({"name": name, "tagged_manifest": format!("sha256:{sha256}")})
                }
                "content/python/packages/" => {
                    json!({"filename": format!("package{unit}-1.{of}.tar.gz"), "name": format!("package{unit}"), "version": format!("1.{of}"), "sha256": sha256})
                }
                "content/ansible/collection_versions/" => {
                    json!({"namespace": "space", "name": format!("collection{unit}"), "version": format!("1.{of}.0"), "sha256": sha256})
                }
                _ => json!({"relative_path": format!("{unit}.img"), "sha256": sha256}),
            };
            found.push((list, fields.as_object().cloned().unwrap_or_default()));
        }
        found
    }

    /// Finds or creates the unit with these fields; returns its href and whether it is new.
    pub(super) fn unit(&mut self, list: &str, fields: Object) -> (String, bool) {
        let same = |entity: &super::Entity| {
            entity.list == list
                && fields.iter().all(|(key, value)| {
                    key == "pulp_labels" || key == "artifact" || entity.fields.get(key) == Some(value)
                })
        };
        if let Some((href, _)) = self.objects.iter().find(|(_, entity)| same(entity)) {
            return (href.clone(), false);
        }
        let mut fields = fields;
        if let (true, Some(digest)) =
            (list == "content/container/tags/", fields.get("tagged_manifest").and_then(Value::as_str))
        {
            let digest = json!({"digest": digest}).as_object().cloned().unwrap_or_default();
            let (manifest, _) = match digest["digest"].as_str().is_some_and(|text| text.starts_with("sha256:")) {
                true => self.unit("content/container/manifests/", digest),
                false => (digest["digest"].as_str().unwrap_or_default().to_owned(), false),
            };
            fields.insert("tagged_manifest".to_owned(), manifest.into());
            let there = self
                .of_list(list)
                .find(|(_, entity)| fields.iter().all(|(key, value)| entity.fields.get(key) == Some(value)));
            if let Some((href, _)) = there {
                return (href.clone(), false);
            }
        }
        (self.insert(list, fields, Object::new()), true)
    }

    /// Adds units to content; they replace the units in the same places.
    pub(super) fn with_units(&self, content: &BTreeSet<String>, more: &BTreeSet<String>) -> BTreeSet<String> {
        let place_of = |href: &String| self.objects.get(href).and_then(|unit| place(&unit.list, &unit.fields));
        let places: BTreeSet<String> = more.iter().filter_map(place_of).collect();
        let stays =
            |href: &&String| more.contains(*href) || place_of(href).is_none_or(|place| !places.contains(&place));
        content.iter().filter(stays).chain(more).cloned().collect()
    }

    /// Creates content from an artifact or a file: immediately if the path ends in `upload/`, otherwise by a task.
    pub(super) fn make_content(&mut self, list: &str, request: &Request) -> Answer {
        let at_once = list.ends_with("/upload/");
        let list = list.strip_suffix("upload/").unwrap_or(list);
        if !self.edition.bodies.contains_key(list) {
            return Err(Response::says(405, "Method \"POST\" not allowed."));
        }
        let (mut fields, file) = match request.form() {
            Some(form) => (form.fields, Some(form.file)),
            None => (request.object()?, None),
        };
        let repository = fields.shift_remove("repository").and_then(|value| Some(value.as_str()?.to_owned()));
        if let Some(Value::String(labels)) = fields.get("pulp_labels") {
            let labels = serde_json::from_str(labels).unwrap_or_default();
            fields.insert("pulp_labels".to_owned(), labels);
        }
        if let Some(bytes) = &file {
            let artifact = self.artifact(bytes);
            fields.insert("artifact".to_owned(), artifact.into());
        }
        if list.starts_with("content/deb/") && file.is_none() && !fields.contains_key("artifact") {
            return self.make_structure(list, fields, request);
        }
        let artifact = fields.get("artifact").and_then(Value::as_str).and_then(|href| self.objects.get(href));
        let Some(artifact) = artifact else {
            return Err(Response::says(400, "Either a file or an artifact must be given."));
        };
        let sha256 = artifact.text("sha256").unwrap_or_default().to_owned();
        let stem = format!("pkg{}", &sha256[..6]);
        let told = match list {
            "content/rpm/packages/" => {
                json!({"name": stem, "version": "1", "pkgId": sha256, "sha256": sha256, "location_href": format!("{stem}.rpm")})
            }
            "content/deb/packages/" => {
                json!({"package": stem, "version": "1", "architecture": "amd64", "sha256": sha256, "relative_path": format!("pool/{stem}_1_amd64.deb")})
            }
            "content/python/packages/" => {
                json!({"filename": fields.get("relative_path"), "name": stem, "version": "1", "sha256": sha256})
            }
            _ => json!({"sha256": sha256}),
        };
        fields.extend(told.as_object().cloned().unwrap_or_default());
        fields.retain(|key, _| self.edition.templates[list].shows.contains_key(key));
        if list == "content/file/files/" && !fields.contains_key("relative_path") {
            return Err(Response::field("relative_path", "This field is required."));
        }
        if at_once {
            let (href, _) = self.unit(list, fields);
            return Ok(Response::json(201, self.shown(&href).unwrap_or_default()));
        }
        let effect = Effect::MakeContent { list: list.to_owned(), fields, repository: repository.clone() };
        let call = Call {
            name: "pulpcore.app.tasks.base.general_create",
            exclusive: repository.into_iter().collect(),
            ..Call::of(request, effect)
        };
        Ok(self.accepted(call))
    }

    /// Creates content of a deb repository that has no file, e.g. a release component.
    fn make_structure(&mut self, list: &str, fields: Object, request: &Request) -> Answer {
        if list == "content/deb/package_release_components/" {
            let (href, _) = self.unit(list, fields);
            return Ok(Response::json(201, self.shown(&href).unwrap_or_default()));
        }
        let effect = Effect::MakeContent { list: list.to_owned(), fields, repository: None };
        Ok(self.accepted(Call { name: "pulpcore.app.tasks.base.general_create", ..Call::of(request, effect) }))
    }

    /// Finds or creates the artifact with these bytes; returns its href.
    pub(super) fn artifact(&mut self, bytes: &[u8]) -> String {
        let sha256 = checksum_of(bytes);
        if let Some((href, _)) = self.of_list("artifacts/").find(|(_, one)| one.text("sha256") == Some(&sha256)) {
            return href.clone();
        }
        let fields = json!({"file": format!("artifact/{sha256}"), "size": bytes.len(), "sha256": sha256});
        self.insert("artifacts/", fields.as_object().cloned().unwrap_or_default(), Object::new())
    }
}
