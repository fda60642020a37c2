//! Removes secrets from everything that is shown.

mod patterns;
mod secrets;
mod userinfo;
mod views;

use serde_json::Value;

pub use secrets::{Gather, Secrets};
pub use userinfo::hide_userinfo;

use crate::schema::{Field, Object};

/// Replaces a secret in text.
pub const HIDDEN: &str = "********";

/// Replaces an existing secret in diffs.
pub const HIDDEN_VALUE: &str = "<hidden>";

/// Replaces a new secret in diffs.
pub const CHANGED_VALUE: &str = "<changed>";

/// Returns an entity without its secret fields, and without the user and password in its URLs.
pub fn entity(fields: &[Field], entity: &Value) -> Value {
    let Value::Object(map) = entity else {
        return entity.clone();
    };
    let old = |field: &Field, key: &str| field.pulp_before.as_ref().is_some_and(|(_, _, name)| name == key);
    let named = |field: &Field, key: &str| field.pulp == key || field.option == key || old(field, key);
    let secret = |key: &str| fields.iter().any(|field| field.secret && named(field, key));
    let mut shown: Object =
        map.iter().filter(|(key, _)| !secret(key)).map(|(key, value)| (key.clone(), without_userinfo(value))).collect();
    for field in fields {
        if let Some(Value::Object(inner)) = shown.get_mut(&field.pulp) {
            inner.retain(|key, _| !field.secret_keys.contains(key));
        }
    }
    Value::Object(shown)
}

/// Returns a value as shown in a diff.
pub fn shown(field: &Field, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        _ if field.secret => HIDDEN_VALUE.into(),
        Value::Object(map) => {
            let hidden = |(key, value): (&String, &Value)| match field.secret_keys.contains(key) && !value.is_null() {
                true => (key.clone(), HIDDEN_VALUE.into()),
                false => (key.clone(), without_userinfo(value)),
            };
            Value::Object(map.iter().map(hidden).collect())
        }
        other => without_userinfo(other),
    }
}

fn without_userinfo(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(hide_userinfo(text)),
        Value::Array(items) => items.iter().map(without_userinfo).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), without_userinfo(value))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(name: &str) -> Field {
        Field::named(name)
    }

    #[test]
    fn objects_lose_secrets_under_every_name() {
        let mut renamed = Field { secret: true, pulp: "new".to_owned(), ..field("option") };
        renamed.pulp_before =
            crate::version::Version::parse("1.0").map(|version| ("core".to_owned(), version, "old".to_owned()));
        let settings = Field { secret_keys: vec!["key".to_owned()], ..field("settings") };
        let stored = json!({
            "new": "a", "old": "b", "option": "c", "url": "http://u:p@x/", "settings": {"key": "d", "place": "e"},
            "list": ["http://u@y"],
        });
        let left = json!({"url": "http://********@x/", "settings": {"place": "e"}, "list": ["http://********@y"]});
        assert_eq!(entity(&[renamed, settings], &stored), left);
        assert_eq!(entity(&[], &json!(null)), json!(null));
    }

    #[test]
    fn diffs_show_no_secrets() {
        let secret = Field { secret: true, ..field("a") };
        assert_eq!(shown(&secret, &json!("x")), json!("<hidden>"));
        assert_eq!(shown(&secret, &json!(null)), json!(null));
        let settings = Field { secret_keys: vec!["key".to_owned()], ..field("settings") };
        let value = json!({"key": "x", "url": "http://u:p@x/"});
        assert_eq!(shown(&settings, &value), json!({"key": "<hidden>", "url": "http://********@x/"}));
        assert_eq!(shown(&settings, &json!({"key": null})), json!({"key": null}));
        assert_eq!(shown(&field("url"), &json!("http://u:p@x/")), json!("http://********@x/"));
    }
}
