//! Reduces a server's state to facts that can be compared between runs: without hrefs, times, tasks and sessions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::server::content::checksum;
use crate::server::{Entity, ROOT, Server};

/// Facts by their kind (e.g. `repositories` or `roles-of`) and the name of the object that they are about.
pub type Facts = BTreeMap<(String, String), Vec<String>>;

/// Fields that are not compared: they say when or where an object was created, or follow from other fields.
const UNTOLD: &[&str] = &["date_joined", "last_replication", "id", "artifact", "last_refreshed"];

/// A server and the labels of its hrefs.
struct Told<'a> {
    server: &'a Server,
    labels: BTreeMap<&'a str, String>,
}

/// Returns all facts of a server.
pub fn of(server: &Server) -> Facts {
    let labels = server.objects.keys().map(|href| (href.as_str(), label(server, href))).collect();
    let told = Told { server, labels };
    let mut facts = Facts::new();
    let mut add =
        |kind: &str, about: String, fact: String| facts.entry((kind.to_owned(), about)).or_default().push(fact);
    for (href, one) in &server.objects {
        if one.list == "uploads/" {
            continue;
        }
        let kind = one.list.split('/').next().unwrap_or_default();
        let about = match kind {
            "publications" => one.text("repository").map(|href| name_of(server, href)).unwrap_or_default(),
            "content" | "artifacts" => told.label(href),
            _ => one.name().to_owned(),
        };
        add(kind, about, told.described(one));
    }
    for (repository, versions) in &server.versions {
        for (number, version) in versions {
            let mut units: Vec<String> = version.content.iter().map(|unit| told.label(unit)).collect();
            units.sort();
            add("versions", name_of(server, repository), format!("{number}: {}", units.join(", ")));
        }
    }
    for (group, users) in &server.members {
        for user in users {
            add("users-of", name_of(server, group), name_of(server, user));
            add("groups-of", name_of(server, user), name_of(server, group));
        }
    }
    let gone = |object: &String| !server.objects.contains_key(object);
    for hold in server.holds.iter().filter(|hold| !hold.object.as_ref().is_some_and(gone)) {
        let place =
            hold.object.as_deref().or(hold.domain.as_deref()).map(|place| told.label(place)).unwrap_or_default();
        if let Some(object) = &hold.object {
            add("roles-on", name_of(server, object), format!("{} {}", hold.role, name_of(server, &hold.holder)));
        }
        add("roles-of", name_of(server, &hold.holder), format!("{} {place}", hold.role));
    }
    facts.values_mut().for_each(|facts| facts.sort());
    facts
}

fn name_of(server: &Server, href: &str) -> String {
    server.objects.get(href).map(|one| one.name().to_owned()).unwrap_or_default()
}

impl Told<'_> {
    fn label(&self, href: &str) -> String {
        self.labels.get(href).cloned().unwrap_or_else(|| label(self.server, href))
    }

    fn described(&self, one: &Entity) -> String {
        let told = |(key, value): (&String, &Value)| {
            let blank = pulp::plan::is_blank(value) || UNTOLD.contains(&key.as_str());
            // The server chooses the URL of a distribution; for pull-through distributions also the path.
            let made_up = key == "base_url" && one.list.starts_with("distributions/")
                || key == "base_path" && one.list.ends_with("pull-through/");
            (!blank && !made_up).then(|| format!("{key}={}", self.labelled(value)))
        };
        let mut fields: Vec<String> = one.fields.iter().chain(&one.hidden).filter_map(told).collect();
        fields.sort();
        format!("{} {}", one.list, fields.join(" "))
    }

    /// Returns a value as text, with labels instead of hrefs.
    fn labelled(&self, value: &Value) -> String {
        match value {
            Value::String(text) if text.starts_with(ROOT) => self.label(text),
            Value::Array(values) => {
                let mut values: Vec<String> = values.iter().map(|value| self.labelled(value)).collect();
                values.sort();
                format!("[{}]", values.join(","))
            }
            Value::Object(map) => {
                let mut pairs: Vec<String> =
                    map.iter().map(|(key, value)| format!("{key}:{}", self.labelled(value))).collect();
                pairs.sort();
                format!("{{{}}}", pairs.join(","))
            }
            Value::Number(number) => number.as_f64().unwrap_or_default().to_string(),
            other => other.to_string(),
        }
    }
}

/// Returns a label for an href that is the same in every run.
pub fn label(server: &Server, href: &str) -> String {
    if let Some((repository, number)) = server.version(href) {
        return format!("{}@{number}", name_of(server, &repository));
    }
    let Some(one) = server.objects.get(href) else {
        return "gone".to_owned();
    };
    match one.list.split('/').next().unwrap_or_default() {
        "publications" => {
            let version = one.text("repository_version").map(|version| label(server, version)).unwrap_or_default();
            format!("publication of {version}")
        }
        "content" => {
            let own = |(key, _): &(&String, &Value)| key.as_str() != "artifact" && key.as_str() != "pulp_labels";
            let fields: Vec<String> = one
                .fields
                .iter()
                .filter(own)
                .map(|(key, value)| format!("{key}={}", referred(server, value)))
                .collect();
            format!("{}{}", one.list.trim_start_matches("content/"), &checksum(&fields.join(" "))[..10])
        }
        "artifacts" => format!("artifact {}", one.text("sha256").unwrap_or_default()),
        _ => format!("{}{}", one.list, one.name()),
    }
}

/// Returns a field of content as text, with a label instead of an href.
fn referred(server: &Server, value: &Value) -> String {
    match value.as_str().filter(|text| text.starts_with(ROOT)) {
        Some(href) => label(server, href),
        None => value.to_string(),
    }
}

/// Returns the keys of the facts that differ.
pub fn differing(one: &Facts, other: &Facts) -> Vec<(String, String)> {
    let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
    keys.filter(|key| one.get(*key) != other.get(*key)).cloned().collect()
}

/// Describes the first difference.
pub fn difference(wanted: &Facts, found: &Facts) -> Option<String> {
    let key = differing(wanted, found).into_iter().next()?;
    let shown = |facts: &Facts| {
        let both = |fact: &&String| {
            !(wanted.get(&key).is_some_and(|all| all.contains(fact))
                && found.get(&key).is_some_and(|all| all.contains(fact)))
        };
        let own = facts.get(&key).into_iter().flatten();
        let lines: Vec<&str> = if wanted.get(&key).map(Vec::len) == found.get(&key).map(Vec::len) {
            own.filter(both).map(String::as_str).collect()
        } else {
            own.map(String::as_str).collect()
        };
        lines.join(" | ")
    };
    Some(format!("{} of \"{}\": {{{}}} instead of {{{}}}", key.0, key.1, shown(found), shown(wanted)))
}
