//! Updates objects: rejects a PATCH, applies it immediately, or starts a task for it.

use std::rc::Rc;

use pulp::version::since;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::validate::{Valid, family};
use super::work::Effect;
use super::{Answer, Object, Server};

impl Server {
    pub(super) fn update(&mut self, href: &str, request: &Request) -> Answer {
        let list = self.objects[href].list.clone();
        if matches!(family(&list), "publications" | "content" | "pulp_container" | "artifacts" | "signing-services") {
            return Err(Response::says(405, "Method \"PATCH\" not allowed."));
        }
        if self.objects[href].fields.get("locked") == Some(&Value::Bool(true)) {
            return Err(Response::says(403, "The role is locked."));
        }
        let valid = self.validate(&list, request.object()?, Some(href))?;
        let at_once = matches!(
            family(&list),
            "contentguards" | "users" | "groups" | "roles" | "upstream-pulps" | "access_policies"
        );
        if at_once {
            self.change(href, valid);
            return Ok(Response::json(200, self.shown(href).unwrap_or_default()));
        }
        let stubborn = list.starts_with("distributions/container/");
        if self.edition.has(since::NO_OP_PATCH) && !stubborn && !self.differs(href, &valid) {
            return Ok(Response::json(200, self.shown(href).unwrap_or_default()));
        }
        let effect = Effect::Update { href: href.to_owned(), fields: valid.fields, hidden: valid.hidden };
        let mut exclusive = vec![href.to_owned()];
        if family(&list) == "distributions" && !self.edition.has(pulp::version::Version(3, 117, 0)) {
            exclusive.push("/api/v3/distributions/".to_owned());
        }
        let call = Call {
            name: "pulpcore.app.tasks.base.ageneral_update",
            exclusive,
            immediate: true,
            ..Call::of(request, effect)
        };
        Ok(self.accepted(call))
    }

    /// Whether Pulp treats an update as a change. References and the paths of an alternate content source always count
    /// as changed, because Pulp compares them with objects of another class.
    fn differs(&self, href: &str, valid: &Valid) -> bool {
        let entity = &self.objects[href];
        if entity.list.starts_with("acs/") && valid.fields.contains_key("paths") {
            return true;
        }
        let refers = |key: &&str| valid.fields.get(*key).is_some_and(|value| !value.is_null());
        if ["remote", "content_guard", "repository", "publication"].iter().any(refers) {
            return true;
        }
        let fields = valid.fields.iter().any(|(key, value)| entity.fields.get(key) != Some(value));
        let hidden = valid.hidden.iter().any(|(key, value)| entity.hidden.get(key).unwrap_or(&Value::Null) != value);
        fields || hidden
    }

    /// Applies an update to an object.
    pub(super) fn change(&mut self, href: &str, valid: Valid) {
        let Valid { mut fields, hidden } = valid;
        let now = self.now;
        // Unlike `entity_mut`, this borrows only `objects`.
        let Some(entity) = self.objects.get_mut(href).map(Rc::make_mut) else {
            return;
        };
        let list = entity.list.clone();
        if list == "repositories/rpm/rpm/" && entity.fields.contains_key("osv_config") {
            keep_osv(&entity.fields, &mut fields);
        }
        if list == "access_policies/" {
            fields.insert("customized".to_owned(), true.into());
        }
        let mut dropped = Vec::new();
        if let Some(paths) = fields.get_mut("paths").filter(|_| list.starts_with("acs/")) {
            let had = entity.fields.get("paths").and_then(Value::as_array).cloned().unwrap_or_default();
            dropped = had.into_iter().filter(|path| !paths.as_array().is_some_and(|now| now.contains(path))).collect();
            if pulp::plan::is_blank(paths) {
                *paths = json!([""]);
            }
        }
        for (key, value) in fields {
            let merged = self.edition.field(&list, &key).and_then(|field| field.merged.clone());
            let kept = merged.is_some().then(|| entity.fields.get(&key).and_then(Value::as_object).cloned()).flatten();
            let value = match (kept, &value) {
                (Some(mut kept), Value::Object(given)) => {
                    kept.extend(given.clone());
                    kept.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
                    Value::Object(kept)
                }
                _ => value,
            };
            entity.fields.insert(key, value);
        }
        let password = hidden.contains_key("password")
            && list == "users/"
            && hidden.get("password") != entity.hidden.get("password");
        entity.hidden.extend(hidden);
        if list == "users/" && entity.hidden.get("password").is_some_and(Value::is_null) {
            entity.hidden.insert("password".to_owned(), "!".into());
        }
        entity.updated = now;
        if let Some(url) = entity.text("base_path").map(|path| format!("http://{}/pulp/content/{path}/", self.host))
            && entity.fields.contains_key("base_url")
        {
            entity.fields.insert("base_url".to_owned(), url.into());
        }
        if password {
            self.sessions.retain(|_, session| session.user != href);
        }
        self.lose_paths(href, &dropped);
    }

    /// Removes the dropped paths of one alternate content source from all others, as Pulp does (pulpcore 3.123,
    /// `_update_paths`).
    fn lose_paths(&mut self, but: &str, dropped: &[Value]) {
        let others = self.objects.iter_mut().filter(|(href, one)| *href != but && one.list.starts_with("acs/"));
        for (_, one) in others.filter(|_| !dropped.is_empty()) {
            if let Some(Value::Array(paths)) = Rc::make_mut(one).fields.get_mut("paths") {
                paths.retain(|path| !dropped.contains(path));
            }
        }
    }
}

/// Updates labels as pulp_rpm 3.39.4 does, which stores `osv_config` in a label: an update of labels without
/// `osv_config` clears it, and with it the labels are merged.
fn keep_osv(stored: &Object, fields: &mut Object) {
    let config = fields.get("osv_config").is_some_and(|config| !config.is_null());
    if let Some(labels) = fields.get("pulp_labels").and_then(Value::as_object).cloned() {
        if config {
            let mut merged = stored.get("pulp_labels").and_then(Value::as_object).cloned().unwrap_or_default();
            merged.extend(labels);
            fields.insert("pulp_labels".to_owned(), Value::Object(merged));
        } else {
            fields.insert("osv_config".to_owned(), Value::Null);
        }
    }
}
