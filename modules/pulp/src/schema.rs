//! Reads the options of a struct from its schema. No other file knows schemars' dialect.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::pulp_type::{Needs, PulpType};
use crate::version::Version;

/// The keywords that carry a field's meaning in a schema. JSON Schema leaves those with the prefix `x-` to its users.
pub(crate) mod keyword {
    /// The name of the field in Pulp, if the option has another name.
    pub const PULP: &str = "x-pulp";
    /// Pulp's former name for the field: component, first version with the present name, former name.
    pub const PULP_BEFORE: &str = "x-pulp-before";
    /// The keys of a dictionary whose values are secrets.
    pub const SECRET_KEYS: &str = "x-secret-keys";
    /// The value that clears the field.
    pub const CLEAR: &str = "x-clear";
    /// The list in which a name is looked up.
    pub const REF: &str = "x-ref";
    /// Pulp uses the value, but does not store it.
    pub const UNSTORED: &str = "x-unstored";
    /// Pulp merges the dictionary into the stored one; this value removes a key.
    pub const MERGED: &str = "x-merged";
    /// Required to create the object.
    pub const REQUIRED: &str = "x-required";
    /// A certificate or key in PEM.
    pub const PEM: &str = "x-pem";
    /// Words separated by spaces.
    pub const WORDS: &str = "x-words";
    /// A requirements file of Ansible collections.
    pub const REQUIREMENTS: &str = "x-requirements";
    /// Labels, some of which belong to this collection.
    pub const LABELS: &str = "x-labels";
    /// The component and version that introduced the field, as in `rpm 3.29`.
    pub const SINCE: &str = "x-since";
    /// The environment variables that are used instead.
    pub const ENV: &str = "x-env";
    /// The types that have the option, if not all types of the operation do.
    pub const TYPES: &str = "x-types";

    pub const ALL: &[&str] = &[
        PULP,
        PULP_BEFORE,
        SECRET_KEYS,
        CLEAR,
        REF,
        UNSTORED,
        MERGED,
        REQUIRED,
        PEM,
        WORDS,
        REQUIREMENTS,
        LABELS,
        SINCE,
        ENV,
        TYPES,
    ];
}

/// The shape of an option's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Text, or one of the `choices` if there are any.
    Text { choices: Vec<String> },
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list of values of one shape.
    List(Box<Shape>),
    /// An object of any content.
    Dict,
    /// An object with the given options.
    Object(Vec<Field>),
    /// Text or a number, as in `version: latest`.
    Any,
}

/// One option of a module, and the Pulp field behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The option's name in Ansible.
    pub option: String,
    /// The field's name in Pulp's request and response bodies.
    pub pulp: String,
    /// Pulp's name for the field before some version: `(component, version, name)`.
    pub pulp_before: Option<(String, Version, String)>,
    /// The values that the option takes.
    pub shape: Shape,
    /// Whether the value is a secret that must never be shown.
    pub secret: bool,
    /// The keys of a dictionary whose values are secrets.
    pub secret_keys: Vec<String>,
    /// The value that clears the field; `None` if it cannot be cleared.
    pub clear: Option<Value>,
    /// The list in which names are looked up, if the field is a reference.
    pub refers_to: Option<String>,
    /// Required to create the object.
    pub required: bool,
    /// Stored as PEM, with one newline at the end.
    pub pem: bool,
    /// Words separated by spaces; a list is joined.
    pub words: bool,
    /// The text of a requirements file; a list of collections is written as one.
    pub requirements: bool,
    /// Pulp does not store the value.
    pub unstored: bool,
    /// Pulp merges a given dictionary into the stored one; this value removes a key.
    pub merged: Option<Value>,
    /// Labels, some of which belong to this collection.
    pub labels: bool,
    /// The component and version of the server that introduced the field: `("core", 3.106.0)`.
    pub since: Option<(String, Version)>,
    /// The default value.
    pub default: Option<Value>,
    /// Whether the code works without a value and cannot tell that none was given: then there is a default.
    pub optional: bool,
    /// The environment variables that are used instead, in order.
    pub env: Vec<String>,
    /// The types that have the option, if not all types of the operation do.
    pub types: Option<Vec<String>>,
    /// The option's documentation, with paragraphs separated by blank lines.
    pub description: String,
}

impl Field {
    /// Returns a plain field that the module sets and no user can give.
    pub fn named(name: &str) -> Field {
        field(name, &Value::Null)
    }
}

/// A type of an operation, as the modules use it at run time.
#[derive(Clone, Copy)]
pub struct Type {
    /// The value of the option `type`.
    pub name: &'static str,
    /// The path of its list below `/pulp/api/v3/`.
    pub path: &'static str,
    /// The plugin that provides it.
    pub needs: Needs,
    /// Whether a task's `result` may differ from what a read returns.
    pub read_again: bool,
    /// Of a distribution: whether it serves publications. Otherwise it serves versions.
    pub serves_publications: bool,
    pub(crate) fields: fn() -> &'static [Field],
}

impl Type {
    /// Converts a declaration into its run-time form.
    pub const fn of<T: PulpType + 'static>() -> Type {
        Type {
            name: T::TYPE,
            path: T::PATH,
            needs: T::NEEDS,
            read_again: T::READ_AGAIN,
            serves_publications: T::SERVES_PUBLICATIONS,
            fields: fields::<T>,
        }
    }

    /// Returns its fields, in the order of their declaration.
    pub fn fields(&self) -> &'static [Field] {
        (self.fields)()
    }
}

/// Returns the options that a struct declares. They are computed once per struct.
pub fn fields<T: JsonSchema + 'static>() -> &'static [Field] {
    static KNOWN: LazyLock<Mutex<HashMap<TypeId, &'static [Field]>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(TypeId::of::<T>()).or_insert_with(|| {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        object_fields(&settings.into_generator().into_root_schema_for::<T>()).leak()
    })
}

fn object_fields(schema: &Schema) -> Vec<Field> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let needed = schema.get("required").and_then(Value::as_array);
    let needed = |name: &String| needed.is_some_and(|needed| needed.iter().any(|other| other == name));
    let fields = properties.into_iter().flatten();
    fields.map(|(name, schema)| Field { optional: !needed(name) && !nullable(schema), ..field(name, schema) }).collect()
}

/// Returns whether null, and thus no value, is allowed. schemars writes `Option<T>` as a type list or `anyOf` with
/// null, and a value of any kind without a type.
fn nullable(schema: &Value) -> bool {
    let null = Value::from("null");
    let kinds = schema.get("type").and_then(Value::as_array);
    let variants = schema.get("anyOf").and_then(Value::as_array);
    let any = ["type", "anyOf", "oneOf", "enum"].iter().all(|keyword| schema.get(keyword).is_none());
    any || kinds.is_some_and(|kinds| kinds.contains(&null))
        || variants.is_some_and(|variants| variants.iter().any(|variant| variant.get("type") == Some(&null)))
}

fn field(name: &str, schema: &Value) -> Field {
    debug_assert!(
        unknown_keyword(schema).is_none(),
        "{name}: unknown keyword {}",
        unknown_keyword(schema).unwrap_or_default()
    );
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    let truth = |keyword: &str| schema.get(keyword).and_then(Value::as_bool).unwrap_or_default();
    let words = |keyword: &str| {
        schema
            .get(keyword)
            .and_then(Value::as_array)
            .map(|items| items.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
    };
    Field {
        option: name.to_owned(),
        pulp: text(keyword::PULP).unwrap_or(name).to_owned(),
        pulp_before: words(keyword::PULP_BEFORE).and_then(|old| match &old[..] {
            [component, version, name] => Some((component.clone(), Version::parse(version)?, name.clone())),
            _ => None,
        }),
        shape: shape(schema),
        secret: truth("writeOnly"),
        secret_keys: words(keyword::SECRET_KEYS).unwrap_or_default(),
        clear: schema.get(keyword::CLEAR).cloned(),
        refers_to: [Some(schema), schema.get("items"), schema.get("additionalProperties")]
            .into_iter()
            .find_map(|schema| Some(schema?.get(keyword::REF)?.as_str()?.to_owned())),
        unstored: truth(keyword::UNSTORED),
        merged: schema.get(keyword::MERGED).cloned(),
        required: truth(keyword::REQUIRED),
        pem: truth(keyword::PEM),
        words: truth(keyword::WORDS),
        requirements: truth(keyword::REQUIREMENTS),
        labels: truth(keyword::LABELS),
        since: text(keyword::SINCE).and_then(|since| {
            let parsed = component_version(since);
            debug_assert!(parsed.is_some(), "{name}: {since} is not a component and a version");
            parsed
        }),
        default: schema.get("default").filter(|value| !value.is_null()).cloned(),
        optional: false,
        env: words(keyword::ENV).unwrap_or_default(),
        types: words(keyword::TYPES),
        description: text("description").unwrap_or_default().to_owned(),
    }
}

/// Parses `rpm 3.29`.
fn component_version(text: &str) -> Option<(String, Version)> {
    let (component, version) = text.split_once(' ')?;
    Some((component.to_owned(), Version::parse(version)?))
}

/// Returns an unknown `x-` keyword, which must be a typing error.
fn unknown_keyword(schema: &Value) -> Option<&str> {
    let keywords = schema.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    keywords.filter(|name| name.starts_with("x-")).find(|name| !keyword::ALL.contains(name))
}

/// Returns the shape of a value. schemars writes `Option<T>` as a type list or as `anyOf` with null, and documented
/// enum variants as `oneOf` constants.
fn shape(schema: &Value) -> Shape {
    let variants = ["anyOf", "oneOf"].iter().find_map(|keyword| schema.get(*keyword)?.as_array());
    if let Some(variants) = variants {
        let constants: Vec<String> =
            variants.iter().filter_map(|variant| Some(variant.get("const")?.as_str()?.to_owned())).collect();
        if constants.len() == variants.len() {
            return Shape::Text { choices: constants };
        }
        let mut others = variants.iter().filter(|variant| variant.get("type") != Some(&Value::from("null")));
        return match (others.next(), others.next()) {
            (Some(only), None) => shape(only),
            _ => Shape::Any,
        };
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("any")
        }
        _ => "any",
    };
    match kind {
        "string" => {
            let choices = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            Shape::Text { choices: choices.iter().filter_map(Value::as_str).map(str::to_owned).collect() }
        }
        "integer" => Shape::Int,
        "number" => Shape::Number,
        "boolean" => Shape::Bool,
        "array" => Shape::List(Box::new(schema.get("items").map_or(Shape::Any, shape))),
        "object" => match schema.get("properties").and_then(Value::as_object) {
            Some(properties) => Shape::Object(properties.iter().map(|(name, schema)| field(name, schema)).collect()),
            None => Shape::Dict,
        },
        _ => Shape::Any,
    }
}

/// A JSON object.
pub type Object = Map<String, Value>;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    #[should_panic(expected = "name: unknown keyword x-sinse")]
    fn misspelled_keywords_are_found() {
        field("name", &json!({"x-sinse": "rpm 3.29"}));
    }

    #[test]
    #[should_panic(expected = "name: rpm is not a component and a version")]
    fn versions_must_parse() {
        field("name", &json!({"x-since": "rpm"}));
    }
}
