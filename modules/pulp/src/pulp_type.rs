//! A Pulp type: three constants, and a struct whose field types carry the meaning.
//!
//! The structs under [`crate::types`] are declarations and are never instantiated. Their schema ([`crate::schema`]) is
//! the only list of options. Argument validation, request bodies, comparison, redaction and documentation all use it.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::schema::keyword;

/// The Pulp plugin (or the core) that a type or field requires, with the version that introduced it. Source of the
/// minimum versions: the changelogs of pulpcore and its plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// The component's name as `/status/` spells it: `core`, `rpm`, `deb`, …
    pub component: &'static str,
    /// The first version that has the type or field.
    pub version: &'static str,
}

/// Creates a [`Needs`] in a type's declaration.
pub const fn needs(component: &'static str, version: &'static str) -> Needs {
    Needs { component, version }
}

/// A Pulp type: its path, its name here, and the versions it requires.
pub trait PulpType: JsonSchema {
    /// The value of the option `type`.
    const TYPE: &'static str;
    /// The path of its list below `/pulp/api/v3/`, with a slash at the end.
    const PATH: &'static str;
    /// The plugin that provides it.
    const NEEDS: Needs;
    /// Whether a task's `result` shows some field differently from a read, so that the object is read again.
    const READ_AGAIN: bool = false;
    /// Of a distribution: whether it serves publications. Otherwise it serves versions.
    const SERVES_PUBLICATIONS: bool = false;
}

/// A field type: another schema with one or two more keywords.
macro_rules! field_types {
    ($($(#[$doc:meta])* $name:ident $(<$inner:ident>)? => $schema:expr;)*) => {$(
        $(#[$doc])*
        pub struct $name $(<$inner>(PhantomData<$inner>))?;

        impl $(<$inner: JsonSchema>)? JsonSchema for $name $(<$inner>)? {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let build: fn(&mut SchemaGenerator) -> Schema = $schema;
                build(generator)
            }
        }
    )*};
}

fn with<T: JsonSchema>(generator: &mut SchemaGenerator, keyword: &str, value: impl Into<serde_json::Value>) -> Schema {
    let mut schema = generator.subschema_for::<T>();
    schema.insert(keyword.to_owned(), value.into());
    schema
}

fn empty<T: JsonSchema>(generator: &mut SchemaGenerator) -> serde_json::Value {
    match generator.subschema_for::<T>().get("type").and_then(|kind| kind.as_str()) {
        Some("array") => serde_json::json!([]),
        Some("object") => serde_json::json!({}),
        _ => serde_json::Value::Null,
    }
}

field_types! {
    /// Text; Pulp trims it.
    Text => |_| json_schema!({"type": "string"});
    /// A PEM certificate or key; Pulp stores it with exactly one newline at its end.
    Pem => |_| json_schema!({"type": "string", keyword::PEM: true});
    /// A whole number.
    Int => |_| json_schema!({"type": "integer"});
    /// A number of seconds.
    Seconds => |_| json_schema!({"type": "number"});
    /// True or false.
    Flag => |_| json_schema!({"type": "boolean"});
    /// Any JSON object, taken as it is.
    Json => |_| json_schema!({"type": "object"});
    /// Labels, text to text. Labels that start with `release_train_` belong to this collection: they are kept and never
    /// compared.
    Labels => |_| json_schema!({"type": "object", keyword::LABELS: true, keyword::CLEAR: {}});
    /// Names as one text, separated by spaces, as Pulp's deb fields expect; a list is joined.
    Words => |_| json_schema!({"type": "string", keyword::WORDS: true});
    /// A requirements file of Ansible collections as one text; a list of collections is converted.
    Requirements => |_| json_schema!({"type": "string", keyword::REQUIREMENTS: true});
    /// HTTP headers: a list of `{name: value}`.
    Headers => |_| json_schema!({"type": "array", "items": {"type": "object"}});
    /// Text that must never be shown.
    Secret<T> => |generator| with::<T>(generator, "writeOnly", true);
    /// A field that null and the empty text clear; lists clear to `[]`, dictionaries to `{}`.
    Clearable<T> => |generator| { let value = empty::<T>(generator); with::<T>(generator, keyword::CLEAR, value) };
    /// A field that Pulp uses when it creates the object and does not store, so that it cannot be compared.
    Unstored<T> => |generator| with::<T>(generator, keyword::UNSTORED, true);
    /// A list or dictionary that only null clears.
    Nullable<T> => |generator| with::<T>(generator, keyword::CLEAR, serde_json::Value::Null);
    /// A dictionary that Pulp merges into the stored one: a null value removes its key.
    Merged<T> => |generator| json_schema!({"type": "object", keyword::CLEAR: {}, keyword::MERGED: null, "additionalProperties": generator.subschema_for::<T>()});
    /// A dictionary that Pulp merges into the stored one: an empty text removes its key.
    MergedText => |_| json_schema!({"type": "object", keyword::CLEAR: {}, keyword::MERGED: ""});
    /// A field that Pulp requires when the object is created.
    Required<T> => |generator| with::<T>(generator, keyword::REQUIRED, true);
    /// The name of another object (or its PRN or href); Pulp receives its href.
    Ref<T> => |generator| with::<T>(generator, "type", "string");
}

/// The targets of a [`Ref`]; each is a generic Pulp list below `/pulp/api/v3/`.
macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {
        /// The targets of references.
        pub mod target {$(
            $(#[$doc])*
            pub struct $name;

            impl schemars::JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }
                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({"type": "string", crate::schema::keyword::REF: $path})
                }
            }
        )*}
    };
}

targets! {
    /// A remote of any type (names are unique across types).
    Remote = "remotes/";
    /// A repository of any type.
    Repository = "repositories/";
    /// A content guard of any type.
    ContentGuard = "contentguards/";
    /// A signing service.
    SigningService = "signing-services/";
    /// A publication, which has no name and is given by PRN or href.
    Publication = "publications/";
}

/// A list of things in any order.
pub type List<T> = Vec<T>;
