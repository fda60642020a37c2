//! Describes modules without running them, for documentation and tests, and runs a module of the shared binary.

use std::path::Path;
use std::process::ExitCode;

use futures::future::{FutureExt, LocalBoxFuture};
use serde_json::Value;

use crate::error::Error;
use crate::host::Host;
use crate::item::State;
use crate::object::Fields;
use crate::operation::Operation;
use crate::run::{answer, execute, run_on};
use crate::schema::{self, Field, Type};

/// One module of the collection: the constants of its [`Operation`] and what runs it.
pub struct Module {
    pub name: &'static str,
    pub noun: &'static str,
    pub plural: &'static str,
    pub about: &'static str,
    pub version_added: &'static str,
    pub types: &'static [Type],
    pub states: &'static [State],
    pub single_state: State,
    pub key: &'static [&'static str],
    /// Whether an item's options are nested under the noun.
    pub nested: bool,
    /// Whether a list may contain plain keys instead of items.
    pub bare_keys: bool,
    /// The option that selects the type.
    pub type_option: &'static str,
    /// The values returned in addition to the entity: name, type and description.
    pub returns: &'static [(&'static str, &'static str, &'static str)],
    own: fn() -> &'static [Field],
    /// Runs the module on the text of its arguments file.
    pub(crate) run: fn(&str) -> Result<Value, Error>,
    /// Runs the module on a given host.
    pub execute: for<'a> fn(&'a str, Host) -> LocalBoxFuture<'a, Result<Value, Error>>,
}

impl Module {
    /// Describes an operation.
    pub const fn of<O: Operation>() -> Module {
        Module {
            name: O::NAME,
            noun: O::NOUN,
            plural: O::PLURAL,
            about: O::ABOUT,
            version_added: O::VERSION_ADDED,
            types: O::TYPES,
            states: O::STATES,
            single_state: O::SINGLE_STATE,
            key: O::KEY,
            nested: O::NESTED,
            bare_keys: O::BARE_KEYS,
            type_option: O::TYPE_OPTION,
            returns: O::RETURNS,
            own: schema::fields::<O::Options>,
            run: run_on::<O>,
            execute: |text, host| execute::<O>(text, host).boxed_local(),
        }
    }

    /// Returns the module's own options for a type, which are not fields of Pulp's.
    pub fn own_options(&self, kind: &Type) -> impl Iterator<Item = &'static Field> {
        let kind = kind.name;
        let of_type =
            move |field: &&Field| field.types.as_ref().is_none_or(|types| types.iter().any(|name| name == kind));
        (self.own)().iter().filter(of_type)
    }

    /// Returns the options of an item of a type: the module's own first, then Pulp's fields.
    pub fn options(&self, kind: &Type) -> impl Iterator<Item = &'static Field> {
        self.own_options(kind).chain(kind.fields())
    }

    /// Returns the same module with only one of its types.
    pub fn of_type(&self, name: &str) -> Option<Module> {
        let kind = self.types.iter().find(|kind| kind.name == name)?;
        Some(Module { types: std::slice::from_ref(kind), ..*self })
    }
}

/// Runs the module whose name a shared binary was called with.
pub fn run_one_of(modules: &[Module]) -> ExitCode {
    answer(|text| {
        let name = called_as(text);
        let module = modules.iter().find(|module| module.name == name).ok_or_else(|| {
            let names: Vec<&str> = modules.iter().map(|module| module.name).collect();
            Error::Args(format!("there is no module \"{name}\" in this binary, which contains {}", names.join(", ")))
        })?;
        (module.run)(text)
    })
}

/// Returns the name from the arguments, or else the name of the file, without the prefix that Ansible may add.
fn called_as(text: &str) -> String {
    let args: Value = serde_json::from_str(text).unwrap_or_default();
    let file = std::env::args().next().unwrap_or_default();
    let file = Path::new(&file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = args.text("_ansible_module_name").map_or(file, str::to_owned);
    name.trim_start_matches("AnsiballZ_").rsplit('.').next().unwrap_or_default().to_owned()
}
