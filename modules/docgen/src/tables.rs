//! The generated tables in the README and the docs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulp::module::Module;
use pulp::reason::Reason;
use pulp::server::plugin_name;

/// Returns a file with fresh tables between their marks.
pub fn filled(root: &Path, path: &str, tables: &[(&str, String)]) -> Result<String> {
    let mut text = fs::read_to_string(root.join(path)).with_context(|| path.to_owned())?;
    for (name, table) in tables {
        let marks = (format!("<!-- {name}: written by docgen -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = text.split_once(&marks.0).with_context(|| format!("{path} has no place for {name}"))?;
        let (_, after) = rest.split_once(&marks.1).with_context(|| format!("{path} has no end of {name}"))?;
        text = format!("{before}{}{table}{}{after}", marks.0, marks.1);
    }
    Ok(text)
}

/// Returns the table of modules for the README.
pub fn modules(modules: &[&Module]) -> String {
    let mut table = "| module | types | what for |\n| --- | --- | --- |\n".to_owned();
    for module in modules {
        let types: Vec<&str> = module.types.iter().map(|kind| kind.name).collect();
        table += &format!("| `{}` | {} | {} |\n", module.name, types.join(", "), module.about);
    }
    table
}

/// Rows that several modules share, with the names of these modules.
type Rows<K> = Vec<(K, Vec<&'static str>)>;

fn note<K: PartialEq>(rows: &mut Rows<K>, key: K, module: &'static str) {
    match rows.iter_mut().find(|(known, _)| *known == key) {
        Some((_, modules)) if modules.contains(&module) => {}
        Some((_, modules)) => modules.push(module),
        None => rows.push((key, vec![module])),
    }
}

/// Returns the table of types with the versions that they require.
pub fn types(modules: &[&Module]) -> String {
    let mut rows = Rows::new();
    for module in modules {
        for kind in module.types {
            let needs = format!("{} {}", plugin_name(kind.needs.component), kind.needs.version);
            note(&mut rows, (kind.name, needs), module.name);
        }
    }
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut table = "| type | needs | modules |\n| --- | --- | --- |\n".to_owned();
    for ((name, needs), modules) in rows {
        table += &format!("| `{name}` | {needs} | {} |\n", modules.join(", "));
    }
    table
}

/// Returns the table of options that require a newer server than their types.
pub fn newer_options(modules: &[&Module]) -> String {
    let mut rows = Rows::new();
    for module in modules {
        for kind in module.types {
            for field in module.options(kind) {
                if let Some((component, version)) = &field.since {
                    let needs = (plugin_name(component), *version);
                    note(&mut rows, (needs, field.option.as_str(), kind.name), module.name);
                }
            }
        }
    }
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut table = "| needs | option | of type | modules |\n| --- | --- | --- | --- |\n".to_owned();
    for (((plugin, version), option, kind), modules) in rows {
        table += &format!("| {plugin} {version} | `{option}` | `{kind}` | {} |\n", modules.join(", "));
    }
    table
}

/// Returns the table of reasons for the guide to messages.
pub fn reasons() -> String {
    let mut table = "| reason | meaning |\n| --- | --- |\n".to_owned();
    for reason in Reason::ALL {
        table += &format!("| `{}` | {} |\n", reason.name(), reason.about());
    }
    table
}
