//! Deletes objects, and everything that Pulp deletes or changes along with them.

use std::rc::Rc;

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::validate::family;
use super::work::Effect;
use super::{Answer, Server};

impl Server {
    pub(super) fn remove(&mut self, href: &str, request: &Request) -> Answer {
        if let Some(task) = self.tasks.get(href) {
            if !task.state.is_final() {
                return Err(Response::says(409, "The task is not in a final state."));
            }
            self.tasks.remove(href);
            return Ok(Response::empty(204));
        }
        if let Some((repository, number)) = self.version(href) {
            let effect = Effect::DeleteVersion { repository: repository.clone(), number };
            let call = Call {
                name: "pulpcore.app.tasks.repository.delete_version",
                exclusive: vec![repository],
                ..Call::of(request, effect)
            };
            return Ok(self.accepted(call));
        }
        if let Some(answer) = self.let_go(href) {
            return answer;
        }
        let Some(list) = self.objects.get(href).map(|entity| entity.list.clone()) else {
            return Err(self.not_found(href));
        };
        if self.objects[href].fields.get("locked") == Some(&Value::Bool(true)) {
            return Err(Response::says(403, "The role is locked."));
        }
        match family(&list) {
            "access_policies" | "content" | "signing-services" => {
                Err(Response::says(405, "Method \"DELETE\" not allowed."))
            }
            "contentguards" | "publications" | "users" | "groups" | "roles" | "upstream-pulps" | "uploads"
            | "artifacts" => {
                self.gone(href);
                Ok(Response::empty(204))
            }
            kind => {
                let effect = Effect::Delete { href: href.to_owned() };
                let mut exclusive = vec![href.to_owned()];
                if kind == "distributions" && !self.edition.has(pulp::version::Version(3, 117, 0)) {
                    exclusive.push("/api/v3/distributions/".to_owned());
                }
                let immediate = matches!(kind, "distributions" | "acs");
                let name = "pulpcore.app.tasks.base.ageneral_delete";
                Ok(self.accepted(Call { name, exclusive, immediate, ..Call::of(request, effect) }))
            }
        }
    }

    /// Returns the reason why an object cannot be deleted, if there is one.
    pub(super) fn held_back(&self, href: &str) -> Option<String> {
        let uses = |entity: &Rc<super::Entity>| family(&entity.list) == "acs" && entity.text("remote") == Some(href);
        self.objects.values().any(uses).then(|| {
            "Cannot delete some instances of model: they are referenced through protected foreign keys".to_owned()
        })
    }

    /// Deletes an object, and everything that Pulp deletes along with it.
    pub(super) fn gone(&mut self, href: &str) {
        let Some(entity) = self.objects.remove(href) else {
            return;
        };
        // Pulp keeps the roles that others hold on a deleted group (pulpcore 3.123.1).
        let kept = entity.list == "groups/";
        self.holds.retain(|hold| (kept || hold.object.as_deref() != Some(href)) && hold.holder != href);
        self.members.remove(href);
        self.members.values_mut().for_each(|users| users.retain(|user| user != href));
        self.chunks.remove(href);
        self.sessions.retain(|_, session| session.user != href);
        match family(&entity.list) {
            "roles" => {
                let name = entity.name().to_owned();
                self.holds.retain(|hold| hold.role != name);
            }
            "contentguards" => {
                self.forget("content_guard", href);
                for other in self.objects.values_mut().filter(|one| one.fields.contains_key("guards")) {
                    if let Some(Value::Array(guards)) = Rc::make_mut(other).fields.get_mut("guards") {
                        guards.retain(|guard| guard.as_str() != Some(href));
                    }
                }
            }
            "remotes" => self.forget("remote", href),
            "publications" => self.forget("publication", href),
            "repositories" => {
                for number in
                    self.versions.get(href).map(|all| all.keys().copied().collect::<Vec<_>>()).unwrap_or_default()
                {
                    self.version_gone(href, number);
                }
                self.versions.remove(href);
                self.forget("repository", href);
            }
            "distributions" if entity.list == "distributions/container/container/" && self.edition.is_new() => {
                // Deleting a repository's last distribution deletes the repository, too.
                if let Some(repository) = entity.text("repository") {
                    let served = self
                        .objects
                        .values()
                        .any(|other| other.list == entity.list && other.text("repository") == Some(repository));
                    if !served {
                        self.gone(repository);
                    }
                }
            }
            "pulp_container" => {
                let inside = |other: &super::Entity| other.text("namespace") == Some(href);
                let images: Vec<String> =
                    self.objects.iter().filter(|(_, other)| inside(other)).map(|(image, _)| image.clone()).collect();
                images.iter().for_each(|image| self.gone(image));
            }
            _ => {}
        }
    }

    /// Deletes a repository version with its publications.
    pub(super) fn version_gone(&mut self, repository: &str, number: u64) {
        let href = format!("{repository}versions/{number}/");
        let of_version: Vec<String> = self
            .objects
            .iter()
            .filter(|(_, other)| {
                family(&other.list) == "publications" && other.text("repository_version") == Some(&href)
            })
            .map(|(publication, _)| publication.clone())
            .collect();
        of_version.iter().for_each(|publication| self.gone(publication));
        self.forget("repository_version", &href);
        if let Some(versions) = self.versions.get_mut(repository) {
            versions.remove(&number);
        }
    }

    /// Clears a field of all objects that refer to the given href.
    fn forget(&mut self, field: &str, href: &str) {
        for other in self.objects.values_mut() {
            let keeps = family(&other.list) == "publications" && field != "publication";
            if other.text(field) == Some(href) && !keeps {
                Rc::make_mut(other).fields.insert(field.to_owned(), json!(null));
            }
        }
    }
}
