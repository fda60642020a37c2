//! Lists of objects, with filters and pages.

use std::rc::Rc;

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Task;
use super::{Answer, Entity, ROOT, Server};

/// The lists that contain objects of several types, and the fields that they show.
const GENERIC: &[(&str, &[&str])] = &[
    (
        "repositories/",
        &[
            "versions_href",
            "pulp_labels",
            "latest_version_href",
            "name",
            "description",
            "retain_repo_versions",
            "retain_checkpoints",
            "remote",
        ],
    ),
    (
        "remotes/",
        &[
            "name",
            "url",
            "pulp_labels",
            "policy",
            "hidden_fields",
            "ca_cert",
            "client_cert",
            "tls_validation",
            "proxy_url",
            "max_retries",
            "total_timeout",
            "connect_timeout",
            "sock_connect_timeout",
            "sock_read_timeout",
            "headers",
            "download_concurrency",
            "rate_limit",
        ],
    ),
    (
        "distributions/",
        &[
            "base_path",
            "base_url",
            "content_guard",
            "content_guard_prn",
            "no_content_change_since",
            "hidden",
            "pulp_labels",
            "name",
            "repository",
            "repository_version",
        ],
    ),
    ("contentguards/", &["name", "description"]),
    ("publications/", &["repository_version", "repository"]),
    ("content/", &["pulp_labels"]),
];

/// The hidden fields of all types of remotes.
const HIDDEN: &[&str] = &["client_key", "password", "proxy_password", "proxy_username", "username"];

/// Whether a path is a list with objects of several types.
pub fn is_generic(path: &str) -> bool {
    GENERIC.iter().any(|(list, _)| *list == path)
}

/// Whether a path is a list.
pub fn is_list(server: &Server, path: &str) -> bool {
    server.edition.templates.contains_key(path)
        || is_generic(path)
        || matches!(path, "tasks/" | "task-groups/" | "workers/" | "repository_versions/")
        || nested(server, path).is_some()
}

/// Splits the path of a list below an object into the object's href and the list's name.
fn nested<'a>(server: &Server, path: &'a str) -> Option<(String, &'a str)> {
    let (owner, list) = path.trim_end_matches('/').rsplit_once('/')?;
    let owner = format!("{ROOT}{owner}/");
    (matches!(list, "roles" | "users" | "versions") && server.objects.contains_key(&owner)).then_some((owner, list))
}

/// Keeps only the named fields; ignores unknown names.
pub fn projected(shown: &mut Value, fields: &str) {
    if let Value::Object(map) = shown {
        map.retain(|key, _| fields.split(',').any(|field| field == key));
    }
}

/// Filters that are accepted whether or not the objects have a field with this name.
const FURTHER: &[&str] = &[
    "pulp_href",
    "prn",
    "name",
    "pulp_type",
    "repository_version",
    "repository",
    "logging_cid",
    "state",
    "orphaned_for",
    "task_group",
    "pulp_created",
    "finished_at",
    "q",
    "ordering",
    "number",
    "pulp_label_select",
    "viewset_name",
    "username",
    "base_path",
    "sha256",
    "size",
    "role",
    "content_object",
];

impl Server {
    pub(super) fn list(&self, path: &str, request: &Request, sees_all: bool) -> Answer {
        // Applied first, for speed: most requests for a list filter by name.
        let named = request.param("name__in").or(request.param("name"));
        let named = named.filter(|_| path != "upstream-pulps/");
        let mut found = if path == "tasks/" { self.tasks_for(request) } else { self.candidates(path, named) };
        found.retain(|(_, href, _)| sees_all || !self.is_hidden(href));
        let not_filters = ["limit", "offset", "fields", "exclude_fields", "minimal", "ordering"];
        // On old versions, this list ignores all filters.
        let filters = path != "upstream-pulps/" || self.edition.is_new();
        for (key, value) in request.query.iter().filter(|(key, _)| filters && !not_filters.contains(&key.as_str())) {
            let (field, comparison) = key.split_once("__").unwrap_or((key, ""));
            let known = FURTHER.contains(&field)
                || self.edition.templates.get(path).is_some_and(|template| template.shows.contains_key(field));
            if !known {
                return Err(Response::json(400, json!({"errors": [format!("Invalid Filter: '{key}'")]})));
            }
            match field {
                "repository_version" => self.keep_version(path, &mut found, value)?,
                "orphaned_for" => found.retain(|(_, href, _)| !self.is_used(href)),
                _ => found.retain(|(_, href, shown)| self.fits(href, shown, field, comparison, value)),
            }
        }
        found.sort_by_key(|(serial, _, _)| std::cmp::Reverse(*serial));
        let number = |key: &str| request.param(key).and_then(|text| text.parse::<usize>().ok());
        let limit = number("limit").filter(|limit| *limit > 0).unwrap_or(100).min(self.page);
        let (count, offset) = (found.len(), number("offset").unwrap_or(0));
        let fields = request.param("fields").filter(|_| path != "users/");
        let page = found.into_iter().skip(offset).take(limit).map(|(_, _, mut shown)| {
            if let Some(fields) = fields {
                projected(&mut shown, fields);
            }
            shown
        });
        let page: Vec<Value> = page.collect();
        let next = (offset + page.len() < count && !page.is_empty())
            .then(|| format!("http://{}{ROOT}{path}?limit={limit}&offset={}", self.host, offset + limit));
        Ok(Response::json(200, json!({"count": count, "next": next, "previous": null, "results": page})))
    }

    /// Returns the tasks that match the most frequent filters. Rendering only these makes polling cheap.
    fn tasks_for(&self, request: &Request) -> Vec<(u64, String, Value)> {
        let (cid, part) = (request.param("logging_cid"), request.param("logging_cid__contains"));
        let hrefs = request.param("pulp_href__in");
        let meant = |(href, task): &(&String, &Task)| {
            cid.is_none_or(|cid| task.cid == cid)
                && part.is_none_or(|part| task.cid.contains(part))
                && hrefs.is_none_or(|hrefs| hrefs.contains(href.as_str()))
        };
        let meant = self.tasks.iter().filter(meant);
        meant.map(|(href, task)| (task.serial, href.clone(), self.show_task(href, task))).collect()
    }

    /// Returns the serial number, href and JSON of each object of a list; with `named`, only of those with these names.
    fn candidates(&self, path: &str, named: Option<&str>) -> Vec<(u64, String, Value)> {
        if let Some((owner, list)) = nested(self, path) {
            return match list {
                "versions" => self.versions_of(&owner),
                "users" => self.users_of(&owner),
                _ => self.holds_of(&owner),
            };
        }
        let row = |(href, entity): (&String, &Rc<Entity>)| (entity.serial, href.clone(), self.show(href, entity));
        let named: Option<Vec<&str>> = named.map(|names| names.split(',').chain([names]).collect());
        let is_named =
            |(_, entity): &(&String, &Rc<Entity>)| named.as_ref().is_none_or(|names| names.contains(&entity.name()));
        match path {
            "task-groups/" => {
                let shown = self.groups.iter().filter_map(|href| Some((href, self.show_group(href)?)));
                shown.enumerate().map(|(serial, (href, shown))| (serial as u64, href.clone(), shown)).collect()
            }
            "workers/" => (0..self.workers as u64)
                .map(|number| (number, format!("{ROOT}workers/{number}/"), json!({"name": format!("{number}@sim")})))
                .collect(),
            "repository_versions/" => {
                self.versions.keys().flat_map(|repository| self.versions_of(repository)).collect()
            }
            _ => match GENERIC.iter().find(|(list, _)| *list == path) {
                Some((_, fields)) => {
                    let of_list =
                        self.objects.iter().filter(|(_, entity)| entity.list.starts_with(path)).filter(is_named);
                    let base = ["pulp_href", "prn", "pulp_created", "pulp_last_updated"];
                    of_list
                        .map(row)
                        .map(|(serial, href, mut shown)| {
                            if let Value::Object(map) = &mut shown {
                                map.retain(|key, _| base.contains(&key.as_str()) || fields.contains(&key.as_str()));
                                if path == "distributions/" && !self.edition.is_new() {
                                    map.remove("repository_version");
                                }
                                if path == "remotes/" {
                                    // The list shows only what all types of remotes have in common.
                                    map.entry("policy").or_insert_with(|| "immediate".into());
                                    if let Some(Value::Array(hidden)) = map.get_mut("hidden_fields") {
                                        hidden.retain(|one| {
                                            one["name"].as_str().is_some_and(|name| HIDDEN.contains(&name))
                                        });
                                    }
                                }
                            }
                            (serial, href, shown)
                        })
                        .collect()
                }
                None => self.of_list(path).filter(is_named).map(row).collect(),
            },
        }
    }

    fn fits(&self, href: &str, shown: &Value, field: &str, comparison: &str, value: &str) -> bool {
        let text = match field {
            "pulp_type" => {
                let mut parts = href.trim_start_matches(ROOT).split('/').skip(1);
                format!("{}.{}", parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            // The simulator does not evaluate this filter.
            "q" => return true,
            _ => match shown.get(field) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => String::new(),
                Some(other) => other.to_string(),
            },
        };
        let reference = |value: &str| if value.starts_with("prn:") { self.resolve(value) } else { None };
        match comparison {
            "" if field == "name" || field == "prn" => text == value,
            // A role on a deleted object shows no object either, but does not match `null`.
            "" if field == "content_object" && value == "null" => {
                self.hold_at(href).is_some_and(|hold| hold.object.is_none())
            }
            "" => text == value || reference(value).is_some_and(|href| text == href),
            "in" => value.split(',').any(|value| text == value),
            "contains" => text.contains(value),
            "icontains" => text.to_lowercase().contains(&value.to_lowercase()),
            "startswith" => text.starts_with(value),
            "lt" => !text.is_empty() && text.as_str() < value,
            "gt" => text.as_str() > value,
            "isnull" => text.is_empty() == (value == "true"),
            _ => true,
        }
    }

    /// Keeps only the content, or the publications, of a repository version.
    fn keep_version(&self, path: &str, found: &mut Vec<(u64, String, Value)>, value: &str) -> Result<(), Response> {
        let Some((repository, number)) = self.version(value) else {
            return Err(Response::json(400, json!([format!("URI {value} not found for repositoryversion.")])));
        };
        match path.starts_with("content/") {
            true => {
                let content = &self.versions[&repository][&number].content;
                found.retain(|(_, href, _)| content.contains(href));
            }
            false => {
                found.retain(|(_, _, shown)| shown.get("repository_version").and_then(Value::as_str) == Some(value))
            }
        }
        Ok(())
    }
}
