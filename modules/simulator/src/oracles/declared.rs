//! Checks that the server has the declared state.

use pulp::plan::{is_blank, same};
use pulp::schema::{Field, Type};
use serde_json::{Value, json};

use crate::facts::label;
use crate::server::{Entity, Object, Server};
use crate::workloads::Workload;

/// Returns the items of a workload, each with its type.
fn items(workload: &Workload) -> Vec<(&'static Type, Object)> {
    let module = workload.module;
    let list = workload.args.get(module.plural).and_then(Value::as_array).cloned();
    let single = || match workload.args.get(module.noun).filter(|_| module.nested).and_then(Value::as_object) {
        Some(item) => {
            let outer = workload.args.iter().filter(|(key, _)| *key != module.noun);
            item.iter().chain(outer).map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        None => workload.args.clone(),
    };
    let many = list.is_some();
    let all: Vec<Object> = match list {
        Some(list) => list.iter().filter_map(|item| item.as_object().cloned()).collect(),
        None => vec![single()],
    };
    let typed = |mut item: Object| {
        let name = item.get(module.type_option).and_then(Value::as_str);
        let kind = module.types.iter().find(|kind| module.types.len() == 1 || Some(kind.name) == name)?;
        let standard = if many && module.states.contains(&pulp::item::State::Present) {
            "present"
        } else {
            module.single_state.name()
        };
        item.entry("state").or_insert_with(|| standard.into());
        Some((kind, item))
    };
    all.into_iter().filter_map(typed).collect()
}

/// After a successful run, each object has the state and the options that its item declares.
pub fn declared(workload: &Workload, server: &Server) -> Vec<String> {
    let module = workload.module;
    let key = module.key[0];
    let plain = module.type_option == "type"
        && matches!(key, "name" | "username" | "viewset_name")
        && !matches!(module.name, "access_policy" | "container_sync");
    if !plain {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for (kind, item) in items(workload) {
        let Some(name) = item.get(key).and_then(Value::as_str).map(str::trim) else {
            continue;
        };
        let found = server.of_list(kind.path).find(|(_, one)| one.name() == name);
        // An object that Pulp hides from the module's user looks absent to it.
        let hidden = found.is_some_and(|(href, _)| server.hidden.contains(href));
        let found = found.map(|(_, one)| one);
        match (item.get("state").and_then(Value::as_str), found) {
            (Some("present"), None) if item.get("skip_existing") == Some(&json!(true)) => {}
            (Some("present"), None) => wrong.push(format!("{} \"{name}\" does not exist", kind.name)),
            (Some("absent"), Some(_)) if hidden => {}
            (Some("absent"), Some(_)) => wrong.push(format!("{} \"{name}\" still exists", kind.name)),
            (Some("present"), Some(one)) => {
                let fields = kind.fields();
                let given = fields.iter().filter_map(|field| Some((field, item.get(&field.option)?)));
                // The module may leave a skipped distribution and the password of an existing user as they are.
                let skips = item.get("skip_existing") == Some(&json!(true)) || item.contains_key("update_password");
                let differs = given.filter(|_| !skips).filter(|(field, value)| !holds(server, one, field, value));
                wrong.extend(differs.map(|(field, value)| {
                    let name_here = server.edition.name_of(field);
                    let stored = one.fields.get(name_here).or(one.hidden.get(name_here));
                    format!("{} of \"{name}\" is {stored:?} instead of {value}", field.option)
                }));
            }
            _ => {}
        }
    }
    wrong
}

fn holds(server: &Server, one: &Entity, field: &Field, value: &Value) -> bool {
    let name = server.edition.name_of(field);
    let stored = one.fields.get(name).or(one.hidden.get(name)).unwrap_or(&Value::Null);
    if is_blank(value) || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        let ours = field.labels || one.list.starts_with("acs/");
        return is_blank(stored) || field.clear.is_none() || ours;
    }
    if field.refers_to.is_some() {
        let named = |stored: &Value| stored.as_str().map(|href| label(server, href));
        let is = |stored: &Value, wanted: &Value| {
            wanted
                .as_str()
                .is_some_and(|wanted| named(stored).is_some_and(|label| label.ends_with(&format!("/{wanted}"))))
        };
        return match (stored, value) {
            (Value::Array(stored), Value::Array(wanted)) => {
                wanted.iter().all(|wanted| stored.iter().any(|stored| is(stored, wanted)))
                    && stored.len() <= wanted.len()
            }
            (Value::Object(stored), Value::Object(wanted)) => {
                wanted.iter().all(|(key, wanted)| stored.get(key).is_some_and(|stored| is(stored, wanted)))
            }
            (stored, wanted) => is(stored, wanted),
        };
    }
    let pull_through = one.list.ends_with("pull-through/") && field.option == "base_path";
    match (stored, value) {
        _ if pull_through || field.unstored => true,
        (Value::Object(stored), Value::Object(wanted)) if field.labels || !field.secret_keys.is_empty() => {
            wanted.iter().all(|(key, value)| stored.get(key).is_some_and(|stored| same(stored, value)))
        }
        (stored, value) => same(stored, value),
    }
}
