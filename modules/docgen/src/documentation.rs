//! Renders a module's Ansible documentation from the declarations that the module itself runs on.

use pulp::connection::Connection;
use pulp::item::State;
use pulp::module::Module;
use pulp::outcome::words;
use pulp::plan::is_blank;
use pulp::schema::{self, Field, Object, Shape};
use pulp::server::plugin_name;
use serde_json::{Value, json};

/// The name of the documentation fragment with what all modules have in common.
pub const FRAGMENT: &str = "pulp";

/// Returns the content of that fragment: the connection options, and notes that apply to every module.
pub fn fragment() -> Value {
    let connection = schema::fields::<Connection>().iter();
    let options: Object = connection.map(|field| (field.option.clone(), option(field, Vec::new()))).collect();
    json!({
        "options": options,
        "attributes": {
            "check_mode": {"support": "full", "description": "Reads everything, changes nothing, and predicts what a real run would do."},
            "diff_mode": {"support": "full", "description": "Returns the differences, one entry per object. Secrets are never shown."},
        },
        "notes": [
            "The module is a standalone binary and needs no Python on the host where it runs.",
            "Connection options can be set once for a play, with C(module_defaults) for C(group/release_train.pulp.pulp).",
        ],
    })
}

/// Documents an item's options, without its type and state.
pub fn item_options(module: &Module) -> Object {
    let merged = merged(module).into_iter();
    merged.map(|(field, owners)| (field.option.clone(), module_option(module, &field, &owners))).collect()
}

/// Returns the content of `DOCUMENTATION`.
pub fn documentation(module: &Module) -> Value {
    let mut options = Object::new();
    let types: Vec<&str> = module.types.iter().map(|kind| kind.name).collect();
    if types.len() > 1 {
        let about = match module.type_option {
            "type" => "Type of the Pulp object.",
            _ => "Action to carry out.",
        };
        let about = [about, "Items of a list can have different ones."];
        options.insert(module.type_option.to_owned(), json!({"description": about, "type": "str", "choices": types}));
    }
    options.insert("state".to_owned(), state(module));
    if module.nested {
        let about = format!("Options of one {}.", words(module.noun));
        let item = json!({"description": [about], "type": "dict", "suboptions": item_options(module)});
        options.insert(module.noun.to_owned(), item);
    } else {
        options.extend(item_options(module));
    }
    options.insert(module.plural.to_owned(), list(module));
    json!({
        "module": module.name,
        "short_description": module.about,
        "version_added": module.version_added,
        "author": ["The release_train.pulp contributors (@release-train)"],
        "description": description(module),
        "extends_documentation_fragment": [format!("release_train.pulp.{FRAGMENT}")],
        "options": options,
    })
}

/// Returns the content of `RETURN`.
pub fn returns(module: &Module) -> Value {
    let (noun, plural) = (words(module.noun), words(module.plural));
    let body = format!("The {noun} as Pulp returns it, without secrets; null if there is none.");
    let list = [
        format!(
            "One entry per item, in the given order, with C({}), C(changed), C(failed), C(msg), C(reason) and C({}); failed ones may have a C(hint).",
            module.key[0], module.noun
        ),
        "After a failure, only entries that changed or failed are complete.".to_owned(),
        "C(changed) and C(failed) are independent: an item that was changed before it failed has both.".to_owned(),
        "C(unknown) is true if the result of a request is unknown, because its response was lost or its task is still running. \
         Such an entry is reported as failed and changed.".to_owned(),
    ];
    let reason = [
        "What was done, or why it failed, as a stable name for programs, such as V(created), V(unchanged) or V(in_use).",
        "For a list, the reason that all failed entries have in common, or else all entries; V(mixed) if they differ.",
    ];
    let mut returned = json!({
        "msg": {"description": "What was done, or what failed and why.", "type": "str", "returned": "always"},
        "reason": {"description": reason, "type": "str", "returned": "always"},
        "hint": {"description": "What to do about a failure, or its likely cause.", "type": "str", "returned": "when one item failed and the module knows"},
        module.noun: {"description": body, "type": "dict", "returned": format!("when one {noun} is given")},
        module.plural: {"description": list, "type": "list", "elements": "dict", "returned": format!("when a list is given or all {plural} are read")},
    });
    for (name, kind, about) in module.returns {
        let when = format!("when one {noun} is given; for a list, in its entries");
        returned[*name] = json!({"description": about, "type": kind, "returned": when});
    }
    returned
}

fn description(module: &Module) -> Vec<String> {
    let mut text = vec![format!("{}.", module.about)];
    text.push(match module.nested {
        false => format!(
            "Set the options of one {}, or pass a list as O({}); options next to the list are defaults for its items.",
            words(module.noun),
            module.plural
        ),
        true => format!("Pass one {} as O({}), or a list as O({}).", words(module.noun), module.noun, module.plural),
    });
    if module.states.contains(&State::Read) && module.single_state == State::Read {
        text.push(format!(
            "Without O(state), one {} is looked up by {} and only read. Without any of its options, all are read.",
            words(module.noun),
            keys(module).join(", ")
        ));
    }
    text
}

/// Returns the options that identify an item, in Ansible's markup.
fn keys(module: &Module) -> Vec<String> {
    let place = if module.nested { format!("{}.", module.noun) } else { String::new() };
    module.key.iter().map(|key| format!("O({place}{key})")).collect()
}

fn state(module: &Module) -> Value {
    let states: Vec<&str> = module.states.iter().map(|state| state.name()).collect();
    let mut about = vec![format!("Desired state of the {}.", words(module.noun))];
    match module.single_state {
        State::Read if !module.states.contains(&State::Present) => about.push("Defaults to V(read).".to_owned()),
        State::Read => about.push(
            "Defaults to V(present) for items of a list. A single item without O(state) is only read.".to_owned(),
        ),
        state => about.push(format!("Defaults to V({}).", state.name())),
    }
    json!({"description": about, "type": "str", "choices": states})
}

fn list(module: &Module) -> Value {
    let about = [
        format!(
            "List of {}, each with the options of a single one. A list is faster than one task per item.",
            words(module.plural)
        ),
        format!("Items with the same {} must be identical.", keys(module).join(", ")),
    ];
    json!({"description": about, "type": "list", "elements": if module.bare_keys { "raw" } else { "dict" }})
}

/// Returns every option once, with the types that have it. If types differ in an option, their variants are merged.
fn merged(module: &Module) -> Vec<(Field, Vec<&'static str>)> {
    let mut merged: Vec<(Field, Vec<&'static str>)> = Vec::new();
    for kind in module.types {
        for field in module.options(kind) {
            match merged.iter_mut().find(|(known, _)| known.option == field.option) {
                None => merged.push((field.clone(), vec![kind.name])),
                Some((known, owners)) => {
                    owners.push(kind.name);
                    known.required &= field.required;
                    if let (Shape::Text { choices }, Shape::Text { choices: more }) = (&mut known.shape, &field.shape) {
                        let new = more.iter().filter(|choice| !choices.contains(choice));
                        let new: Vec<String> = new.cloned().collect();
                        choices.extend(new);
                    }
                }
            }
        }
    }
    merged
}

/// Returns the server versions that an option requires, which may differ between types.
fn needs(module: &Module, option: &str, owners: &[&str]) -> Vec<String> {
    let mut needs: Vec<(String, Vec<String>)> = Vec::new();
    for kind in module.types {
        let field = module.options(kind).find(|field| field.option == option);
        if let Some((component, version)) = field.and_then(|field| field.since.as_ref()) {
            let need = format!("Requires {} {version} or newer", plugin_name(component));
            let kind = format!("V({})", kind.name);
            match needs.iter_mut().find(|(known, _)| *known == need) {
                Some((_, kinds)) => kinds.push(kind),
                None => needs.push((need, vec![kind])),
            }
        }
    }
    let text = |(need, kinds): (String, Vec<String>)| match kinds.len() == owners.len() {
        true => format!("{need}."),
        false => format!("{need} for {}.", kinds.join(", ")),
    };
    needs.into_iter().map(text).collect()
}

fn module_option(module: &Module, field: &Field, owners: &[&str]) -> Value {
    let mut about = Vec::new();
    if owners.len() < module.types.len() {
        let owners: Vec<String> = owners.iter().map(|name| format!("V({name})")).collect();
        about.push(format!("Only for O({}) {}.", module.type_option, owners.join(", ")));
    }
    if field.required {
        about.push(format!("Required to create the {}.", words(module.noun)));
    }
    about.extend(needs(module, &field.option, owners));
    option(field, about)
}

/// Documents an option; `of_module` holds the sentences that depend on its module.
fn option(field: &Field, of_module: Vec<String>) -> Value {
    let mut about = vec![marked_up(&field.description)];
    about.extend(of_module);
    if field.clear.is_some() {
        about.push("An empty value clears it.".to_owned());
    }
    if field.unstored {
        about.push(
            "Pulp does not store this value. It is used when the object is created, and never compared.".to_owned(),
        );
    }
    if field.labels {
        about.push("Labels that start with C(release_train_) are always kept.".to_owned());
    }
    if field.secret {
        about.push("This is a secret. It is never shown in output or diffs.".to_owned());
    }
    if !field.secret_keys.is_empty() {
        let keys: Vec<String> = field.secret_keys.iter().map(|key| format!("C({key})")).collect();
        about.push(format!("These keys are secrets and are never shown in output or diffs: {}.", keys.join(", ")));
    }
    if !field.env.is_empty() {
        let names: Vec<String> = field.env.iter().map(|name| format!("E({name})")).collect();
        about.push(format!("If it is not set, the value is read from the environment: {}.", names.join(", ")));
    }
    let mut option = Object::new();
    option.insert("description".to_owned(), about.into());
    option.extend(typed(&field.shape));
    if let Some(default) = field.default.as_ref().filter(|default| !is_blank(default)) {
        option.insert("default".to_owned(), default.clone());
    }
    Value::Object(option)
}

/// Converts code spans to Ansible's markup.
fn marked_up(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("C({part})") } else { part.to_owned() }).collect()
}

/// Returns Ansible's name for the type of a shape.
pub fn type_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text { .. } => "str",
        Shape::Int => "int",
        Shape::Number => "float",
        Shape::Bool => "bool",
        Shape::List(_) => "list",
        Shape::Dict | Shape::Object(_) => "dict",
        Shape::Any => "raw",
    }
}

/// Converts a shape to Ansible's keywords: `type`, `choices`, `elements`, `suboptions`.
fn typed(shape: &Shape) -> Object {
    let mut words = Object::new();
    words.insert("type".to_owned(), type_name(shape).into());
    match shape {
        Shape::Text { choices } if !choices.is_empty() => {
            words.insert("choices".to_owned(), choices.clone().into());
        }
        Shape::List(inner) => {
            let mut inner = typed(inner);
            words.insert("elements".to_owned(), inner.shift_remove("type").unwrap_or_default());
            words.extend(inner);
        }
        Shape::Object(fields) => {
            let options = fields.iter().map(|field| {
                let mut option = Object::new();
                option.insert("description".to_owned(), vec![marked_up(&field.description)].into());
                option.extend(typed(&field.shape));
                (field.option.clone(), Value::Object(option))
            });
            words.insert("suboptions".to_owned(), Value::Object(options.collect()));
        }
        _ => {}
    }
    words
}
