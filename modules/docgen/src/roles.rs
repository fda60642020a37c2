//! What the roles say of themselves: their variables, which keys items of their lists may have, and what Galaxy shows.
//!
//! An item's keys are told in sentences, not as nested `options`: those Ansible would enforce, and refuse the keys that
//! operators' items carry for others, and values that the role drops (`omit`, empty texts) before a module sees them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pulp::module::Module;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::documentation::item_options;
use crate::generated::Generated;
use crate::variables::{self, Variable};
use crate::yaml::folded;

type Object = Map<String, Value>;

/// roles.yml: what people know of the roles.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    common: BTreeMap<String, Described>,
    roles: BTreeMap<String, Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Role {
    short_description: String,
    description: Vec<String>,
    items: Vec<Items>,
    /// An item may be one to read.
    #[serde(default)]
    reads: bool,
    variables: BTreeMap<String, Described>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    module: String,
    filled_in: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    description: Vec<String>,
    /// Of a list of items: their type of Pulp content.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The roles whose argument specs are handwritten, as they do not work with items.
const SPECIFIED: [&str; 2] = ["pulp_auth_proxy", "pulp_server"];

/// The files in `meta` of all roles that work with items, and the READMEs of all roles.
pub fn meta(root: &Path, modules: &[&Module]) -> Result<Vec<Generated>> {
    let known: Known = read(root, "modules/docgen/roles.yml")?;
    let mut files = Vec::new();
    for (name, role) in &known.roles {
        let defaults = read(root, &format!("roles/{name}/defaults/main.yml"))?;
        let spec = role.spec(&known.common, &defaults, modules).with_context(|| format!("role {name}"))?;
        files.push(Generated::text(format!("roles/{name}/meta/argument_specs.yml"), text(&spec)?));
        files.push(Generated::text(format!("roles/{name}/meta/main.yml"), text(&role.galaxy_info())?));
        files.push(variables::readme(root, name, &role.variables(&known.common, &defaults)?)?);
    }
    for name in SPECIFIED {
        let spec = read(root, &format!("roles/{name}/meta/argument_specs.yml"))?;
        files.push(variables::readme(root, name, &variables::of_spec(&spec)?)?);
    }
    Ok(files)
}

fn read<T: for<'de> Deserialize<'de>>(root: &Path, path: &str) -> Result<T> {
    let text = fs::read_to_string(root.join(path)).with_context(|| path.to_owned())?;
    serde_saphyr::from_str(&text).with_context(|| path.to_owned())
}

fn text(spec: &Value) -> Result<String> {
    let style = serde_saphyr::ser_options! {compact_list_indent: false};
    let yaml = serde_saphyr::to_string_with_options(spec, style)?;
    let mut text = "---\n# Written by docgen from the Rust sources, defaults/main.yml and docgen's roles.yml: change those, then run `make generate`.\n".to_owned();
    text += &folded(&yaml);
    Ok(text)
}

impl Role {
    fn spec(&self, common: &BTreeMap<String, Described>, defaults: &Object, modules: &[&Module]) -> Result<Value> {
        if let Some(stray) = self.variables.keys().find(|name| !defaults.contains_key(*name)) {
            bail!("{stray} is described, but has no default");
        }
        let mut options = Object::new();
        for (name, default) in defaults {
            let variable = self.variables.get(name).or_else(|| common.get(name));
            let variable = variable.with_context(|| format!("{name} is not described"))?;
            let mut about = variable.description.clone();
            if let Some(kind) = &variable.kind {
                about.extend(self.keys(kind, modules)?);
            }
            let mut option = Object::from_iter([("description".to_owned(), about.into())]);
            option.extend(typed(default, defaults)?);
            options.insert(name.clone(), option.into());
        }
        let main = json!({
            "short_description": self.short_description,
            "description": self.description,
            "options": options,
        });
        Ok(json!({"argument_specs": {"main": main}}))
    }

    fn variables(&self, common: &BTreeMap<String, Described>, defaults: &Object) -> Result<Vec<Variable>> {
        let variable = |(name, default): (&String, &Value)| {
            let described = self.variables.get(name).or_else(|| common.get(name));
            let described = described.with_context(|| format!("{name} is not described"))?;
            Ok(Variable {
                name: name.clone(),
                description: described.description.clone(),
                default: variables::shown(default),
                required: false,
            })
        };
        defaults.iter().map(variable).collect()
    }

    fn galaxy_info(&self) -> Value {
        json!({
            "galaxy_info": {
                "author": "The release_train.pulp authors",
                "description": self.short_description,
                "company": "release_train",
                "license": "Apache-2.0",
                "min_ansible_version": "2.16",
                "galaxy_tags": ["pulp", "repository", "packages", "containers"],
            },
            "dependencies": [],
        })
    }

    /// What an item of a type may say, a paragraph for each key.
    fn keys(&self, kind: &str, modules: &[&Module]) -> Result<Vec<String>> {
        let mut keys: Vec<(String, Value, Vec<&str>)> = Vec::new();
        for part in &self.items {
            let module = modules.iter().find(|module| module.name == part.module);
            let module = module.with_context(|| format!("no module {}", part.module))?;
            let module = module.of_type(kind).with_context(|| format!("{} has no type {kind}", part.module))?;
            let mut options = item_options(&module);
            for option in &part.filled_in {
                options.shift_remove(option).with_context(|| format!("{} has no option {option}", part.module))?;
            }
            for (name, option) in options {
                match keys.iter_mut().find(|(known, ..)| *known == name) {
                    Some((_, _, owners)) => owners.push(module.name),
                    None => keys.push((name, option, vec![module.name])),
                }
            }
        }
        let mut about = vec![
            "Items have the keys below; other keys are ignored. Options that an item leaves out stay as they are on the server."
                .to_owned(),
            match self.reads {
                true => "C(state) (str, one of V(present), V(absent), V(read), default V(present)): State of the item.".to_owned(),
                false => "C(state) (str, one of V(present), V(absent), default V(present)): State of the item.".to_owned(),
            },
        ];
        for (name, option, owners) in keys {
            let owners = if self.items.len() > 1 { format!("option of {}", owners.join(", ")) } else { String::new() };
            about.push(paragraph(&name, &option, &owners));
        }
        Ok(about)
    }
}

/// A key with its type, the modules whose option it is, choices and default; its description; the keys of its values.
fn paragraph(name: &str, option: &Value, owners: &str) -> String {
    let word = |key: &str| option[key].as_str().unwrap_or_default();
    let mut traits = vec![match word("elements") {
        "" => word("type").to_owned(),
        elements => format!("list of {elements}"),
    }];
    if !owners.is_empty() {
        traits.push(owners.to_owned());
    }
    if let Some(choices) = option["choices"].as_array() {
        let choices: Vec<String> = choices.iter().map(value).collect();
        traits.push(format!("one of {}", choices.join(", ")));
    }
    if let Some(default) = option.get("default") {
        traits.push(format!("default {}", value(default)));
    }
    let mut sentences = vec![format!("C({name}) ({}):", traits.join(", "))];
    sentences.extend(lines(&option["description"]));
    if let Some(inner) = option["suboptions"].as_object() {
        sentences.push("Its keys are".to_owned());
        let inner: Vec<String> = inner.iter().map(|(name, option)| paragraph(name, option, "")).collect();
        sentences.push(inner.join(" "));
    }
    sentences.join(" ")
}

fn lines(description: &Value) -> impl Iterator<Item = String> {
    let lines = description.as_array().into_iter().flatten().filter_map(Value::as_str);
    // A description may have line breaks; a paragraph has none.
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn value(value: &Value) -> String {
    format!("V({})", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Type and default in Ansible's words. A variable that follows another one has its type, and no default of its own.
fn typed(default: &Value, defaults: &Object) -> Result<Object> {
    if let Some(other) = default.as_str().and_then(variables::followed) {
        let other = defaults.get(other).with_context(|| format!("no default for {other}"))?;
        let mut followed = typed(other, defaults)?;
        followed.remove("default");
        return Ok(followed);
    }
    let words = match default {
        Value::Null => json!({"type": "str"}),
        Value::Bool(_) => json!({"type": "bool", "default": default}),
        Value::Number(_) => json!({"type": "int", "default": default}),
        Value::String(_) => json!({"type": "str", "default": default}),
        Value::Array(_) => json!({"type": "list", "elements": "dict", "default": default}),
        Value::Object(_) => json!({"type": "dict", "default": default}),
    };
    match words {
        Value::Object(words) => Ok(words),
        _ => unreachable!("an object by construction"),
    }
}
