//! Keeps secrets out of whatever is shown.

use serde_json::Value;

use crate::schema::{Field, Object};

/// Stands for a secret value.
pub const HIDDEN: &str = "********";

/// Stands in diffs for a secret that there is.
pub const HIDDEN_VALUE: &str = "<hidden>";

/// Stands in diffs for a secret that is new.
pub const CHANGED_VALUE: &str = "<changed>";

/// The secrets of this run, to be struck out of the server's words, which may echo them.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Remembers the texts inside a value, in plain and as they look inside a URL.
    pub fn remember(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.remember(item)),
            Value::Object(map) => map.values().for_each(|item| self.remember(item)),
            _ => {}
        }
    }

    /// Remembers a text.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        // Very short ones would strike out half of every message and give themselves away by that.
        if text.len() > 2 {
            self.0.push(text.to_owned());
            let encoded = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
            if encoded != text {
                self.0.push(encoded);
            }
            // The longest first, so that a secret that contains another one goes whole.
            self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// The text without the secrets, and without the userinfo of any URL in it.
    pub fn strike(&self, text: &str) -> String {
        let struck = self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), HIDDEN));
        hide_userinfo(&struck)
    }

    /// The value without the secrets in any of its texts.
    pub fn strike_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.strike(text).into(),
            Value::Array(values) => values.iter().map(|value| self.strike_in(value)).collect(),
            Value::Object(map) => {
                Value::Object(map.iter().map(|(key, value)| (key.clone(), self.strike_in(value))).collect())
            }
            other => other.clone(),
        }
    }
}

/// Replaces `user:password@` in every URL of a text.
pub fn hide_userinfo(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let (before, after) = rest.split_at(start + 3);
        shown.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "/?#\"'<>".contains(c)).unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(at) => {
                shown.push_str(HIDDEN);
                &after[at..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

/// An entity as it may be returned: without secret fields, URLs without their userinfo.
pub fn entity(fields: &[Field], entity: &Value) -> Value {
    let Value::Object(map) = entity else {
        return entity.clone();
    };
    let secret = |key: &str| fields.iter().any(|field| field.secret && (field.pulp == key || field.option == key));
    let mut shown: Object =
        map.iter().filter(|(key, _)| !secret(key)).map(|(key, value)| (key.clone(), without_userinfo(value))).collect();
    for field in fields {
        if let Some(Value::Object(inner)) = shown.get_mut(&field.pulp) {
            inner.retain(|key, _| !field.secret_keys.contains(key));
        }
    }
    Value::Object(shown)
}

/// A value as a diff may show it.
pub fn shown(field: &Field, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        _ if field.secret => HIDDEN_VALUE.into(),
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
    use super::*;

    #[test]
    fn userinfo_goes_and_the_rest_of_a_url_stays() {
        for (text, shown) in [
            ("https://joe:pass@host/x", "https://********@host/x"),
            ("https://joe@host", "https://********@host"),
            ("https://jo@e:p@ss@host/a@b", "https://********@host/a@b"),
            ("https://host/a@b and http://u:p@x?q=1", "https://host/a@b and http://********@x?q=1"),
            ("no url, but joe@example.com", "no url, but joe@example.com"),
            ("://", "://"),
        ] {
            assert_eq!(hide_userinfo(text), shown);
        }
    }

    #[test]
    fn secrets_go_in_every_spelling() {
        let mut secrets = Secrets::default();
        secrets.add("pass");
        secrets.add("pass word/1");
        assert_eq!(secrets.strike("pass word/1, pass%20word%2F1, password"), "********, ********, ********word");
    }

    #[test]
    fn a_text_too_short_to_hide_is_left() {
        let mut secrets = Secrets::default();
        secrets.add("e");
        assert_eq!(secrets.strike("secret"), "secret");
    }
}
