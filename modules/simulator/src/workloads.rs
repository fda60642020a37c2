//! Generates arguments for every operation and type from the declarations.

mod special;
mod values;

use std::collections::BTreeSet;

use pulp::item::State;
use pulp::module::Module;
use pulp::operations::modules;
use pulp::schema::{Field, Type};
use serde_json::{Value, json};

use crate::server::{Object, Server};

/// A module and its arguments.
#[derive(Clone)]
pub struct Workload {
    pub module: &'static Module,
    /// The arguments without connection options and check mode.
    pub args: Object,
    /// The secrets among the arguments, which must not be shown anywhere.
    pub secrets: Vec<String>,
    /// Whether the arguments allow the module to delete objects that are in use.
    pub force: bool,
}

/// The source of the values.
pub struct Source<'a> {
    pub chance: fastrand::Rng,
    pub server: &'a Server,
    pub secrets: Vec<String>,
}

/// Returns the workload of a seed, for any operation.
pub fn drawn(seed: u64, server: &Server) -> Workload {
    let all: Vec<&'static Module> = modules().collect();
    let mut chance = fastrand::Rng::with_seed(seed ^ 0x10AD);
    let module = all[chance.usize(0..all.len())];
    of(module, chance.u64(..), server)
}

/// Returns a workload for the given operation.
pub fn of(module: &'static Module, seed: u64, server: &Server) -> Workload {
    let mut source = Source { chance: fastrand::Rng::with_seed(seed), server, secrets: Vec::new() };
    let many = source.chance.u32(0..4) > 0;
    let count = if many { source.chance.usize(1..5) } else { 1 };
    let mut items: Vec<Object> = Vec::new();
    let mut keys = BTreeSet::new();
    for _ in 0..count {
        let item = source.item(module, many);
        let key: Vec<Option<&Value>> = module.key.iter().map(|key| item.get(*key)).collect();
        // A module rejects items with the same key and different options before it sends a request.
        if keys.insert(json!(key).to_string()) {
            items.push(item);
        }
    }
    let force = items.iter().any(|item| item.get("force") == Some(&json!(true)));
    let mut args = Object::new();
    match (many, items.len()) {
        (false, 1) if module.nested => {
            let mut item = items.remove(0);
            for outer in ["type", "state"] {
                if let Some(value) = item.shift_remove(outer) {
                    args.insert(outer.to_owned(), value);
                }
            }
            args.insert(module.noun.to_owned(), Value::Object(item));
        }
        (false, 1) => args = items.remove(0),
        _ => drop(args.insert(module.plural.to_owned(), items.into_iter().map(Value::Object).collect())),
    }
    Workload { module, args, secrets: source.secrets, force }
}

impl Source<'_> {
    /// Picks one of the values; `None` if there are none.
    pub fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.chance.usize(0..all.len())].clone()) }
    }

    /// Returns true with the given probability.
    pub fn often(&mut self, percent: u32) -> bool {
        self.chance.u32(0..100) < percent
    }

    /// Returns the names of the objects whose list starts with the given path.
    pub fn names(&self, list: &str) -> Vec<String> {
        self.server.objects.values().filter(|one| one.list.starts_with(list)).map(|one| one.name().to_owned()).collect()
    }

    fn item(&mut self, module: &'static Module, many: bool) -> Object {
        let there = |kind: &&Type| {
            kind.path.is_empty()
                || module.type_option != "type"
                || self.server.edition.bodies.contains_key(kind.path)
                || self.server.edition.templates.contains_key(kind.path)
                || kind.path == "tasks/"
        };
        let types: Vec<Type> = module.types.iter().filter(there).copied().collect();
        let kind = self.pick(&types).unwrap_or(module.types[0]);
        let weights: Vec<State> = module
            .states
            .iter()
            .flat_map(|state| std::iter::repeat_n(*state, if *state == State::Present { 6 } else { 2 }))
            .collect();
        let state = self.pick(&weights).unwrap_or(module.single_state);
        let mut item = Object::new();
        if module.types.len() > 1 {
            item.insert(module.type_option.to_owned(), kind.name.into());
        }
        if many || state != module.single_state || self.often(50) {
            item.insert("state".to_owned(), state.name().into());
        }
        if let Some(special) = self.special(module, &kind, state, &mut item) {
            return special;
        }
        let exists = self.key(module, &kind, &mut item);
        let fields: Vec<&Field> =
            module.options(&kind).filter(|field| !module.key.contains(&field.option.as_str())).collect();
        match state {
            State::Present => {
                for field in fields {
                    let needed = field.required && !exists;
                    let percent = if field.required { 50 } else { 30 };
                    let old = matches!(&field.since, Some((part, since)) if !self.new_enough(part, *since));
                    if (needed || self.often(percent))
                        && !old
                        && let Some(value) = self.value(module, &kind, field, &item)
                    {
                        item.insert(field.option.clone(), value);
                    }
                }
                self.tidy(module, &kind, &mut item);
            }
            State::Absent if self.often(25) && fields.iter().any(|field| field.option == "force") => {
                item.insert("force".to_owned(), true.into());
            }
            _ => {}
        }
        item
    }

    fn new_enough(&self, part: &str, since: pulp::version::Version) -> bool {
        let status = json!({"versions": self.server.edition.versions()});
        pulp::server::Server::from_status(&status).is_some_and(|server| server.at_least(part, since))
    }

    /// Sets the key of an item; returns whether an object with this name exists.
    fn key(&mut self, module: &Module, kind: &Type, item: &mut Object) -> bool {
        let plugin = kind.path.split('/').nth(1).unwrap_or_default().to_owned();
        for key in module.key {
            match *key {
                "name" | "username" | "viewset_name" => {
                    let list = kind.path.split('/').next().unwrap_or_default();
                    let any_type = *key == "name" && self.often(6);
                    let there = self.names(if any_type { list } else { kind.path });
                    let made = format!("new-{}", self.chance.u32(0..4));
                    let old = self.often(60) || *key == "viewset_name";
                    let name = if old { self.pick(&there) } else { None }.unwrap_or(made);
                    let exists = there.contains(&name);
                    item.insert((*key).to_owned(), name.into());
                    return exists;
                }
                "repository" => {
                    let there = self.names(&format!("repositories/{plugin}/"));
                    let name = if self.often(93) { self.pick(&there) } else { None }.unwrap_or("nowhere".to_owned());
                    item.insert("repository".to_owned(), name.into());
                }
                _ => {}
            }
        }
        false
    }
}
