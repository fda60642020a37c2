//! Reads the options of a struct from its schema. No other file knows schemars' dialect.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::entity::{Entity, Needs};
use crate::version::Version;

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
    /// Its fields, in the order of their declaration.
    pub fields: fn() -> Vec<Field>,
}

impl Type {
    /// Converts a declaration into its run-time form.
    pub const fn of<T: Entity>() -> Type {
        Type { name: T::TYPE, path: T::PATH, needs: T::NEEDS, read_again: T::READ_AGAIN, fields: fields::<T> }
    }
}

/// Returns the options that a struct declares.
pub fn fields<T: JsonSchema>() -> Vec<Field> {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    object_fields(&settings.into_generator().into_root_schema_for::<T>())
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
        pulp: text("x-pulp").unwrap_or(name).to_owned(),
        pulp_before: words("x-pulp-before").and_then(|old| match &old[..] {
            [component, version, name] => Some((component.clone(), Version::parse(version)?, name.clone())),
            _ => None,
        }),
        shape: shape(schema),
        secret: truth("writeOnly"),
        secret_keys: words("x-secret-keys").unwrap_or_default(),
        clear: schema.get("x-clear").cloned(),
        refers_to: [schema.get("x-ref"), schema.pointer("/items/x-ref"), schema.pointer("/additionalProperties/x-ref")]
            .into_iter()
            .flatten()
            .find_map(|path| Some(path.as_str()?.to_owned())),
        unstored: truth("x-unstored"),
        merged: schema.get("x-merged").cloned(),
        required: truth("x-required"),
        pem: truth("x-pem"),
        words: truth("x-words"),
        requirements: truth("x-requirements"),
        labels: truth("x-labels"),
        since: text("x-since").and_then(|since| {
            let (component, version) = since.split_once(' ')?;
            Some((component.to_owned(), Version::parse(version)?))
        }),
        default: schema.get("default").filter(|value| !value.is_null()).cloned(),
        optional: false,
        env: words("x-env").unwrap_or_default(),
        types: words("x-types"),
        description: text("description").unwrap_or_default().to_owned(),
    }
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
