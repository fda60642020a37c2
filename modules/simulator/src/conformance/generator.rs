//! Generates random requests, valid and invalid, about objects that exist on both servers.

use pulp::request::Method;
use pulp::schema::{Field, Shape};
use serde_json::{Value, json};

use super::Pair;
use crate::server::Object;
use crate::server::edition::Edition;
use crate::server::validate::family;

/// One request. `$n` is the href of the n-th pair of objects.
#[derive(Debug, Clone)]
pub struct Step {
    pub method: Method,
    pub path: String,
    /// The list that the request is about; for a GET of a list, with "list of " before it.
    pub list: String,
    pub body: Option<Value>,
    /// Whether the request creates an object.
    pub makes: bool,
}

/// The source of the requests.
pub struct Generator {
    pub chance: fastrand::Rng,
    pub edition: &'static Edition,
    /// The prefix of all names.
    pub prefix: String,
    made: u32,
}

/// Lists in which the generator creates nothing: their objects need something that the real server does not have.
const NOT_HERE: &[&str] = &[
    "domains/",
    "access_policies/",
    "signing-services/",
    "contentguards/certguard/x509/",
    "contentguards/certguard/rhsm/",
    "contentguards/core/envvar_header/",
];

impl Generator {
    /// Returns a generator whose requests depend on the seed.
    pub fn new(seed: u64, edition: &'static Edition, prefix: String) -> Generator {
        Generator { chance: fastrand::Rng::with_seed(seed), edition, prefix, made: 0 }
    }

    /// Returns the next request.
    pub fn step(&mut self, pairs: &[Pair]) -> Step {
        match self.chance.u32(0..10) {
            _ if pairs.is_empty() => self.create(pairs),
            0..=3 => self.create(pairs),
            4..=6 => self.patch(pairs),
            7 => {
                let (path, list) = self.one(pairs);
                Step { method: Method::Delete, path, list, body: None, makes: false }
            }
            8 => {
                let (path, list) = self.one(pairs);
                Step { method: Method::Get, path, list, body: None, makes: false }
            }
            _ => self.look(pairs),
        }
    }

    fn one(&mut self, pairs: &[Pair]) -> (String, String) {
        let number = self.chance.usize(0..pairs.len());
        (format!("${number}"), pairs[number].list.clone())
    }

    fn create(&mut self, pairs: &[Pair]) -> Step {
        let lists: Vec<&str> = self.edition.declared.keys().copied().collect();
        let makes = |list: &&&str| {
            self.edition.bodies.contains_key(**list)
                && !NOT_HERE.contains(*list)
                && !list.starts_with("repositories/core")
        };
        let lists: Vec<&str> = lists.iter().filter(makes).copied().collect();
        let list = lists[self.chance.usize(0..lists.len())].to_owned();
        let body = self.body(&list, pairs, true);
        Step { method: Method::Post, path: list.clone(), list, body: Some(body), makes: true }
    }

    fn patch(&mut self, pairs: &[Pair]) -> Step {
        let (path, list) = self.one(pairs);
        let body = self.body(&list, pairs, false);
        Step { method: Method::Patch, path, list, body: Some(body), makes: false }
    }

    fn look(&mut self, pairs: &[Pair]) -> Step {
        let pair = &pairs[self.chance.usize(0..pairs.len())];
        let list = if self.chance.bool() { pair.list.clone() } else { format!("{}/", family(&pair.list)) };
        let filter = match self.chance.u32(0..3) {
            0 => format!("name__in={},nothing", pair.name),
            1 => format!("name={}", pair.name),
            _ => "bogus=1".to_owned(),
        };
        let filter = if family(&list) == "publications" || family(&list) == "users" {
            "limit=1&fields=nothing".to_owned()
        } else {
            filter
        };
        Step {
            method: Method::Get,
            path: format!("{list}?{filter}"),
            list: format!("list of {list}"),
            body: None,
            makes: false,
        }
    }

    fn name(&mut self, pairs: &[Pair], list: &str) -> String {
        let same: Vec<&Pair> =
            pairs.iter().filter(|pair| family(&pair.list) == family(list) && !pair.name.is_empty()).collect();
        if !same.is_empty() && self.chance.u32(0..12) == 0 {
            return same[self.chance.usize(0..same.len())].name.clone();
        }
        self.made += 1;
        format!("{}{}", self.prefix, self.made)
    }

    fn body(&mut self, list: &str, pairs: &[Pair], new: bool) -> Value {
        let mut body = Object::new();
        let fields: Vec<Field> = self.edition.declared[list].clone();
        for field in &fields {
            let needed = new && (field.required || matches!(field.option.as_str(), "name" | "username"));
            let given =
                if needed { self.chance.u32(0..40) > 0 } else { self.chance.u32(0..if new { 5 } else { 8 }) == 0 };
            if given && let Some(value) = self.value(list, field, pairs) {
                body.insert(self.edition.name_of(field).to_owned(), value);
            }
        }
        if list.starts_with("publications/") {
            let plugin = list.split('/').nth(1).unwrap_or_default();
            if let Some(repository) = self.of(pairs, &format!("repositories/{plugin}/")) {
                body.insert("repository".to_owned(), repository.into());
            }
        }
        if list.starts_with("distributions/") && !list.contains("pull-through") {
            let plugin = list.split('/').nth(1).unwrap_or_default();
            for (key, from) in [("repository", "repositories"), ("publication", "publications")] {
                let known = self.edition.bodies[list].contains_key(key);
                if known
                    && self.chance.u32(0..4) == 0
                    && let Some(one) = self.of(pairs, &format!("{from}/{plugin}/"))
                {
                    body.insert(key.to_owned(), one.into());
                } else if known && self.chance.u32(0..8) == 0 {
                    body.insert(key.to_owned(), Value::Null);
                }
            }
        }
        if self.chance.u32(0..25) == 0 {
            body.insert("bogus".to_owned(), 1.into());
        }
        Value::Object(body)
    }

    fn of(&mut self, pairs: &[Pair], list: &str) -> Option<String> {
        let places: Vec<usize> = (0..pairs.len()).filter(|place| pairs[*place].list.starts_with(list)).collect();
        if places.is_empty() { None } else { Some(format!("${}", places[self.chance.usize(0..places.len())])) }
    }

    fn value(&mut self, list: &str, field: &Field, pairs: &[Pair]) -> Option<Value> {
        let plugin = list.split('/').nth(1).unwrap_or_default().to_owned();
        if self.chance.u32(0..12) == 0 {
            return Some(Value::Null);
        }
        if let Some(target) = &field.refers_to {
            let target = if target == "remotes/" { format!("remotes/{plugin}/") } else { target.clone() };
            let one = self.of(pairs, &target)?;
            return match field.shape {
                Shape::List(_) => Some(json!([one])),
                Shape::Dict => None,
                _ => Some(one.into()),
            };
        }
        Some(match field.option.as_str() {
            "name" | "username" => self.name(pairs, list).into(),
            "url" | "base_url" if list.contains("uln") => "uln://channel".into(),
            "url" | "base_url" => format!("http://127.0.0.1:1/{}/", self.chance.u32(0..3)).into(),
            "api_root" => "/pulp/".into(),
            "base_path" => format!("{}path{}", self.prefix, self.chance.u32(0..30)).into(),
            "proxy_url" => "http://127.0.0.1:2".into(),
            "permissions" => json!(["file.view_filerepository"]),
            "password" => "a-Password-of-9-words".into(),
            "email" => "who@example.com".into(),
            "headers" => json!([{"x-a": "b"}]),
            "ca_cert"
            | "client_cert"
            | "client_key"
            | "gpgkey"
            | "last_synced_metadata_time"
            | "osv_config"
            | "repo_config"
            | "collections"
            | "requirements_file"
            | "q_select"
            | "paths"
            | "includes"
            | "excludes"
            | "package_signing_fingerprint"
            | "auth_url"
            | "sigstore"
            | "uln_server_base_url"
            | "jq_filter" => return None,
            _ => self.shaped(field, &field.shape)?,
        })
    }

    fn shaped(&mut self, field: &Field, shape: &Shape) -> Option<Value> {
        Some(match shape {
            Shape::Text { choices } if !choices.is_empty() => {
                let wrong = self.chance.u32(0..15) == 0;
                if wrong { "sometimes".into() } else { choices[self.chance.usize(0..choices.len())].clone().into() }
            }
            Shape::Text { .. } => ["text", " trimmed ", "Ünï", "x"][self.chance.usize(0..4)].into(),
            Shape::Int => self.chance.u32(1..5).into(),
            Shape::Number => json!(f64::from(self.chance.u32(1..50))),
            Shape::Bool => self.chance.bool().into(),
            Shape::List(inner) => json!([self.shaped(field, inner)?]),
            Shape::Dict if field.labels => json!({"a": "b"}),
            _ => return None,
        })
    }
}
