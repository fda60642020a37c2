//! The tables of variables in the roles' READMEs.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::generated::Generated;
use crate::tables::filled;

/// A variable of a role, as its README shows it.
pub struct Variable {
    pub name: String,
    /// In Ansible's markup.
    pub description: Vec<String>,
    /// Shown as code, unless empty.
    pub default: String,
    pub required: bool,
}

/// Returns a role's README with a fresh table.
pub fn readme(root: &Path, role: &str, variables: &[Variable]) -> Result<Generated> {
    let path = format!("roles/{role}/README.md");
    let text = filled(root, &path, &[("variables", table(variables))])?;
    Ok(Generated::text(path, text))
}

/// Reads the variables of a handwritten argument spec.
pub fn of_spec(spec: &Value) -> Result<Vec<Variable>> {
    let options = spec.pointer("/argument_specs/main/options").and_then(Value::as_object);
    let options = options.context("no options in the argument spec")?;
    Ok(options.iter().map(|(name, option)| of_option(name, option)).collect())
}

fn of_option(name: &str, option: &Value) -> Variable {
    let description = match &option["description"] {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        line => vec![line.as_str().unwrap_or_default().to_owned()],
    };
    Variable {
        name: name.to_owned(),
        description,
        default: option.get("default").map(shown).unwrap_or_default(),
        required: option["required"] == true,
    }
}

/// Returns a default as the table shows it; a template that only names another variable becomes that name.
pub fn shown(default: &Value) -> String {
    match default {
        Value::Null => String::new(),
        Value::String(text) => followed(text).unwrap_or(text).to_owned(),
        other => other.to_string(),
    }
}

/// Returns the name of the variable whose value a default takes.
pub fn followed(default: &str) -> Option<&str> {
    default.strip_prefix("{{ ")?.strip_suffix(" }}")
}

fn table(variables: &[Variable]) -> String {
    let mut table = "| variable | default | description |\n| --- | --- | --- |\n".to_owned();
    for variable in variables {
        let default = match (variable.default.as_str(), variable.required) {
            (_, true) => "required".to_owned(),
            ("", _) => String::new(),
            (default, _) if default.contains("O(") => marked(default),
            (default, _) => format!("`{default}`"),
        };
        let description = marked(&variable.description.join(" "));
        table += &format!("| `{}` | {default} | {description} |\n", variable.name);
    }
    table
}

/// Converts Ansible's markup to Markdown in a table.
fn marked(text: &str) -> String {
    let mut marked = String::new();
    let mut rest = text;
    while let Some(place) = ["C(", "O(", "V(", "E(", "M("].iter().filter_map(|mark| find(rest, mark)).min() {
        let (before, code) = rest.split_at(place);
        let (code, after) = code[2..].split_once(')').unwrap_or((&code[2..], ""));
        marked += &format!("{before}`{code}`");
        rest = after;
    }
    (marked + rest).replace('|', "\\|")
}

/// Returns where a mark begins a word.
fn find(text: &str, mark: &str) -> Option<usize> {
    let begins = |place: usize| !text[..place].ends_with(|before: char| before.is_alphanumeric());
    text.match_indices(mark).map(|(place, _)| place).find(|place| begins(*place))
}
