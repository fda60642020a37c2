//! Extracts the request bodies from a Pulp server's OpenAPI schema on stdin, in the format of the fixtures in
//! `schemas/`: the server's versions, and for each path its fields with their choices (null if any value is allowed).

use std::collections::BTreeMap;
use std::io::{Write, stdin, stdout};

use anyhow::{Context, Result};
use pulp::operations::modules;
use serde_json::{Value, json};

const ROOT: &str = "/pulp/api/v3/";

fn main() -> Result<()> {
    let api: Value = serde_json::from_reader(stdin())?;
    let versions = api.pointer("/info/x-pulp-app-versions").context("not the schema of a Pulp server")?;
    let paths = api["paths"].as_object().context("the schema has no paths")?;
    let plain = paths.keys().filter_map(|path| Some((path.strip_prefix(ROOT)?.to_owned(), path.clone())));
    let bodies: BTreeMap<String, _> =
        plain.chain(syncs()).filter_map(|(key, path)| Some((key, fields(&api, &path)?))).collect();
    let text = serde_json::to_string_pretty(&json!({"versions": versions, "bodies": bodies}))?;
    Ok(stdout().write_all(format!("{text}\n").as_bytes())?)
}

/// Returns the sync action of each type: its path in the fixtures, and its path in the schema, which has a placeholder
/// for the href.
fn syncs() -> impl Iterator<Item = (String, String)> {
    let types = modules().filter(|module| module.name == "sync").flat_map(|module| module.types);
    types.map(|kind| {
        let repository = kind.path.trim_end_matches('/').replacen("repositories/", "", 1).replace(['/', '-'], "_");
        (format!("{}sync/", kind.path), format!("{{{repository}_repository_href}}sync/"))
    })
}

fn fields(api: &Value, path: &str) -> Option<BTreeMap<String, Value>> {
    let content = api["paths"][path]["post"]["requestBody"]["content"].as_object()?;
    let body = resolve(api, &content.values().next()?["schema"]);
    Some(body["properties"].as_object()?.iter().map(|(name, field)| (name.clone(), choices(api, field))).collect())
}

fn resolve<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    schema["$ref"].as_str().and_then(|reference| api.pointer(reference.strip_prefix('#')?)).unwrap_or(schema)
}

fn choices(api: &Value, field: &Value) -> Value {
    let field = resolve(api, field);
    if field["enum"].is_array() {
        return field["enum"].clone();
    }
    if field["items"].is_object() {
        return choices(api, &field["items"]);
    }
    let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| field[*key].as_array()).flatten();
    parts.map(|part| choices(api, part)).find(|choices| !choices.is_null()).unwrap_or_default()
}
