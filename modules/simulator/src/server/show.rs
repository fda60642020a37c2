//! Returns objects as JSON.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::lists::projected;
use super::{Answer, Entity, ROOT, Server};

/// The server's first day, 2026-01-01, in days since 1970.
pub const FIRST_DAY: u64 = 20_454;
const DAY: u64 = 86_400_000;

/// Formats a time as Pulp does: `millis` since the server's first moment, with `serial` instead of the microseconds.
pub fn moment(millis: u64, serial: u64) -> String {
    let (days, rest) = (FIRST_DAY + millis / DAY, millis % DAY);
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
    let micros = rest % 1_000 * 1_000 + serial % 1_000;
    format!("{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", era * 400 + year + next)
}

/// Returns the last segment of an href.
pub fn id(href: &str) -> &str {
    href.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

impl Server {
    /// Returns an object's PRN; null if this edition has none.
    pub fn prn(&self, href: &str) -> Value {
        let model = self.objects.get(href).and_then(|entity| self.edition.templates.get(&entity.list));
        let model = model.map_or("core.object", |template| template.model.as_str());
        if self.edition.prns() { format!("prn:{model}:{}", id(href)).into() } else { Value::Null }
    }

    /// Returns the JSON of an object, with all fields of its type.
    pub fn show(&self, href: &str, entity: &Entity) -> Value {
        let mut shown = json!({"pulp_href": href});
        if self.edition.prns() {
            shown["prn"] = self.prn(href);
        }
        shown["pulp_created"] = self.moment(entity.created, entity.serial).into();
        shown["pulp_last_updated"] = self.moment(entity.updated, entity.serial).into();
        for (key, value) in &entity.fields {
            shown[key] = value.clone();
        }
        let template = self.edition.templates.get(&entity.list);
        if let Some(template) = template.filter(|template| !template.hides.is_empty()) {
            let is_set = |name: &String| entity.hidden.get(name).is_some_and(|value| !pulp::plan::is_blank(value));
            let fields = template.hides.iter().map(|name| json!({"name": name, "is_set": is_set(name)}));
            shown["hidden_fields"] = fields.collect();
        }
        match entity.list.split('/').next().unwrap_or_default() {
            "repositories" => {
                let latest = self.versions.get(href).and_then(|versions| versions.keys().max());
                shown["versions_href"] = format!("{href}versions/").into();
                shown["latest_version_href"] = latest.map_or(Value::Null, |n| format!("{href}versions/{n}/").into());
            }
            "publications" if entity.fields.contains_key("distributions") => {
                let naming = self.objects.iter().filter(|(_, other)| other.text("publication") == Some(href));
                shown["distributions"] = naming.map(|(distribution, _)| distribution.clone()).collect();
            }
            "users" => shown["groups"] = self.groups_of(href),
            "distributions" if entity.fields.contains_key("content_guard_prn") => {
                let guard = entity.text("content_guard");
                shown["content_guard_prn"] = guard.map_or(Value::Null, |guard| self.prn(guard));
            }
            "uploads" => {
                let chunks = self.chunks.get(href).into_iter().flatten();
                let chunk = |(offset, bytes): (&u64, &Vec<u8>)| json!({"offset": offset, "size": bytes.len()});
                shown["chunks"] = chunks.map(chunk).collect();
            }
            "contentguards" if entity.list == "contentguards/core/rbac/" => {
                let (users, groups) = self.downloaders(href);
                shown["users"] = users;
                shown["groups"] = groups;
            }
            _ => {}
        }
        shown
    }

    /// Returns the JSON of an object, a task or a repository version, by href.
    pub fn shown(&self, href: &str) -> Option<Value> {
        if let Some(task) = self.tasks.get(href) {
            return Some(self.show_task(href, task));
        }
        if let Some((repository, number)) = self.version(href) {
            return Some(self.show_version(&repository, number));
        }
        self.objects.get(href).map(|entity| self.show(href, entity))
    }

    /// Processes a GET of one object.
    pub(super) fn read(&self, href: &str, request: &Request) -> Answer {
        if let Some(guard) = href.strip_suffix("list_roles/").filter(|guard| self.objects.contains_key(*guard)) {
            return Ok(Response::json(200, self.roles_on(guard)));
        }
        if let Some(group) = self.show_group(href) {
            return Ok(Response::json(200, group));
        }
        let shown = self.shown(href).or_else(|| self.hold_at(href).map(|hold| self.show_hold(hold)));
        let mut shown = shown.ok_or_else(|| self.not_found(href))?;
        if let Some(fields) = request.param("fields").filter(|_| !href.starts_with(&format!("{ROOT}users/"))) {
            projected(&mut shown, fields);
        }
        Ok(Response::json(200, shown))
    }
}
