//! Step 1: reads the arguments file and validates it into items. Unknown options are errors.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use crate::coerce::coerce;
use crate::connection::Connection;
use crate::error::Error;
use crate::item::{Item, State};
use crate::object::Fields;
use crate::operation::Operation;
use crate::profile;
use crate::redact::{Gather, Secrets};
use crate::schema::{self, Field, Object, Type};

/// The parsed arguments of a module.
pub struct Args<O> {
    /// The connection options.
    pub connection: Connection,
    /// Ansible's check mode: predict changes without making any.
    pub check: bool,
    /// Whether to return `diff`.
    pub diff: bool,
    /// Whether a list was given.
    pub many: bool,
    /// The items, without duplicates.
    pub items: Vec<Item<O>>,
    /// All given options of each item.
    given: Vec<Object>,
    /// For each given item, in the given order: its index in `items`.
    pub positions: Vec<usize>,
}

impl<O> Args<O> {
    /// Collects the secrets in the arguments, which must never be shown.
    pub fn secrets(&self) -> Secrets {
        let mut gather = Gather::default();
        self.connection.gather(&mut gather);
        let mut types = HashSet::new();
        for (item, given) in self.items.iter().zip(&self.given) {
            if types.insert(item.kind.name) {
                item.kind.fields().iter().for_each(|field| gather.open_text(&field.option));
            }
            for (option, value) in given {
                let field = item.kind.fields().iter().find(|field| field.option == *option);
                let user = option.strip_suffix("password").map(|start| given.get(&format!("{start}username")));
                match (field, value) {
                    (Some(field), Value::String(password)) if field.secret && user.is_some() => {
                        let user = user.flatten().and_then(Value::as_str).unwrap_or_default();
                        gather.login(user, password);
                    }
                    (Some(field), value) if field.secret => gather.value(value),
                    (Some(field), Value::Object(map)) => map.iter().for_each(|(key, value)| {
                        if field.secret_keys.contains(key) { gather.value(value) } else { gather.open(value) }
                    }),
                    (_, value) => gather.open(value),
                }
            }
        }
        gather.finish()
    }
}

const PLACEHOLDER: &str = "__omit_place_holder__";

/// Removes values that were set to `omit`, because Ansible removes them only at the top level.
fn strip_omitted(value: &mut Value) {
    let omitted = |value: &Value| value.as_str().is_some_and(|text| text.starts_with(PLACEHOLDER));
    match value {
        Value::Array(items) => {
            items.retain(|item| !omitted(item));
            items.iter_mut().for_each(strip_omitted);
        }
        Value::Object(map) => {
            map.retain(|_, item| !omitted(item));
            map.values_mut().for_each(strip_omitted);
        }
        _ => {}
    }
}

/// Returns whether a value is null or blank text. Such a value clears a field that can be cleared; otherwise it counts
/// as not given.
fn is_null_or_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Parses the text of an arguments file. `env` looks up environment variables.
pub fn parse<O: Operation>(text: &str, env: impl Fn(&str) -> Option<String>) -> Result<Args<O::Options>, Error> {
    let mut raw: Value =
        serde_json::from_str(text).map_err(|cause| Error::Args(format!("the arguments file is not JSON: {cause}")))?;
    strip_omitted(&mut raw);
    let Value::Object(mut raw) = raw else {
        return Err(Error::Args("the arguments file does not contain a JSON object".to_owned()));
    };
    let truth = |raw: &Object, key: &str| raw.get(key).and_then(Value::as_bool).unwrap_or_default();
    let (check, diff) = (truth(&raw, "_ansible_check_mode"), truth(&raw, "_ansible_diff"));
    raw.retain(|key, _| !key.starts_with("_ansible_"));

    let connection = take_connection(&mut raw, env)?;
    let schema = ItemSchema::of::<O>();
    if O::NESTED {
        unnest::<O>(&schema, &mut raw)?;
    }
    let list = raw.shift_remove(O::PLURAL).filter(|list| !list.is_null());
    let (many, items) = match list {
        Some(list) => (true, schema.list::<O>(list, &raw)?),
        None => (false, vec![schema.item::<O>(raw, false).map_err(Error::Args)?]),
    };
    let (items, positions) = merge_duplicates::<O>(items)?;
    let (items, given) = items.into_iter().unzip();
    Ok(Args { connection, check, diff, many, items, given, positions })
}

/// Moves the options that are nested under the noun to the top level, where other modules have them.
fn unnest<O: Operation>(schema: &ItemSchema, raw: &mut Object) -> Result<(), Error> {
    let single = raw.shift_remove(O::NOUN).filter(|item| !item.is_null());
    // Next to a list, they are defaults for its items, as in other modules.
    let known = schema.options_of(None);
    let stray = raw.keys().find(|key| known.contains(&key.as_str()));
    if let Some(key) = stray.filter(|_| !raw.contains_key(O::PLURAL)) {
        return Err(Error::Args(format!("option \"{key}\" must be nested under \"{}\" or \"{}\"", O::NOUN, O::PLURAL)));
    }
    match single {
        None => Ok(()),
        Some(_) if raw.contains_key(O::PLURAL) => {
            Err(Error::Args(format!("set {} or {}, not both", O::NOUN, O::PLURAL)))
        }
        Some(Value::Object(item)) => {
            raw.extend(item);
            Ok(())
        }
        Some(other) => {
            Err(Error::Args(format!("{} must be a dictionary, not {}", O::NOUN, crate::coerce::describe(&other))))
        }
    }
}

fn take_connection(raw: &mut Object, env: impl Fn(&str) -> Option<String>) -> Result<Connection, Error> {
    let mut given = Object::new();
    for field in schema::fields::<Connection>() {
        let value = raw.shift_remove(&field.option).filter(|value| !is_null_or_blank(value));
        let fallback =
            || field.env.iter().find_map(|name| env(name).filter(|text| !text.is_empty())).map(Value::String);
        if let Some(value) = value.or_else(fallback) {
            given.insert(field.option.clone(), coerce(field, value).map_err(Error::Args)?);
        }
    }
    if let Some(name) = given.text("profile").map(str::to_owned) {
        profile::complete(&mut given, &name, &env).map_err(Error::Args)?;
    }
    Connection::deserialize(Value::Object(given)).map_err(|cause| Error::Args(cause.to_string()))
}

/// An item and all its coerced options, to compare it with items that have the same key.
type Parsed<O> = (Item<O>, Object);

/// The options that an operation's items accept.
struct ItemSchema {
    types: &'static [Type],
    own: &'static [Field],
    type_option: &'static str,
}

impl ItemSchema {
    fn of<O: Operation>() -> ItemSchema {
        ItemSchema { types: O::TYPES, own: schema::fields::<O::Options>(), type_option: O::TYPE_OPTION }
    }

    /// Parses the items of a list, with the options at the top level as defaults.
    fn list<O: Operation>(&self, list: Value, defaults: &Object) -> Result<Vec<Parsed<O::Options>>, Error> {
        let Value::Array(list) = list else {
            return Err(Error::Args(format!("{} must be a list, not {}", O::PLURAL, crate::coerce::describe(&list))));
        };
        let mut unused: Vec<&String> =
            defaults.keys().filter(|key| *key != O::TYPE_OPTION && *key != "state").collect();
        let count = list.len();
        let mut items = Vec::with_capacity(count);
        for (index, entry) in list.into_iter().enumerate() {
            let entry = match entry {
                Value::String(key) if O::BARE_KEYS => {
                    Value::Object([(O::KEY[0].to_owned(), key.into())].into_iter().collect())
                }
                entry => entry,
            };
            let Value::Object(mut entry) = entry else {
                return Err(Error::Args(format!(
                    "{}[{index}] must be a dictionary, not {}",
                    O::PLURAL,
                    crate::coerce::describe(&entry)
                )));
            };
            for key in [O::TYPE_OPTION, "state"] {
                if let Some(value) = defaults.get(key).filter(|_| !entry.contains_key(key)) {
                    entry.insert(key.to_owned(), value.clone());
                }
            }
            let known = self.options_of(entry.get(O::TYPE_OPTION).and_then(Value::as_str));
            for (key, value) in defaults {
                if known.contains(&key.as_str()) {
                    unused.retain(|unused| *unused != key);
                    entry.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            let name = O::KEY
                .iter()
                .find_map(|key| entry.get(*key)?.as_str())
                .map(|name| format!(" \"{name}\""))
                .unwrap_or_default();
            items.push(
                self.item::<O>(entry, true)
                    .map_err(|cause| Error::Args(format!("{}[{index}]{name}: {cause}", O::PLURAL)))?,
            );
        }
        match unused.first() {
            Some(key) if count > 0 => Err(Error::Args(match &self.owners(key)[..] {
                [] => self.unknown(key, None),
                owners => format!(
                    "option \"{key}\" is only for {} {}, and {} has no such item",
                    O::TYPE_OPTION,
                    owners.join(", "),
                    O::PLURAL
                ),
            })),
            _ => Ok(items),
        }
    }

    fn options_of(&self, kind: Option<&str>) -> Vec<&str> {
        let fields = self.types.iter().filter(|candidate| self.types.len() == 1 || Some(candidate.name) == kind);
        let own = self.own.iter().filter(|field| has_type(field, kind));
        fields.flat_map(Type::fields).chain(own).map(|field| field.option.as_str()).collect()
    }

    fn item<O: Operation>(&self, mut raw: Object, in_list: bool) -> Result<Parsed<O::Options>, String> {
        let kind = self.take_type(&mut raw)?;
        let given_state = raw.shift_remove("state").filter(|value| !is_null_or_blank(value));
        let mut own = Object::new();
        let mut desired = Object::new();
        for (key, value) in raw {
            let ours = self.own.iter().find(|field| field.option == key && has_type(field, Some(kind.name)));
            let Some(field) = ours.or_else(|| kind.fields().iter().find(|field| field.option == key)) else {
                return Err(self.unknown(&key, Some(kind.name)));
            };
            let value = match (is_null_or_blank(&value), &field.clear) {
                (true, None) => continue,
                (true, Some(empty)) => empty.clone(),
                (false, _) => coerce(field, value)?,
            };
            if ours.is_some() { &mut own } else { &mut desired }.insert(key, value);
        }
        let state = match given_state {
            Some(Value::String(text)) => State::parse(&text, O::STATES)?,
            Some(other) => return Err(format!("state must be a string, not {}", crate::coerce::describe(&other))),
            None if in_list && O::STATES.contains(&State::Present) => State::Present,
            None => O::SINGLE_STATE,
        };
        let standard = self.own.iter().find(|field| field.option == O::KEY[0]).and_then(|field| field.default.as_ref());
        if let Some(standard) = standard.filter(|standard| !is_null_or_blank(standard)) {
            own.entry(O::KEY[0]).or_insert_with(|| standard.clone());
        }
        let mut everything: Object =
            own.iter().chain(&desired).map(|(key, value)| (key.clone(), value.clone())).collect();
        if O::KEY[0] == O::TYPE_OPTION {
            everything.insert(O::TYPE_OPTION.to_owned(), kind.name.into());
        }
        let keys: Vec<String> = O::KEY.iter().filter_map(|key| everything.get(*key).map(plain)).collect();
        if state == State::Read {
            let taken = |key: &&String| [O::KEY, O::READS_WITH].iter().any(|taken| taken.contains(&key.as_str()));
            if let Some(extra) = everything.keys().find(|key| !taken(key)) {
                return Err(format!(
                    "option \"{extra}\" is set, but a read takes only {}; hint: add state: present",
                    O::KEY.join(", ")
                ));
            }
            if in_list && keys.is_empty() {
                return Err(format!("missing option: {}", O::KEY[0]));
            }
        } else if !everything.contains_key(O::KEY[0]) && (in_list || !O::SELECTS) {
            return Err(format!("missing option: {}", O::KEY[0]));
        }
        let options = O::Options::deserialize(Value::Object(own)).map_err(|cause| cause.to_string())?;
        let label = O::KEY.iter().find_map(|key| everything.get(*key)).map(plain).unwrap_or_default();
        everything.insert("type".to_owned(), kind.name.into());
        everything.insert("state".to_owned(), state.name().into());
        Ok((Item { kind, state, options, desired, label }, everything))
    }

    fn take_type(&self, raw: &mut Object) -> Result<Type, String> {
        let given = raw.shift_remove(self.type_option).filter(|value| !is_null_or_blank(value));
        let names: Vec<&str> = self.types.iter().map(|kind| kind.name).collect();
        match (given, self.types) {
            (None, [kind]) => Ok(*kind),
            (None, _) => Err(format!("missing option: {} (one of: {})", self.type_option, names.join(", "))),
            (Some(given), types) => {
                types.iter().find(|kind| Some(kind.name) == given.as_str()).copied().ok_or_else(|| {
                    format!("{} must be one of: {}; not {}", self.type_option, names.join(", "), plain(&given))
                })
            }
        }
    }

    /// Returns the types that have an option.
    fn owners(&self, key: &str) -> Vec<String> {
        let of_module = self.own.iter().find(|field| field.option == key).and_then(|field| field.types.clone());
        let has_it = |kind: &&Type| kind.fields().iter().any(|field| field.option == key);
        let of_types = self.types.iter().filter(has_it).map(|kind| kind.name.to_owned());
        of_module.unwrap_or_else(|| of_types.collect())
    }

    /// Returns the error for an option that an item does not accept.
    fn unknown(&self, key: &str, kind: Option<&str>) -> String {
        let owners = self.owners(key);
        if let (false, Some(kind)) = (owners.is_empty(), kind) {
            return format!("option \"{key}\" is only for {} {}, not for {kind}", self.type_option, owners.join(", "));
        }
        let of_type = kind
            .filter(|_| self.types.len() > 1)
            .map(|kind| format!(" for {} {kind}", self.type_option))
            .unwrap_or_default();
        let connection = schema::fields::<Connection>();
        let known = self.options_of(kind);
        let known = known
            .into_iter()
            .chain(connection.iter().map(|field| field.option.as_str()))
            .chain(["state", self.type_option]);
        let nearest = known.map(|name| (strsim::jaro_winkler(name, key), name)).max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((likeness, name)) if likeness > 0.8 => {
                format!("unknown option \"{key}\"{of_type}; hint: did you mean \"{name}\"?")
            }
            _ => format!("unknown option \"{key}\"{of_type}"),
        }
    }
}

fn has_type(field: &Field, kind: Option<&str>) -> bool {
    field.types.as_ref().is_none_or(|types| types.iter().any(|name| Some(name.as_str()) == kind))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The items without duplicates, and for each given item its index among them.
type Merged<O> = (Vec<Parsed<O>>, Vec<usize>);

/// Merges identical items. Items with the same key but different options are an error.
fn merge_duplicates<O: Operation>(items: Vec<Parsed<O::Options>>) -> Result<Merged<O::Options>, Error> {
    let mut places: HashMap<Vec<Option<String>>, usize> = HashMap::new();
    let mut unique: Vec<Parsed<O::Options>> = Vec::new();
    let mut positions = Vec::new();
    for (item, everything) in items {
        let key = O::KEY.iter().map(|key| everything.get(*key).map(plain).map(|text| text.trim().to_owned())).collect();
        match places.get(&key) {
            None => {
                places.insert(key, unique.len());
                positions.push(unique.len());
                unique.push((item, everything));
            }
            Some(&place) if unique[place].1 == everything => positions.push(place),
            Some(_) => {
                return Err(Error::Args(format!(
                    "{} \"{}\" is listed twice in {} with different options",
                    O::NOUN.replace('_', " "),
                    item.label,
                    O::PLURAL
                )));
            }
        }
    }
    Ok((unique, positions))
}
