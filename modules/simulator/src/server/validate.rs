//! Validates request bodies and normalizes values, as Pulp's serializers do.

use pulp::schema::{Field, Shape};
use serde_json::{Map, Value, json};

use super::http::Response;
use super::{Object, Server};

/// Fields that accept null, although the library clears them with an empty value.
const NULLABLE: &[&str] = &[
    "package_signing_fingerprint",
    "jq_filter",
    "includes",
    "excludes",
    "manifest",
    "compression_type",
    "checksum_type",
    "layout",
];
const CONTAINER_REMOTE: &str = "remotes/container/container/";
/// Checksum types that Pulp does not allow by default.
const WEAK: &[&str] = &["unknown", "md5", "sha1", "sha224"];

/// A valid body: the fields that are shown, and those that are only stored.
pub struct Valid {
    pub fields: Object,
    pub hidden: Object,
}

/// The errors of several fields.
#[derive(Default)]
pub struct Refusals(Map<String, Value>);

impl Refusals {
    pub fn add(&mut self, field: &str, text: &str) {
        self.0.entry(field.to_owned()).or_insert_with(|| json!([text]));
    }

    pub fn end(self) -> Result<(), Response> {
        if self.0.is_empty() { Ok(()) } else { Err(Response::json(400, Value::Object(self.0))) }
    }
}

/// Returns the first segment of a list's path. Names are unique within it.
pub fn family(list: &str) -> &str {
    list.split('/').next().unwrap_or_default()
}

impl Server {
    /// Validates a body. `before` is the href of the object that it updates.
    pub(super) fn validate(&self, list: &str, body: Object, before: Option<&str>) -> Result<Valid, Response> {
        let none = Default::default();
        let known = self.edition.bodies.get(list).unwrap_or(&none);
        let template = &self.edition.templates[list];
        let mut refusals = Refusals::default();
        // Pulp reports unknown fields only if all others are valid.
        let mut unknown = Refusals::default();
        let mut valid = Valid { fields: Object::new(), hidden: Object::new() };
        for (name, value) in body {
            // The schemas do not list the fields of lists without a POST, e.g. access policies.
            let is_known = known.contains_key(&name) || known.is_empty() && template.shows.contains_key(&name);
            if !is_known {
                // Pulp ignores unknown fields of these two (3.123.1).
                if list == "users/" || self.takes_anything(list) {
                    continue;
                }
                unknown.add(&name, "Unexpected field");
                continue;
            }
            let field = self.edition.field(list, &name);
            let choices = known.get(&name).map(Vec::as_slice).unwrap_or_default();
            let value = self.value(list, field, choices, &name, value);
            match value.and_then(|value| self.fitting(list, &name, value, before)) {
                Err(text) => refusals.add(&name, &text),
                Ok(value) if template.hides.contains(&name) => drop(valid.hidden.insert(name, value)),
                Ok(value) if template.shows.contains_key(&name) => drop(valid.fields.insert(name, value)),
                Ok(value) => drop(valid.hidden.insert(name, value)),
            }
        }
        if before.is_none() {
            for field in self.required(list) {
                if !valid.fields.contains_key(&field) && !valid.hidden.contains_key(&field) {
                    refusals.add(&field, "This field is required.");
                }
            }
        }
        self.unique(list, &valid, before, &mut refusals);
        refusals.end()?;
        unknown.end()?;
        self.together(list, &valid, before)?;
        Ok(valid)
    }

    /// Whether a list skips Pulp's general validation, as container remotes do on newer versions.
    fn takes_anything(&self, list: &str) -> bool {
        list == CONTAINER_REMOTE && self.edition.is_new()
    }

    fn required(&self, list: &str) -> Vec<String> {
        let declared = self.edition.declared.get(list).into_iter().flatten();
        let mut names: Vec<String> = declared
            .filter(|field| {
                field.required || matches!(field.pulp.as_str(), "name" | "username" | "viewset_name") && !field.secret
            })
            .map(|field| self.edition.name_of(field).to_owned())
            .collect();
        if list == "uploads/" {
            names.push("size".to_owned());
        }
        names
    }

    /// Validates a value; returns it as Pulp stores it.
    fn value(
        &self,
        list: &str,
        field: Option<&Field>,
        choices: &[String],
        name: &str,
        value: Value,
    ) -> Result<Value, String> {
        let blank = value.as_str().is_some_and(|text| text.trim().is_empty());
        // Lists and dictionaries that are cleared with an empty value do not accept null.
        let clearable = field.is_none_or(|field| field.clear == Some(Value::Null))
            || NULLABLE.contains(&name)
            || name.ends_with("clude_tags")
            || list == "users/" && name == "password";
        if value.is_null() && !clearable {
            return Err("This field may not be null.".to_owned());
        }
        if blank && (field.is_some_and(|field| field.required || field.pem) || matches!(name, "name" | "username")) {
            return Err("This field may not be blank.".to_owned());
        }
        let given = match &value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect::<Vec<_>>(),
        };
        if let Some(wrong) = given.iter().find(|given| !choices.is_empty() && !choices.iter().any(|one| one == *given))
        {
            return Err(format!("\"{wrong}\" is not a valid choice."));
        }
        if let Some(field) = field
            && !value.is_null()
            && !shaped(&field.shape, &value)
        {
            return Err("Not a valid value.".to_owned());
        }
        let refers = field.and_then(|field| field.refers_to.as_ref()).is_some()
            || matches!(name, "repository" | "repository_version" | "publication");
        match value {
            Value::String(text) if refers => self
                .resolve(&text)
                .map(Value::from)
                .ok_or_else(|| "Invalid hyperlink - Object does not exist.".to_owned()),
            Value::Array(values) if refers => values
                .iter()
                .map(|value| value.as_str().and_then(|text| self.resolve(text)).map(Value::from))
                .collect::<Option<Vec<_>>>()
                .map(Value::from)
                .ok_or_else(|| "Invalid hyperlink - Object does not exist.".to_owned()),
            Value::String(text) if field.is_some_and(|field| field.pem) => Ok(format!("{}\n", text.trim()).into()),
            Value::String(text) if !matches!(name, "password" | "proxy_password" | "token") => Ok(text.trim().into()),
            Value::Array(values) => Ok(values.into_iter().map(trimmed).collect()),
            other => Ok(other),
        }
    }

    /// Checks the rules of single fields that go beyond their shape.
    fn fitting(&self, list: &str, name: &str, value: Value, before: Option<&str>) -> Result<Value, String> {
        let text = value.as_str().unwrap_or_default();
        let remote = self.objects.get(text).filter(|_| name == "remote");
        let remote_of = |list: &str| remote.is_some_and(|remote| remote.list != list);
        let pull_through = list.contains("pull-through");
        // In these lists, the field does not accept null.
        let strict = match (family(list), name) {
            ("publications", "compression_type" | "checksum_type") => true,
            ("publications", "layout") => list.contains("deb"),
            ("remotes", "includes" | "excludes") => !list.contains("container"),
            _ => false,
        };
        let wrong = match (family(list), name) {
            _ if strict && value.is_null() => "This field may not be null.",
            // Older versions of pulp_rpm accept what the server's settings allow.
            ("repositories" | "publications", "checksum_type") if WEAK.contains(&text) => {
                "Checksum must be one of the allowed checksum types: sha256, sha384, or sha512."
            }
            ("remotes", "architectures") if !text.is_ascii() && self.edition.is_new() => "Invalid architecture token.",
            ("acs", "remote") if remote.is_some_and(|remote| remote.text("policy") != Some("on_demand")) => {
                "Remote used with alternate content source must have the 'on_demand' policy."
            }
            ("acs", "remote") if remote_of(&list.replacen("acs/", "remotes/", 1).replace("deb/deb", "deb/apt")) => {
                "Type for Remote does not match ACS type."
            }
            ("distributions", "remote") if pull_through && remote_of("remotes/container/pull-through/") => {
                "Invalid hyperlink - Object does not exist."
            }
            ("distributions", "base_path") if pull_through && before.is_some() && self.edition.is_new() => {
                "This value cannot be updated."
            }
            ("repositories", "remote") if list.contains("container") && remote_of(CONTAINER_REMOTE) => {
                "Type for Remote does not match Repository."
            }
            _ => return Ok(value),
        };
        Err(wrong.to_owned())
    }

    fn unique(&self, list: &str, valid: &Valid, before: Option<&str>, refusals: &mut Refusals) {
        let all = family(list);
        let others =
            || self.objects.iter().filter(|(href, other)| Some(href.as_str()) != before && family(&other.list) == all);
        for key in ["name", "username"].into_iter().filter(|_| !list.starts_with("content/")) {
            if let Some(name) = valid.fields.get(key).and_then(Value::as_str)
                && others().any(|(_, other)| other.text(key) == Some(name))
            {
                refusals.add(key, "This field must be unique.");
            }
        }
        let Some(path) = valid.fields.get("base_path").and_then(Value::as_str) else {
            return;
        };
        let below = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
        for (_, other) in others() {
            match other.text("base_path") {
                Some(taken) if taken == path => refusals.add("base_path", "This field must be unique."),
                Some(taken) if below(taken, path) || below(path, taken) => {
                    refusals.add("base_path", "Overlaps with an existing distribution.");
                }
                _ => {}
            }
        }
    }

    /// Checks combinations of fields; stored values take the place of missing ones.
    fn together(&self, list: &str, valid: &Valid, before: Option<&str>) -> Result<(), Response> {
        let stored = before.and_then(|href| self.objects.get(href));
        let value = |key: &str| {
            let given = valid.fields.get(key).or(valid.hidden.get(key));
            let stored = stored.and_then(|entity| entity.fields.get(key).or(entity.hidden.get(key)));
            given.or(stored).filter(|value| !pulp::plan::is_blank(value))
        };
        match family(list) {
            "distributions" => {
                let sources: Vec<&str> = ["publication", "repository", "repository_version"]
                    .into_iter()
                    .filter(|key| value(key).is_some())
                    .collect();
                if let [first, second, ..] = sources[..] {
                    let text =
                        format!("Only one of the attributes '{first}' and '{second}' may be used simultaneously.");
                    return Err(Response::says(400, &text));
                }
                if value("checkpoint") == Some(&json!(true)) && !sources.contains(&"repository") {
                    let text = "The 'checkpoint' attribute may only be used with the 'repository' attribute.";
                    return Err(Response::says(400, text));
                }
                if list.starts_with("distributions/container/") && valid.fields.contains_key("content_guard") {
                    return Err(Response::field("content_guard", "Invalid hyperlink - Object does not exist."));
                }
            }
            "publications" => {
                let both = (value("repository").is_some(), value("repository_version").is_some());
                let text = "Either the 'repository' or 'repository_version' need to be specified";
                match both {
                    (false, false) => return Err(Response::says(400, text)),
                    (true, true) => return Err(Response::says(400, &format!("{text} but not both."))),
                    _ => {}
                }
                if value("checkpoint") == Some(&json!(true)) && !both.0 {
                    return Err(Response::field("checkpoint", "Checkpoint publications need a repository."));
                }
            }
            "remotes" => {
                let url = value("url").and_then(Value::as_str).unwrap_or_default();
                let userinfo = url
                    .split_once("://")
                    .is_some_and(|(_, rest)| rest.split('/').next().unwrap_or_default().contains('@'));
                if userinfo && !list.starts_with("remotes/rpm/") {
                    let text =
                        "The remote url contains username or password. Please use remote username or password instead.";
                    return Err(Response::field("url", text));
                }
                let credentials = (value("proxy_username").is_some(), value("proxy_password").is_some());
                if self.takes_anything(list) {
                    return Ok(());
                }
                if (credentials.0 || credentials.1) && value("proxy_url").is_none() {
                    return Err(Response::says(400, "proxy credentials cannot be specified without a proxy"));
                }
                if credentials.0 != credentials.1 {
                    return Err(Response::says(400, "proxy username and password must be specified together"));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Trims a value if it is a text.
fn trimmed(value: Value) -> Value {
    value.as_str().map(|text| text.trim().into()).unwrap_or(value)
}

/// Whether a value has the given shape.
fn shaped(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text { .. } => value.is_string(),
        Shape::Int => value.is_i64(),
        Shape::Number => value.is_number(),
        Shape::Bool => value.is_boolean(),
        Shape::List(inner) => value.as_array().is_some_and(|values| values.iter().all(|value| shaped(inner, value))),
        Shape::Dict | Shape::Object(_) => value.is_object(),
        Shape::Any => true,
    }
}
