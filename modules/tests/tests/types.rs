//! Checks the declared types, fields and options of all modules.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pulp::connection::Connection;
use pulp::operations::modules;
use pulp::pulp_type::Needs;
use pulp::schema::{self, Field, Shape, Type};
use pulp::server::Server;
use pulp::version::Version;
use serde_json::{Value, json};

/// A server's versions and request bodies, as the program `schema` extracted them from its OpenAPI schema.
struct Fixture {
    name: String,
    server: Server,
    versions: BTreeMap<String, String>,
    bodies: BTreeMap<String, BTreeMap<String, Value>>,
}

/// Reads all fixtures in the folder `schemas`, that of the latest server first.
fn fixtures() -> Vec<Fixture> {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap();
    let mut fixtures: Vec<Fixture> = files.map(|file| fixture(&file.unwrap().path())).collect();
    fixtures.sort_by_key(|fixture| Reverse(fixture.server.core()));
    fixtures
}

fn fixture(path: &Path) -> Fixture {
    let mut whole: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let versions: BTreeMap<String, String> = serde_json::from_value(whole["versions"].take()).unwrap();
    let parts: Vec<Value> =
        versions.iter().map(|(name, version)| json!({"component": name, "version": version})).collect();
    Fixture {
        name: versions["core"].clone(),
        server: Server::from_status(&json!({"versions": parts})).unwrap(),
        bodies: serde_json::from_value(whole["bodies"].take()).unwrap(),
        versions,
    }
}

impl Fixture {
    fn serves(&self, needs: Needs) -> bool {
        let wanted = Version::parse(needs.version).unwrap();
        self.versions.get(needs.component).is_some_and(|have| Version::parse(have).unwrap() >= wanted)
    }

    fn body(&self, module: &str, kind: &Type) -> Option<&BTreeMap<String, Value>> {
        let path = if module == "sync" { format!("{}sync/", kind.path) } else { kind.path.to_owned() };
        self.bodies.get(&path)
    }
}

/// Returns the types of the modules whose declared fields are the fields of a request body. This leaves out
/// `container_sync`, which uses the types of three other modules, modules for tags and files, and modules that create
/// nothing.
fn declared() -> impl Iterator<Item = (&'static str, &'static Type)> {
    const OTHERS: [&str; 9] = [
        "container_sync",
        "container_content",
        "file_content",
        "access_policy",
        "signing_service",
        "api_call",
        "task",
        "info",
        "maintenance",
    ];
    let own = modules().filter(|module| !OTHERS.contains(&module.name));
    own.flat_map(|module| module.types.iter().map(|kind| (module.name, kind)))
}

/// Fields that a server accepts but ignores: the server's version, the module, its type and the option.
const IDLE: [(&str, &str, &str, &str); 1] = [("3.85.34", "publication", "rpm", "layout")];

#[test]
fn declared_fields_match_the_servers_versions() {
    let mut wrong = Vec::new();
    for fixture in fixtures() {
        for (module, kind) in declared() {
            let Some(body) = fixture.body(module, kind) else {
                assert!(!fixture.serves(kind.needs), "{}: {module} {} is not in the schema", fixture.name, kind.name);
                continue;
            };
            assert!(fixture.serves(kind.needs), "{}: {module} {} is in the schema", fixture.name, kind.name);
            for field in kind.fields() {
                let expected = fixture.server.check_field(field).is_ok();
                let found = body.contains_key(fixture.server.name_of(field));
                let idle = IDLE.contains(&(&fixture.name, module, kind.name, &field.option));
                if expected != (found && !idle) {
                    wrong.push(format!(
                        "{}: {module} {} {}: expected {expected}, found {found}",
                        fixture.name, kind.name, field.option
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn choices_match_the_latest_server() {
    let fixture = &fixtures()[0];
    for (module, kind) in declared() {
        let body = fixture.body(module, kind).unwrap();
        for field in kind.fields() {
            let ours: BTreeSet<String> = choices(&field.shape).into_iter().collect();
            let listed = body[fixture.server.name_of(field)].as_array().cloned().unwrap_or_default();
            let theirs: BTreeSet<String> = listed
                .iter()
                .filter_map(Value::as_str)
                .filter(|choice| !choice.is_empty())
                .map(str::to_owned)
                .collect();
            assert_eq!(ours, theirs, "{module} {} {}", kind.name, field.option);
        }
    }
}

fn choices(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::Text { choices } => choices.clone(),
        Shape::List(inner) => choices(inner),
        _ => Vec::new(),
    }
}

/// Returns the reason if a field that the server accepts has no option.
fn left_out(module: &str, kind: &str, field: &str) -> Option<&'static str> {
    match (module, kind, field) {
        ("publication", _, "repository" | "repository_version") => Some("options of the module itself"),
        ("publication", "deb", "simple" | "structured") => Some("mode"),
        ("distribution", _, "repository" | "repository_version" | "publication") => {
            Some("options of the module itself")
        }
        ("distribution", "container" | "container_pull_through", "content_guard") => Some("Pulp accepts no value"),
        ("distribution", "container_pull_through", "distributions") => Some("created by pulls"),
        ("acs", "deb", "paths") => Some("Pulp accepts no value"),
        ("acs", _, "last_refreshed") => Some("set by Pulp"),
        ("domain", _, "default_content_guard") => Some("a guard in that domain, which the module does not use"),
        ("sync", _, "remote") => Some("an option of the module itself"),
        ("sync", "ansible_role" | "ansible_git", "optimize") => Some("Pulp uses it for collections only"),
        ("sync", "rpm", "mirror") => Some("replaced by sync_policy"),
        ("remote", "container", "include_tags" | "exclude_tags") => Some("replaced by includes and excludes"),
        _ => None,
    }
}

#[test]
fn latest_servers_fields_are_all_declared() {
    let fixture = &fixtures()[0];
    let mut missing = Vec::new();
    for (module, kind) in declared() {
        let names: Vec<&str> = kind.fields().iter().map(|field| field.pulp.as_str()).collect();
        for field in fixture.body(module, kind).unwrap().keys() {
            if !names.contains(&field.as_str()) && left_out(module, kind.name, field).is_none() {
                missing.push(format!("{module} {} {field}", kind.name));
            }
        }
    }
    assert!(missing.is_empty(), "not declared: {}", missing.join(", "));
}

fn all_options() -> impl Iterator<Item = (&'static str, &'static str, &'static Field)> {
    modules().flat_map(|module| {
        module.types.iter().flat_map(|kind| module.options(kind).map(|field| (module.name, kind.name, field)))
    })
}

#[test]
fn option_names_differ_from_connection_options() {
    let connection: BTreeSet<&str> = schema::fields::<Connection>().iter().map(|field| field.option.as_str()).collect();
    let nested: Vec<&str> = modules().filter(|module| module.nested).map(|module| module.name).collect();
    for (module, kind, field) in all_options() {
        assert!(
            nested.contains(&module) || !connection.contains(field.option.as_str()),
            "{module} {kind} {}",
            field.option
        );
        assert!(!["type", "state"].contains(&field.option.as_str()), "{module} {kind} {}", field.option);
    }
}

#[test]
fn no_option_is_declared_twice() {
    for module in modules() {
        for kind in module.types {
            let options: Vec<&str> = module.options(kind).map(|field| field.option.as_str()).collect();
            let unique: BTreeSet<&str> = options.iter().copied().collect();
            assert_eq!(unique.len(), options.len(), "{} {}: {options:?}", module.name, kind.name);
        }
    }
}

#[test]
fn every_option_is_documented() {
    for (module, kind, field) in all_options() {
        assert!(field.description.ends_with('.'), "{module} {kind} {}: {:?}", field.option, field.description);
    }
}

#[test]
fn every_default_is_documented() {
    let connection = schema::fields::<Connection>().iter().map(|field| ("connection", "", field));
    for (module, kind, field) in all_options().chain(connection) {
        let place = format!("{module} {kind} {}", field.option);
        assert!(!field.optional || field.default.is_some(), "{place}: its default is not declared");
        if let Some((before, _)) = field.description.split_once("` if not given") {
            let told = before.rsplit('`').next().unwrap();
            assert_eq!(field.default.as_ref().and_then(Value::as_str), Some(told), "{place}");
        }
    }
}

#[test]
fn sensitive_options_are_secrets() {
    let contract = [
        "remote_username",
        "remote_password",
        "client_key",
        "proxy_username",
        "proxy_password",
        "token",
        "sles_auth_token",
        "headers",
        "header_value",
    ];
    let mut seen = BTreeSet::new();
    for (module, kind, field) in all_options() {
        if contract.contains(&field.option.as_str()) {
            assert!(field.secret, "{module} {kind} {}", field.option);
            seen.insert(field.option.as_str());
        }
    }
    assert_eq!(seen.len(), contract.len(), "declared: {seen:?}");
    for name in ["password", "request_headers"] {
        assert!(schema::fields::<Connection>().iter().any(|field| field.option == name && field.secret), "{name}");
    }
}

#[test]
fn keys_are_options_of_every_type() {
    for module in modules() {
        for kind in module.types {
            let mut options = module.options(kind);
            assert!(
                module.key[0] == module.type_option || options.any(|field| field.option == module.key[0]),
                "{} {}: {}",
                module.name,
                kind.name,
                module.key[0]
            );
        }
    }
}
