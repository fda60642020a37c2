//! The differences between versions of Pulp, as data: the fields of each list, and the default values of its objects.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pulp::schema::Field;
use pulp::version::{Version, since};
use serde_json::{Map, Value, json};

/// What the objects of a list show if they are created with only the required fields.
#[derive(Debug, Clone)]
pub struct Template {
    /// The type in the objects' PRNs.
    pub model: String,
    pub shows: Map<String, Value>,
    /// Secret fields, of which the server only shows whether they are set.
    pub hides: Vec<String>,
}

/// A version of pulpcore and its plugins.
pub struct Edition {
    pub core: Version,
    parts: Vec<(String, String)>,
    /// The fields of the POST request for each list, with their choices.
    pub bodies: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub templates: BTreeMap<String, Template>,
    /// The fields that the library declares for each list, if this edition has them.
    pub declared: BTreeMap<&'static str, Vec<Field>>,
    names: pulp::server::Server,
}

const OBJECTS: &str = include_str!("../../data/objects.json");
const SCHEMAS: [&str; 2] =
    [include_str!("../../../tests/schemas/3.123.1.json"), include_str!("../../../tests/schemas/3.43.3.json")];
/// Read-only fields that only newer versions show.
const NEWER: &[&str] = &["content_guard_prn", "no_content_change_since", "last_sync_details", "last_replication"];

/// Default values, as JSON, of fields of rpm repositories and publications that newer versions have replaced.
const BEFORE: &[(&str, &str)] =
    &[("sqlite_metadata", "false"), ("metadata_checksum_type", "\"sha256\""), ("package_checksum_type", "\"sha256\"")];

/// The index of the newest edition.
pub const NEWEST: usize = 0;
/// The index of the oldest supported edition.
pub const OLDEST: usize = 1;

/// Returns all editions.
pub fn editions() -> &'static [Edition; 2] {
    static EDITIONS: OnceLock<[Edition; 2]> = OnceLock::new();
    EDITIONS.get_or_init(|| SCHEMAS.map(Edition::read))
}

fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

fn bodies(schema: &Map<String, Value>) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let words = |choices: &Value| {
        choices.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let lists = schema["bodies"].as_object().into_iter().flatten();
    lists
        .map(|(list, fields)| {
            let fields = fields.as_object().into_iter().flatten();
            (list.clone(), fields.map(|(name, choices)| (name.clone(), words(choices))).collect())
        })
        .collect()
}

impl Edition {
    fn read(schema: &str) -> Edition {
        let (schema, newest) = (object(schema), object(SCHEMAS[NEWEST]));
        let (own, new) = (bodies(&schema), bodies(&newest));
        let versions = schema["versions"].as_object().into_iter().flatten();
        let parts: Vec<(String, String)> =
            versions.filter_map(|(part, version)| Some((part.clone(), version.as_str()?.to_owned()))).collect();
        let status = json!({"versions": parts.iter().map(|(part, version)| json!({"component": part, "version": version})).collect::<Vec<_>>()});
        let names = pulp::server::Server::from_status(&status).unwrap_or_default();
        let core = names.core();
        let mut templates = BTreeMap::new();
        for (list, template) in object(OBJECTS) {
            // This edition does not have a list in which only the newest edition can create objects.
            if new.contains_key(&list) && !own.contains_key(&list) {
                continue;
            }
            let has = |field: &str| {
                let newer = new.get(&list).is_some_and(|fields| fields.contains_key(field));
                own.get(&list).is_some_and(|fields| fields.contains_key(field))
                    || !newer && (core >= since::NO_OP_PATCH || !NEWER.contains(&field))
            };
            let mut shows = template["shows"].as_object().cloned().unwrap_or_default();
            shows.retain(|field, _| has(field));
            let mut hides: Vec<String> = template["hides"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect();
            let before = own.get(&list).into_iter().flatten().map(|(field, _)| field);
            let renamed = before.filter(|field| new.get(&list).is_some_and(|new| !new.contains_key(*field)));
            shows.extend(renamed.map(|field| (field.clone(), Value::Null)));
            if !shows.contains_key("checksum_type") {
                for (field, value) in BEFORE {
                    let of_publication = list.starts_with("publications/") || *value == "false";
                    if let Some(shown) = shows.get_mut(*field).filter(|_| of_publication) {
                        *shown = serde_json::from_str(value).unwrap_or_default();
                    }
                }
            }
            if !own.get(&list).is_some_and(|body| body.contains_key("includes")) {
                let tags = hides.iter().filter(|field| field.ends_with("clude_tags"));
                shows.extend(tags.map(|field| (field.clone(), Value::Null)).collect::<Vec<_>>());
            }
            hides.retain(|field| has(field) && !shows.contains_key(field));
            let model = template["model"].as_str().unwrap_or_default().to_owned();
            templates.insert(list, Template { model, shows, hides });
        }
        let typed = pulp::operations::modules().filter(|module| module.type_option == "type");
        let mut declared = BTreeMap::new();
        for kind in typed.flat_map(|module| module.types) {
            let fields = kind.fields();
            let known: &mut Vec<Field> = declared.entry(kind.path).or_default();
            // Some modules share a list and have options that are not its fields: `sync` uses the list of repositories.
            let shown = |field: &&Field| own.get(kind.path).is_some_and(|body| body.contains_key(names.name_of(field)));
            let new = fields.iter().filter(shown).filter(|field| !known.iter().any(|other| other.pulp == field.pulp));
            let new: Vec<Field> = new.cloned().collect();
            known.extend(new);
        }
        Edition { core, parts, bodies: own, templates, declared, names }
    }

    /// Whether pulpcore has at least this version.
    pub fn has(&self, version: Version) -> bool {
        self.core >= version
    }

    /// Whether the plugins behave as in the newest edition, and not as in the oldest.
    pub fn is_new(&self) -> bool {
        self.prns()
    }

    /// Whether objects have PRNs.
    pub fn prns(&self) -> bool {
        self.has(Version(3, 63, 0))
    }

    /// Returns the name of a declared field in this edition's API.
    pub fn name_of<'a>(&self, field: &'a Field) -> &'a str {
        self.names.name_of(field)
    }

    /// Returns the declared field with this name in the API.
    pub fn field(&self, list: &str, name: &str) -> Option<&Field> {
        self.declared.get(list)?.iter().find(|field| self.name_of(field) == name)
    }

    /// Returns the versions as `/status/` shows them.
    pub fn versions(&self) -> Value {
        let part = |(part, version): &(String, String)| json!({"component": part, "version": version, "domain_compatible": true});
        self.parts.iter().map(part).collect()
    }
}
