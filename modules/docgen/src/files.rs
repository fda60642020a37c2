//! Lists the generated files and renders most of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulp::module::Module;
use pulp::operations::binary;
use serde_json::Value;

use crate::generated::Generated;
use crate::yaml::folded;
use crate::{declarations, documentation, roles, tables};

const HEAD: &str = "# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.
";

/// The guide to error messages.
const MESSAGES: &str = "docs/troubleshooting.md";

/// The versions of ansible-core whose `ansible-test sanity` has to pass.
const ANSIBLE: [&str; 4] = ["2.16", "2.17", "2.18", "2.19"];

/// Every generated file of the collection.
pub fn all(root: &Path, modules: &[&Module]) -> Result<Vec<Generated>> {
    let mut files = Vec::new();
    for module in modules {
        let name = module.name;
        files.push(Generated::link(format!("plugins/modules/{name}"), format!("../bin/x86_64/{}", binary(module))));
        files.push(Generated::text(format!("plugins/modules/{name}.py"), module_py(root, module)?));
        files.push(Generated::text(format!("plugins/action/{name}.py"), action()));
    }
    files.push(Generated::text(format!("plugins/doc_fragments/{}.py", documentation::FRAGMENT), fragment()?));
    files.push(Generated::text(declarations::PATH, declarations::text(modules)?));
    files.push(Generated::text("meta/runtime.yml", runtime(modules)));
    files.extend(roles::meta(root, modules)?);
    for version in ANSIBLE {
        files.push(Generated::text(format!("tests/sanity/ignore-{version}.txt"), ignored(root, modules)?));
    }
    files.push(Generated::text(
        "README.md",
        tables::filled(root, "README.md", &[("modules", tables::modules(modules))])?,
    ));
    let tables = [("types", tables::types(modules)), ("options", tables::newer_options(modules))];
    files.push(Generated::text("docs/support.md", tables::filled(root, "docs/support.md", &tables)?));
    let tables = [("reasons", tables::reasons())];
    files.push(Generated::text(MESSAGES, tables::filled(root, MESSAGES, &tables)?));
    Ok(files)
}

/// What `ansible-doc` shows; the examples are the tasks that the scenario `examples` runs.
fn module_py(root: &Path, module: &Module) -> Result<String> {
    let examples = root.join(format!("molecule/examples/tasks/{}.yml", module.name));
    let examples = fs::read_to_string(&examples).with_context(|| format!("no examples: {}", examples.display()))?;
    Ok(format!(
        "{HEAD}\nDOCUMENTATION = r\"\"\"\n{}\"\"\"\n\nEXAMPLES = r\"\"\"\n{examples}\"\"\"\n\nRETURN = r\"\"\"\n{}\"\"\"\n",
        yaml(&documentation::documentation(module))?,
        yaml(&documentation::returns(module))?,
    ))
}

/// What the documentation of all modules has in common.
fn fragment() -> Result<String> {
    Ok(format!(
        "{HEAD}\n\nclass ModuleDocFragment:\n    DOCUMENTATION = r\"\"\"\n{}\"\"\"\n",
        yaml(&documentation::fragment())?
    ))
}

fn yaml(value: &Value) -> Result<String> {
    Ok(format!("---\n{}", folded(&serde_saphyr::to_string(value)?)))
}

fn action() -> String {
    format!(
        "{HEAD}\nfrom ansible_collections.release_train.pulp.plugins.plugin_utils import binary\n\nActionModule = binary.ActionModule\n"
    )
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
    let line = |path| format!("{path} validate-modules:missing-gplv3-license # Apache-2.0, contains no Ansible code\n");
    Ok(modules.chain(lookups).map(line).collect())
}
