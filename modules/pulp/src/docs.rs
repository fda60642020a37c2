//! Builds a module's Ansible documentation from the same declarations that the module itself runs on.

use futures::future::{FutureExt, LocalBoxFuture};
use serde_json::{Value, json};

use crate::connection::Connection;
use crate::error::Error;
use crate::host::Host;
use crate::item::State;
use crate::operation::Operation;
use crate::outcome::words;
use crate::run::{execute, run_on};
use crate::schema::{self, Field, Object, Shape, Type};
use crate::server::plugin_name;

/// Everything known about an operation without running it.
pub struct Module {
    pub name: &'static str,
    pub noun: &'static str,
    pub plural: &'static str,
    pub about: &'static str,
    version_added: &'static str,
    pub types: &'static [Type],
    pub states: &'static [State],
    pub single_state: State,
    pub key: &'static [&'static str],
    /// Whether an item's options are nested under the noun.
    pub nested: bool,
    /// The name of the binary that contains the module.
    pub binary: &'static str,
    pub(crate) run: fn(&str) -> Result<Value, Error>,
    /// Runs the module on a given host.
    pub execute: for<'a> fn(&'a str, Host) -> LocalBoxFuture<'a, Result<Value, Error>>,
    own: fn() -> Vec<Field>,
    /// Whether a list may contain plain keys instead of items.
    bare_keys: bool,
    /// The option that selects the type.
    pub type_option: &'static str,
    /// The values returned in addition to the entity: name, type and description.
    returns: &'static [(&'static str, &'static str, &'static str)],
}

/// The binary of modules without a binary of their own.
const SHARED: &str = "shared";

/// The name of the documentation fragment with what all modules have in common.
pub const FRAGMENT: &str = "pulp";

/// Returns the content of that fragment: the connection options, and notes that apply to every module.
pub fn fragment() -> Value {
    let connection = schema::fields::<Connection>().into_iter();
    let options: Object = connection.map(|field| (field.option.clone(), option(&field, Vec::new()))).collect();
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

impl Module {
    /// Describes an operation that has a binary of its own.
    pub const fn of<O: Operation>() -> Module {
        Module { binary: O::NAME, ..Module::sharing::<O>() }
    }

    /// Describes an operation that shares a binary with others.
    pub const fn sharing<O: Operation>() -> Module {
        Module {
            nested: O::NESTED,
            binary: SHARED,
            run: run_on::<O>,
            execute: |text, host| execute::<O>(text, host).boxed_local(),
            name: O::NAME,
            noun: O::NOUN,
            plural: O::PLURAL,
            about: O::ABOUT,
            version_added: O::VERSION_ADDED,
            types: O::TYPES,
            states: O::STATES,
            single_state: O::SINGLE_STATE,
            key: O::KEY,
            own: schema::fields::<O::Options>,
            bare_keys: O::BARE_KEYS,
            type_option: O::TYPE_OPTION,
            returns: O::RETURNS,
        }
    }

    /// Returns the options of an item of a type: the module's own first, then Pulp's fields.
    pub fn options(&self, kind: &Type) -> Vec<Field> {
        let of_type =
            |field: &Field| field.types.as_ref().is_none_or(|types| types.iter().any(|name| name == kind.name));
        (self.own)().into_iter().filter(of_type).chain((kind.fields)()).collect()
    }

    /// Returns the same module with only one of its types.
    pub fn of_type(&self, name: &str) -> Option<Module> {
        let kind = self.types.iter().find(|kind| kind.name == name)?;
        Some(Module { types: std::slice::from_ref(kind), ..*self })
    }

    /// Documents an item's options, without its type and state.
    pub fn item_options(&self) -> Object {
        let merged = self.merged().into_iter();
        merged.map(|(field, owners)| (field.option.clone(), self.option(&field, &owners))).collect()
    }

    /// Returns the content of `DOCUMENTATION`.
    pub fn documentation(&self) -> Value {
        let mut options = Object::new();
        let types: Vec<&str> = self.types.iter().map(|kind| kind.name).collect();
        if types.len() > 1 {
            let about = match self.type_option {
                "type" => "Type of the Pulp object.",
                _ => "Action to carry out.",
            };
            let about = [about, "Items of a list can have different ones."];
            options.insert(self.type_option.to_owned(), json!({"description": about, "type": "str", "choices": types}));
        }
        options.insert("state".to_owned(), self.state());
        if self.nested {
            let about = format!("Options of one {}.", words(self.noun));
            let item = json!({"description": [about], "type": "dict", "suboptions": self.item_options()});
            options.insert(self.noun.to_owned(), item);
        } else {
            options.extend(self.item_options());
        }
        options.insert(self.plural.to_owned(), self.list());
        json!({
            "module": self.name,
            "short_description": self.about,
            "version_added": self.version_added,
            "author": ["The release_train.pulp contributors (@release-train)"],
            "description": self.description(),
            "extends_documentation_fragment": [format!("release_train.pulp.{FRAGMENT}")],
            "options": options,
        })
    }

    /// Returns the content of `RETURN`.
    pub fn returns(&self) -> Value {
        let (noun, plural) = (words(self.noun), words(self.plural));
        let body = format!("The {noun} as Pulp returns it, without secrets; null if there is none.");
        let list = [
            format!(
                "One entry per item, in the given order, with C({}), C(changed), C(failed), C(msg) and C({}).",
                self.key[0], self.noun
            ),
            "After a failure, only entries that changed or failed are complete.".to_owned(),
            "C(changed) and C(failed) are independent: an item that was changed before it failed has both.".to_owned(),
            "C(unknown) is true if the result of a request is unknown, because its response was lost or its task is still running. \
             Such an entry is reported as failed and changed.".to_owned(),
        ];
        let mut returned = json!({
            "msg": {"description": "What was done, or what failed and why.", "type": "str", "returned": "always"},
            self.noun: {"description": body, "type": "dict", "returned": format!("when one {noun} is given")},
            self.plural: {"description": list, "type": "list", "elements": "dict", "returned": format!("when a list is given or all {plural} are read")},
        });
        for (name, kind, about) in self.returns {
            let when = format!("when one {noun} is given; for a list, in its entries");
            returned[*name] = json!({"description": about, "type": kind, "returned": when});
        }
        returned
    }

    fn description(&self) -> Vec<String> {
        let mut text = vec![format!("{}.", self.about)];
        text.push(match self.nested {
            false => format!(
                "Set the options of one {}, or pass a list as O({}); options next to the list are defaults for its items.",
                words(self.noun),
                self.plural
            ),
            true => format!("Pass one {} as O({}), or a list as O({}).", words(self.noun), self.noun, self.plural),
        });
        if self.states.contains(&State::Read) && self.single_state == State::Read {
            text.push(format!(
                "Without O(state), one {} is looked up by {} and only read. Without any of its options, all are read.",
                words(self.noun),
                self.keys().join(", ")
            ));
        }
        text
    }

    /// Returns the options that identify an item, in Ansible's markup.
    fn keys(&self) -> Vec<String> {
        let place = if self.nested { format!("{}.", self.noun) } else { String::new() };
        self.key.iter().map(|key| format!("O({place}{key})")).collect()
    }

    fn state(&self) -> Value {
        let states: Vec<&str> = self.states.iter().map(|state| state.name()).collect();
        let mut about = vec![format!("Desired state of the {}.", words(self.noun))];
        match self.single_state {
            State::Read if !self.states.contains(&State::Present) => about.push("Defaults to V(read).".to_owned()),
            State::Read => about.push(
                "Defaults to V(present) for items of a list. A single item without O(state) is only read.".to_owned(),
            ),
            state => about.push(format!("Defaults to V({}).", state.name())),
        }
        json!({"description": about, "type": "str", "choices": states})
    }

    fn list(&self) -> Value {
        let about = [
            format!(
                "List of {}, each with the options of a single one. A list is faster than one task per item.",
                words(self.plural)
            ),
            format!("Items with the same {} must be identical.", self.keys().join(", ")),
        ];
        json!({"description": about, "type": "list", "elements": if self.bare_keys { "raw" } else { "dict" }})
    }

    /// Returns every option once, with the types that have it. If types differ in an option, their variants are merged.
    fn merged(&self) -> Vec<(Field, Vec<&'static str>)> {
        let mut merged: Vec<(Field, Vec<&'static str>)> = Vec::new();
        for kind in self.types {
            for field in self.options(kind) {
                match merged.iter_mut().find(|(known, _)| known.option == field.option) {
                    None => merged.push((field, vec![kind.name])),
                    Some((known, owners)) => {
                        owners.push(kind.name);
                        known.required &= field.required;
                        if let (Shape::Text { choices }, Shape::Text { choices: more }) =
                            (&mut known.shape, field.shape)
                        {
                            let new: Vec<String> =
                                more.into_iter().filter(|choice| !choices.contains(choice)).collect();
                            choices.extend(new);
                        }
                    }
                }
            }
        }
        merged
    }

    /// Returns the server versions that an option requires, which may differ between types.
    fn needs(&self, option: &str, owners: &[&str]) -> Vec<String> {
        let mut needs: Vec<(String, Vec<String>)> = Vec::new();
        for kind in self.types {
            let field = self.options(kind).into_iter().find(|field| field.option == option);
            if let Some((component, version)) = field.and_then(|field| field.since) {
                let need = format!("Requires {} {version} or newer", plugin_name(&component));
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

    fn option(&self, field: &Field, owners: &[&str]) -> Value {
        let mut about = Vec::new();
        if owners.len() < self.types.len() {
            let owners: Vec<String> = owners.iter().map(|name| format!("V({name})")).collect();
            about.push(format!("Only for O({}) {}.", self.type_option, owners.join(", ")));
        }
        if field.required {
            about.push(format!("Required to create the {}.", words(self.noun)));
        }
        about.extend(self.needs(&field.option, owners));
        option(field, about)
    }
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
    if let Some(default) = field.default.as_ref().filter(|default| !crate::plan::is_blank(default)) {
        option.insert("default".to_owned(), default.clone());
    }
    Value::Object(option)
}

/// Converts code spans to Ansible's markup.
fn marked_up(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("C({part})") } else { part.to_owned() }).collect()
}

/// Converts a shape to Ansible's keywords: `type`, `choices`, `elements`, `suboptions`.
fn typed(shape: &Shape) -> Object {
    let name = match shape {
        Shape::Text { .. } => "str",
        Shape::Int => "int",
        Shape::Number => "float",
        Shape::Bool => "bool",
        Shape::List(_) => "list",
        Shape::Dict | Shape::Object(_) => "dict",
        Shape::Any => "raw",
    };
    let mut words = Object::new();
    words.insert("type".to_owned(), name.into());
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
