//! `schema URL`: what a running Pulp's OpenAPI schema says of the fields that the modules declare, as the fixtures in `schemas/` hold it:
//! versions, and per request body its fields with their choices (null where any value goes).

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use pulp::operations::modules;
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).context("usage: schema URL")?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let get = async |path: &str| -> Result<Value> {
        Ok(reqwest::get(format!("{url}/pulp/api/v3/{path}")).await?.error_for_status()?.json().await?)
    };
    let (status, api) = (get("status/").await?, get("docs/api.json").await?);
    let versions: BTreeMap<&str, &str> = status["versions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|part| Some((part["component"].as_str()?, part["version"].as_str()?)))
        .collect();
    let mut bodies = BTreeMap::new();
    for module in modules() {
        for kind in module.types {
            let sync = format!(
                "{{{}_href}}sync/",
                kind.path.trim_end_matches('/').replacen("repositories/", "", 1).replace(['/', '-'], "_")
                    + "_repository"
            );
            let (key, path) = match module.name {
                "sync" => (format!("{}sync/", kind.path), sync),
                _ => (kind.path.to_owned(), format!("/pulp/api/v3/{}", kind.path)),
            };
            if let Some(fields) = fields(&api, &path) {
                bodies.insert(key, fields);
            }
        }
    }
    let text = serde_json::to_string_pretty(&json!({"versions": versions, "bodies": bodies}))?;
    std::io::Write::write_all(&mut std::io::stdout(), format!("{text}\n").as_bytes())?;
    Ok(())
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
