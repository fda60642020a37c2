//! Members of groups, roles of users and groups, and access policies.

use std::collections::BTreeSet;

use pulp::request::Method;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::{Answer, Hold, Object, ROOT, Server};

/// Roles that exist on a new server.
const BUILT_IN: &[&str] = &[
    "core.rbaccontentguard_owner",
    "core.rbaccontentguard_downloader",
    "core.rbaccontentguard_viewer",
    "core.task_owner",
    "file.filerepository_owner",
    "file.filerepository_viewer",
];

/// Creates the roles and access policies of a new server.
pub(super) fn found(server: &mut Server) {
    for role in BUILT_IN {
        let fields = json!({"name": role, "permissions": ["core.view_task"], "locked": true});
        server.insert("roles/", fields.as_object().cloned().unwrap_or_default(), Object::new());
    }
    for path in ["repositories/file/file", "remotes/file/file", "tasks"] {
        let statement = json!({"action": ["list"], "effect": "allow", "principal": "authenticated"});
        let fields =
            json!({"viewset_name": path, "statements": [statement], "creation_hooks": null, "queryset_scoping": null});
        let fields = fields.as_object().cloned().unwrap_or_default();
        server.insert(
            "access_policies/",
            fields.clone(),
            [("original".to_owned(), Value::Object(fields))].into_iter().collect(),
        );
    }
}

impl Server {
    pub(super) fn groups_of(&self, user: &str) -> Value {
        let is_in = self.members.iter().filter(|(_, users)| users.contains(user));
        let shown =
            is_in.filter_map(|(group, _)| Some(json!({"name": self.objects.get(group)?.name(), "pulp_href": group})));
        shown.collect()
    }

    pub(super) fn users_of(&self, group: &str) -> Vec<(u64, String, Value)> {
        let users = self.members.get(group).into_iter().flatten();
        let row = |user: &String| {
            let entity = self.objects.get(user)?;
            Some((entity.serial, user.clone(), json!({"username": entity.name(), "pulp_href": user})))
        };
        users.filter_map(row).collect()
    }

    /// Grants a role to a user or a group.
    pub fn hold(&mut self, holder: &str, role: &str, object: Option<&str>) {
        let serial = self.number();
        let (holder, role) = (holder.to_owned(), role.to_owned());
        self.holds.push(Hold { serial, holder, role, object: object.map(str::to_owned), domain: None });
    }

    fn hold_href(hold: &Hold) -> String {
        format!("{}roles/01a00000-0000-7000-8000-{:012x}/", hold.holder, hold.serial)
    }

    pub(super) fn hold_at(&self, href: &str) -> Option<&Hold> {
        self.holds.iter().find(|hold| Self::hold_href(hold) == href)
    }

    /// Returns the JSON of a role that somebody holds; a deleted object is shown as null.
    pub(super) fn show_hold(&self, hold: &Hold) -> Value {
        let object = hold.object.as_ref().filter(|object| self.objects.contains_key(*object));
        let mut shown = json!({
            "pulp_href": Self::hold_href(hold), "role": hold.role, "content_object": object, "description": null,
            "permissions": [], "domain": hold.domain,
        });
        if self.edition.prns() {
            shown["content_object_prn"] = object.map_or(Value::Null, |object| self.prn(object));
        }
        shown
    }

    pub(super) fn holds_of(&self, holder: &str) -> Vec<(u64, String, Value)> {
        let own = self.holds.iter().filter(|hold| hold.holder == holder);
        own.map(|hold| (hold.serial, Self::hold_href(hold), self.show_hold(hold))).collect()
    }

    /// Returns the roles on an object and who holds them, as `list_roles` shows them.
    pub(super) fn roles_on(&self, object: &str) -> Value {
        let on: Vec<&Hold> = self.holds.iter().filter(|hold| hold.object.as_deref() == Some(object)).collect();
        let mut names: Vec<&str> = Vec::new();
        for hold in &on {
            if !names.contains(&hold.role.as_str()) {
                names.push(&hold.role);
            }
        }
        let who = |role: &str, list: &str| -> Vec<String> {
            let holders = on.iter().filter(|hold| hold.role == role).filter_map(|hold| self.objects.get(&hold.holder));
            holders.filter(|holder| holder.list == list).map(|holder| holder.name().to_owned()).collect()
        };
        let roles = names
            .iter()
            .map(|role| json!({"role": role, "users": who(role, "users/"), "groups": who(role, "groups/")}));
        json!({"roles": roles.collect::<Vec<_>>()})
    }

    /// Returns the users and the groups that may download content behind an rbac guard.
    pub(super) fn downloaders(&self, guard: &str) -> (Value, Value) {
        let of = |list: &str| {
            let holds = self.holds.iter().filter(|hold| {
                hold.object.as_deref() == Some(guard) && hold.role == "core.rbaccontentguard_downloader"
            });
            let holders = holds.filter_map(|hold| Some((&hold.holder, self.objects.get(&hold.holder)?)));
            let key = if list == "users/" { "username" } else { "name" };
            holders
                .filter(|(_, one)| one.list == list)
                .map(|(href, one)| json!({key: one.name(), "pulp_href": href}))
                .collect()
        };
        (of("users/"), of("groups/"))
    }

    /// Processes a POST that changes the members of a group, the roles of a user or group, or those on a content guard.
    pub(super) fn change_access(&mut self, object: &str, action: &str, request: &Request) -> Answer {
        let body = request.object()?;
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = self.objects[object].list.clone();
        match (action, list.as_str()) {
            ("users", "groups/") => {
                let name = text("username").unwrap_or_default();
                let user = self.of_list("users/").find(|(_, user)| user.name() == name).map(|(href, _)| href.clone());
                let Some(user) = user else {
                    return Err(Response::field("username", &format!("Object with username={name} does not exist.")));
                };
                self.members.entry(object.to_owned()).or_default().insert(user.clone());
                Ok(Response::json(201, json!({"username": name, "pulp_href": user})))
            }
            ("roles", "users/" | "groups/") => {
                let role = text("role").unwrap_or_default();
                if self.named("roles/", &role).is_none() {
                    return Err(Response::field("role", &format!("Object with name={role} does not exist.")));
                }
                let place = text("content_object").or(text("content_object_prn"));
                let place = match place {
                    None => None,
                    Some(place) => Some(self.resolve(&place).ok_or_else(|| {
                        Response::field("content_object", "Invalid hyperlink - Object does not exist.")
                    })?),
                };
                let hold = Hold {
                    serial: self.number(),
                    holder: object.to_owned(),
                    role,
                    object: place,
                    domain: text("domain"),
                };
                let same = |other: &Hold| Hold { serial: hold.serial, ..other.clone() } == hold;
                if self.holds.iter().any(same) {
                    let holder = if list == "users/" { "user" } else { "group" };
                    return Err(Response::says(400, &format!("The role is already assigned to this {holder}.")));
                }
                let shown = self.show_hold(&hold);
                self.holds.push(hold);
                Ok(Response::json(201, shown))
            }
            ("add_role" | "remove_role", "contentguards/core/rbac/") => {
                self.role_on(object, action == "add_role", &body)
            }
            _ => Err(Response::says(405, "Method \"POST\" not allowed.")),
        }
    }

    /// Grants or revokes a role on a content guard for several users and groups; does nothing if one is invalid.
    fn role_on(&mut self, object: &str, add: bool, body: &Object) -> Answer {
        let role = body.get("role").and_then(Value::as_str).unwrap_or_default().to_owned();
        if self.named("roles/", &role).is_none() {
            return Err(Response::field("role", &format!("Object with name={role} does not exist.")));
        }
        let mut holders = Vec::new();
        for (key, list, kind) in [("users", "users/", "user"), ("groups", "groups/", "group")] {
            for name in body.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                let found = self.of_list(list).find(|(_, one)| one.name() == name).map(|(href, _)| href.clone());
                let Some(holder) = found else {
                    return Err(Response::json(
                        400,
                        json!({key: {"0": [format!("Object with name={name} does not exist.")]}}),
                    ));
                };
                let has = self
                    .holds
                    .iter()
                    .any(|hold| hold.holder == holder && hold.role == role && hold.object.as_deref() == Some(object));
                match (add, has) {
                    (true, true) => {
                        return Err(Response::says(400, &format!("The role is already assigned to {kind} '{name}'.")));
                    }
                    (false, false) => {
                        return Err(Response::says(400, &format!("The role is not assigned to {kind} '{name}'.")));
                    }
                    _ => holders.push(holder),
                }
            }
        }
        let holders: BTreeSet<String> = holders.into_iter().collect();
        for holder in &holders {
            if add {
                self.hold(holder, &role, Some(object));
            } else {
                self.holds.retain(|hold| {
                    !(hold.holder == *holder && hold.role == role && hold.object.as_deref() == Some(object))
                });
            }
        }
        Ok(Response::json(201, Value::Object(body.clone())))
    }

    /// Processes a DELETE of a membership or of a role that somebody holds; returns `None` for any other href.
    pub(super) fn let_go(&mut self, href: &str) -> Option<Answer> {
        if let Some(hold) = self.hold_at(href).map(|hold| hold.serial) {
            self.holds.retain(|other| other.serial != hold);
            return Some(Ok(Response::empty(204)));
        }
        let (group, id) =
            href.trim_end_matches('/').split_once("users/").filter(|(group, _)| group.contains("groups/"))?;
        let user = format!("{ROOT}users/{id}/");
        if !self.objects.contains_key(&user) {
            return Some(Err(self.not_found(href)));
        }
        if let Some(members) = self.members.get_mut(group) {
            members.remove(&user);
        }
        Some(Ok(Response::empty(204)))
    }

    /// Sends a request as the administrator.
    pub fn admin(&mut self, method: Method, path: &str, body: Option<Value>) -> Response {
        self.handle(&Request::admin(method, path, body))
    }
}
