//! Converts option values from Ansible to the types that Pulp expects, or returns a message that says why it cannot.

use serde_json::{Number, Value, json};

use crate::schema::{Field, Shape};

/// Coerces a value to the field's shape. The value must not be blank.
pub fn coerce(field: &Field, value: Value) -> Result<Value, String> {
    if field.words
        && let Value::Array(words) = &value
    {
        let words: Result<Vec<String>, String> = words.iter().map(|word| text(&field.option, word.clone())).collect();
        return Ok(Value::String(words?.join(" ")));
    }
    if let (true, Value::Array(_)) = (field.requirements, &value) {
        // JSON is valid YAML.
        return Ok(Value::String(json!({"collections": value}).to_string()));
    }
    let value = shaped(&field.option, &field.shape, value).map_err(|cause| match field.secret {
        true => format!("{} has the wrong type; hint: quote it", field.option),
        false => cause,
    })?;
    Ok(match value {
        Value::String(text) if field.pem => Value::String(format!("{}\n", text.trim())),
        Value::String(text) if field.words => Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        // Pulp's serializers trim text, except for passwords.
        Value::String(text) if !field.secret => Value::String(text.trim().to_owned()),
        Value::Object(labels) if field.labels => {
            let labels = labels
                .into_iter()
                .map(|(key, value)| Ok((key.clone(), Value::String(text(&format!("{}.{key}", field.option), value)?))));
            Value::Object(labels.collect::<Result<_, String>>()?)
        }
        other => other,
    })
}

fn shaped(option: &str, shape: &Shape, value: Value) -> Result<Value, String> {
    match shape {
        Shape::Text { choices } => {
            let given = text(option, value)?;
            if choices.is_empty() || choices.contains(&given) {
                return Ok(Value::String(given));
            }
            Err(format!("{option} must be one of: {}; not \"{given}\"", choices.join(", ")))
        }
        Shape::Int => whole(&value).map(Value::from).ok_or_else(|| wrong(option, "a whole number", &value)),
        Shape::Number => number(&value).map(Value::Number).ok_or_else(|| wrong(option, "a number", &value)),
        Shape::Bool => truth(&value).map(Value::Bool).ok_or_else(|| wrong(option, "true or false", &value)),
        Shape::List(inner) => {
            let items = match value {
                Value::Array(items) => items,
                Value::String(text) => {
                    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Value::from).collect()
                }
                Value::Object(_) if matches!(**inner, Shape::Text { .. }) => {
                    return Err(wrong(option, "a list", &value));
                }
                one => vec![one],
            };
            items.into_iter().map(|item| shaped(option, inner, item)).collect::<Result<_, _>>().map(Value::Array)
        }
        Shape::Dict => object(option, value).map(Value::Object),
        Shape::Object(fields) => {
            let given = object(option, value)?;
            let mut object = serde_json::Map::new();
            for (key, value) in given {
                let Some(field) = fields.iter().find(|field| field.option == key) else {
                    return Err(format!("unknown option \"{key}\" in {option}"));
                };
                let value =
                    if value.is_null() { value } else { shaped(&format!("{option}.{key}"), &field.shape, value)? };
                object.insert(key, value);
            }
            Ok(Value::Object(object))
        }
        Shape::Any => Ok(value),
    }
}

/// Returns a value as text. Integers are accepted, but not floats: YAML reads `2024.10` as 2024.1.
fn text(option: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) if !number.is_f64() => Ok(number.to_string()),
        Value::Number(_) | Value::Bool(_) => {
            Err(format!("{option} must be a string, but YAML read it as {value}; hint: quote it"))
        }
        other => Err(wrong(option, "a string", &other)),
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15).map(|float| float as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.trim().parse().ok().and_then(Number::from_f64),
        _ => None,
    }
}

/// Reads a boolean in any of the forms that Ansible accepts.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => Some(true),
            Some(0.0) => Some(false),
            _ => None,
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "yes" | "on" | "1" | "true" | "y" | "t" => Some(true),
            "no" | "off" | "0" | "false" | "n" | "f" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn object(option: &str, value: Value) -> Result<serde_json::Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        Value::String(ref text) => match serde_json::from_str(text) {
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(wrong(option, "a dictionary", &value)),
        },
        other => Err(wrong(option, "a dictionary", &other)),
    }
}

fn wrong(option: &str, wanted: &str, value: &Value) -> String {
    format!("{option} must be {wanted}, not {}", describe(value))
}

/// Describes a value by its type only, because the value may be a secret.
pub fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a dictionary",
    }
}
