//! Actions: POST requests to anything that is not a list.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::work::Effect;
use super::{Answer, Object, ROOT, Server};

fn texts(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
}

impl Server {
    pub(super) fn act(&mut self, path: &str, request: &Request, _user: &str) -> Answer {
        if path.starts_with("content/") && path.ends_with("/upload/") && self.edition.bodies.contains_key(path) {
            return self.make_content(path, request);
        }
        match path {
            "orphans/cleanup/" => return self.orphans(request),
            "tasks/purge/" => return self.start_purge(request),
            "repair/" => return Ok(self.reported(request, "repair.repaired")),
            "repositories/reclaim_space/" => return Ok(self.reported(request, "reclaim-space.artifact")),
            "rpm/prune/" => return self.start_prune(request),
            _ => {}
        }
        let (object, action) = path.trim_end_matches('/').rsplit_once('/').unwrap_or_default();
        let object = format!("{ROOT}{object}/");
        if self.version(&object).is_some() && action == "repair" {
            return Ok(self.reported(request, "repair.repaired"));
        }
        let Some(list) = self.objects.get(&object).map(|entity| entity.list.clone()) else {
            return Err(self.not_found(&request.path));
        };
        let repository = list.starts_with("repositories/");
        let container = list == "repositories/container/container/";
        match action {
            "sync" if repository => self.start_sync(&object, request),
            "modify" if repository && !container => self.start_modify(&object, request),
            "copy_tags" if container => self.copy_tags(&object, request),
            "add" | "remove" if container => {
                let units: BTreeSet<String> = texts(request.object()?.get("content_units")).into_iter().collect();
                let (add, remove) = if action == "add" { (units, BTreeSet::new()) } else { (BTreeSet::new(), units) };
                let effect = Effect::Modify {
                    repository: object.clone(),
                    remove: Some(remove),
                    add,
                    base: None,
                    with: Object::new(),
                };
                Ok(self.accepted(Call {
                    name: "pulp_container.app.tasks.recursive_content",
                    exclusive: vec![object],
                    ..Call::of(request, effect)
                }))
            }
            "commit" if list == "uploads/" => self.commit(&object, request),
            "add_role" | "remove_role" | "users" | "roles" => self.change_access(&object, action, request),
            "set_label" | "unset_label" => self.label(&object, action == "set_label", request),
            "reset" if list == "access_policies/" => {
                let entity = self.entity_mut(&object).ok_or_else(|| Response::says(404, "gone"))?;
                let original = entity.hidden.get("original").and_then(Value::as_object).cloned().unwrap_or_default();
                entity.fields.extend(original);
                entity.fields.insert("customized".to_owned(), false.into());
                Ok(Response::json(200, self.shown(&object).unwrap_or_default()))
            }
            "refresh" if list.starts_with("acs/") => Ok(self.grouped(
                request,
                "pulpcore.app.tasks.refresh",
                Effect::Refresh { href: object.clone() },
                Vec::new(),
            )),
            "replicate" if list == "upstream-pulps/" => {
                let effect = Effect::Replicate { href: object.clone() };
                Ok(self.grouped(request, "pulpcore.app.tasks.replicate_distributions", effect, vec![object]))
            }
            _ if action.is_empty() => Err(self.not_found(&request.path)),
            _ => Err(Response::says(405, "Method \"POST\" not allowed.")),
        }
    }

    /// Starts a task that does nothing but write a progress report.
    fn reported(&mut self, request: &Request, code: &'static str) -> Response {
        self.accepted(Call { name: "pulpcore.app.tasks.report", ..Call::of(request, Effect::Report { code }) })
    }

    /// Starts a task in a new task group.
    fn grouped(&mut self, request: &Request, name: &'static str, effect: Effect, exclusive: Vec<String>) -> Response {
        let number = self.number();
        let group = format!("{ROOT}task-groups/01a00000-0000-7000-8000-{number:012x}/");
        self.groups.insert(group.clone());
        self.dispatch(Call { name, exclusive, group: Some(group.clone()), ..Call::of(request, effect) });
        Response::json(202, json!({"task_group": group}))
    }

    fn orphans(&mut self, request: &Request) -> Answer {
        let body = request.object()?;
        let hrefs = texts(body.get("content_hrefs"));
        if let Some(missing) = hrefs.iter().find(|href| !self.objects.contains_key(*href)) {
            return Err(Response::field("content_hrefs", &format!("Invalid hyperlink {missing}")));
        }
        let effect = Effect::Orphans { hrefs: (!hrefs.is_empty()).then_some(hrefs) };
        Ok(self.accepted(Call {
            name: "pulpcore.app.tasks.orphan.orphan_cleanup",
            exclusive: vec!["orphans".to_owned()],
            ..Call::of(request, effect)
        }))
    }

    fn start_purge(&mut self, request: &Request) -> Answer {
        let body = request.object()?;
        let before = body.get("finished_before").and_then(Value::as_str).unwrap_or_default().to_owned();
        let effect = Effect::Purge { before, states: texts(body.get("states")) };
        Ok(self.accepted(Call { name: "pulpcore.app.tasks.purge.purge", ..Call::of(request, effect) }))
    }

    fn start_prune(&mut self, request: &Request) -> Answer {
        let body = request.object()?;
        let repositories = texts(body.get("repo_hrefs"));
        let dry = body.get("dry_run") == Some(&json!(true));
        let effect = Effect::Prune { repositories: repositories.clone(), dry };
        Ok(self.grouped(request, "pulp_rpm.app.tasks.prune.prune_repo_packages", effect, repositories))
    }

    fn start_sync(&mut self, repository: &str, request: &Request) -> Answer {
        let body = request.object()?;
        let list = self.objects[repository].list.clone();
        let known = self.edition.bodies.get(&format!("{list}sync/"));
        if let Some(stray) = body.keys().find(|key| known.is_some_and(|known| !known.contains_key(*key))) {
            return Err(Response::field(stray, "Unexpected field"));
        }
        let given = body.get("remote").and_then(Value::as_str);
        let own = self.objects[repository].text("remote");
        let Some(remote) = given.or(own).map(str::to_owned) else {
            return Err(Response::field(
                "remote",
                "This field is required since a remote is not set on the repository.",
            ));
        };
        let Some(remote) = self.resolve(&remote).filter(|href| self.objects.contains_key(href)) else {
            return Err(Response::field("remote", "Invalid hyperlink - Object does not exist."));
        };
        if self.objects[&remote].list.split('/').nth(1) != list.split('/').nth(1) || remote.contains("pull-through") {
            return Err(Response::field("remote", "Type for Remote does not match Repository."));
        }
        let effect = Effect::Sync { repository: repository.to_owned(), remote: remote.clone(), options: body };
        let call = Call {
            name: "pulpcore.plugin.synchronize",
            exclusive: vec![repository.to_owned()],
            shared: vec![remote],
            ..Call::of(request, effect)
        };
        Ok(self.accepted(call))
    }

    fn start_modify(&mut self, repository: &str, request: &Request) -> Answer {
        let body = request.object()?;
        let add: BTreeSet<String> = texts(body.get("add_content_units")).into_iter().collect();
        let remove = texts(body.get("remove_content_units"));
        if let Some(missing) = add.iter().chain(&remove).find(|unit| *unit != "*" && !self.objects.contains_key(*unit))
        {
            return Err(Response::json(
                400,
                json!({"add_content_units": [format!("Could not find the following content units: ['{missing}']")]}),
            ));
        }
        let base = body
            .get("base_version")
            .and_then(Value::as_str)
            .and_then(|href| self.version(href))
            .map(|(_, number)| number);
        let remove = if remove.iter().any(|unit| unit == "*") { None } else { Some(remove.into_iter().collect()) };
        let mut with = body;
        with.retain(|key, _| matches!(key.as_str(), "distribution" | "component"));
        let effect = Effect::Modify { repository: repository.to_owned(), remove, add, base, with };
        Ok(self.accepted(Call {
            name: "pulpcore.app.tasks.repository.add_and_remove",
            exclusive: vec![repository.to_owned()],
            ..Call::of(request, effect)
        }))
    }

    fn copy_tags(&mut self, repository: &str, request: &Request) -> Answer {
        let body = request.object()?;
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let source = match (text("source_repository_version"), text("source_repository")) {
            (Some(version), None) => self.version(version),
            (None, Some(source)) if self.versions.contains_key(source) => {
                Some((source.to_owned(), self.latest(source)))
            }
            _ => None,
        };
        let Some(source) = source else {
            return Err(Response::says(400, "Either source_repository or source_repository_version must be valid"));
        };
        let effect = Effect::CopyTags {
            repository: repository.to_owned(),
            source: source.clone(),
            names: texts(body.get("names")),
        };
        let shared = if source.0 == repository { Vec::new() } else { vec![source.0] };
        Ok(self.accepted(Call {
            name: "pulp_container.app.tasks.tag_copy",
            exclusive: vec![repository.to_owned()],
            shared,
            ..Call::of(request, effect)
        }))
    }

    fn label(&mut self, object: &str, set: bool, request: &Request) -> Answer {
        let body = request.object()?;
        let key =
            body.get("key").and_then(Value::as_str).ok_or_else(|| Response::field("key", "This field is required."))?;
        let entity = self.entity_mut(object).ok_or_else(|| Response::says(404, "gone"))?;
        let labels = entity.fields.entry("pulp_labels").or_insert_with(|| json!({}));
        match (set, labels) {
            (true, labels) => labels[key] = body.get("value").cloned().unwrap_or_default(),
            (false, Value::Object(labels)) => drop(labels.shift_remove(key)),
            _ => {}
        }
        Ok(Response::json(201, Value::Object(body.clone())))
    }
}
