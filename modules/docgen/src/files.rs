//! The generated files: which there are, and what is in them.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pulp::docs::{self, Module};
use pulp::server::plugin_name;
use serde_json::Value;

use crate::roles;
use crate::yaml::folded;

const HEAD: &str = "# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.
";

/// The versions of ansible-core whose `ansible-test sanity` has to pass.
const ANSIBLE: [&str; 4] = ["2.16", "2.17", "2.18", "2.19"];

/// A file or link to be there.
pub struct Generated {
    path: PathBuf,
    content: Content,
}

enum Content {
    Text(String),
    Link(String),
}

impl Generated {
    pub fn text(path: impl Into<PathBuf>, text: String) -> Generated {
        Generated { path: path.into(), content: Content::Text(text) }
    }

    /// Writes it if it differs; with `check` only says so: the path, if it is stale.
    pub fn bring_about(self, root: &Path, check: bool) -> Result<Option<PathBuf>> {
        let path = root.join(&self.path);
        let fresh = match &self.content {
            Content::Text(text) => fs::read_to_string(&path).is_ok_and(|now| now == *text),
            Content::Link(target) => fs::read_link(&path).is_ok_and(|now| now == Path::new(target)),
        };
        if fresh {
            return Ok(None);
        }
        if check {
            return Ok(Some(self.path));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        match &self.content {
            Content::Text(text) => fs::write(&path, text),
            Content::Link(target) => {
                let _ = fs::remove_file(&path);
                symlink(target, &path)
            }
        }
        .with_context(|| path.display().to_string())?;
        Ok(None)
    }
}

/// Every generated file of the collection.
pub fn all(root: &Path, modules: &[&Module]) -> Result<Vec<Generated>> {
    let mut files = Vec::new();
    for module in modules {
        let name = module.name;
        let link = format!("../bin/x86_64/{}", module.binary);
        files.push(Generated { path: format!("plugins/modules/{name}").into(), content: Content::Link(link) });
        files.push(Generated::text(format!("plugins/modules/{name}.py"), documentation(root, module)?));
        files.push(Generated::text(format!("plugins/action/{name}.py"), action()));
    }
    files.push(Generated::text(format!("plugins/doc_fragments/{}.py", docs::FRAGMENT), fragment()?));
    files.push(Generated::text("plugins/plugin_utils/options.py", options(modules)));
    files.push(Generated::text("meta/runtime.yml", runtime(modules)));
    files.extend(roles::meta(root, modules)?);
    for version in ANSIBLE {
        files.push(Generated::text(format!("tests/sanity/ignore-{version}.txt"), ignored(root, modules)?));
    }
    files.push(Generated::text("README.md", filled(root, "README.md", &[("modules", modules_table(modules))])?));
    let tables = [("types", types_table(modules)), ("options", newer_options_table(modules))];
    files.push(Generated::text("docs/support.md", filled(root, "docs/support.md", &tables)?));
    Ok(files)
}

/// What `ansible-doc` shows; the examples are the tasks that the scenario `examples` runs.
fn documentation(root: &Path, module: &Module) -> Result<String> {
    let examples = root.join(format!("molecule/examples/tasks/{}.yml", module.name));
    let examples = fs::read_to_string(&examples).with_context(|| format!("no examples: {}", examples.display()))?;
    Ok(format!(
        "{HEAD}\nDOCUMENTATION = r\"\"\"\n{}\"\"\"\n\nEXAMPLES = r\"\"\"\n{examples}\"\"\"\n\nRETURN = r\"\"\"\n{}\"\"\"\n",
        yaml(&module.documentation())?,
        yaml(&module.returns())?,
    ))
}

/// What the documentation of all modules has in common.
fn fragment() -> Result<String> {
    Ok(format!("{HEAD}\n\nclass ModuleDocFragment:\n    DOCUMENTATION = r\"\"\"\n{}\"\"\"\n", yaml(&docs::fragment())?))
}

fn yaml(value: &Value) -> Result<String> {
    Ok(format!("---\n{}", folded(&serde_saphyr::to_string(value)?)))
}

fn action() -> String {
    format!(
        "{HEAD}\nfrom ansible_collections.release_train.pulp.plugins.plugin_utils import binary\n\nActionModule = binary.ActionModule\n"
    )
}

/// The item options of each module and type, for the filters that turn role items into module items.
fn options(modules: &[&Module]) -> String {
    let mut text = format!(
        "{HEAD}\"\"\"The item options of each module and type: what role items may pass on.\"\"\"\n\nOPTIONS = {{\n"
    );
    for module in modules {
        text += &format!("    \"{}\": {{\n", module.name);
        for kind in module.types {
            text += &format!("        \"{}\": [\n", kind.name);
            for option in module.options(kind).into_iter().map(|field| field.option) {
                text += &format!("            \"{option}\",\n");
            }
            text += "        ],\n";
        }
        text += "    },\n";
    }
    text + "}\n"
}

fn runtime(modules: &[&Module]) -> String {
    let group: String = modules.iter().map(|module| format!("    - {}\n", module.name)).collect();
    let head = HEAD.lines().last().unwrap_or_default();
    format!(
        "---\n{head}\nrequires_ansible: '>=2.16.0'\n# For `module_defaults: {{group/release_train.pulp.pulp: {{pulp_url: ...}}}}`.\naction_groups:\n  pulp:\n{group}"
    )
}

/// What `ansible-test sanity` is not to mind: it wants the licence of Ansible's own modules.
fn ignored(root: &Path, modules: &[&Module]) -> Result<String> {
    let folder = "plugins/lookup/";
    let files = fs::read_dir(root.join(folder)).context(folder)?.collect::<Result<Vec<_>, _>>()?;
    let names = files.iter().map(|file| file.file_name().to_string_lossy().into_owned());
    let lookups: BTreeSet<String> =
        names.filter(|name| name.ends_with(".py")).map(|name| folder.to_owned() + &name).collect();
    let modules = modules.iter().map(|module| format!("plugins/modules/{}.py", module.name));
    let line = |path| format!("{path} validate-modules:missing-gplv3-license # Apache-2.0, no code of Ansible's\n");
    Ok(modules.chain(lookups).map(line).collect())
}

/// A file with fresh tables between their marks.
fn filled(root: &Path, path: &str, tables: &[(&str, String)]) -> Result<String> {
    let mut text = fs::read_to_string(root.join(path)).with_context(|| path.to_owned())?;
    for (name, table) in tables {
        let marks = (format!("<!-- {name}: written by docgen -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = text.split_once(&marks.0).with_context(|| format!("{path} has no place for {name}"))?;
        let (_, after) = rest.split_once(&marks.1).with_context(|| format!("{path} has no end of {name}"))?;
        text = format!("{before}{}{table}{}{after}", marks.0, marks.1);
    }
    Ok(text)
}

fn modules_table(modules: &[&Module]) -> String {
    let mut table = "| module | types | what for |\n| --- | --- | --- |\n".to_owned();
    for module in modules {
        let types: Vec<&str> = module.types.iter().map(|kind| kind.name).collect();
        table += &format!("| `{}` | {} | {} |\n", module.name, types.join(", "), module.about);
    }
    table
}

/// The rows of a table of what has a row of its own in several modules: their names are put together.
type Rows<K> = Vec<(K, Vec<&'static str>)>;

fn note<K: PartialEq>(rows: &mut Rows<K>, key: K, module: &'static str) {
    match rows.iter_mut().find(|(known, _)| *known == key) {
        Some((_, modules)) if modules.contains(&module) => {}
        Some((_, modules)) => modules.push(module),
        None => rows.push((key, vec![module])),
    }
}

fn types_table(modules: &[&Module]) -> String {
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

fn newer_options_table(modules: &[&Module]) -> String {
    let mut rows = Rows::new();
    for module in modules {
        for kind in module.types {
            for field in module.options(kind) {
                if let Some((component, version)) = field.since {
                    let needs = (plugin_name(&component), version);
                    note(&mut rows, (needs, field.option, kind.name), module.name);
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
