//! Writes the declarations of all modules as JSON, for the filters and the tests.

use anyhow::Result;
use pulp::module::Module;
use pulp::operations::binary;
use pulp::schema::{Field, Type};
use serde_json::{Map, Value, json};

use crate::documentation::type_name;

pub const PATH: &str = "plugins/plugin_utils/declarations.json";

/// Returns `{modules: {name: {…, types: {type: {…, options: {name: {…}}}}}}}`, with one line per option. Properties that
/// are false or empty are left out.
pub fn text(modules: &[&Module]) -> Result<String> {
    let modules: Vec<String> = modules.iter().map(|module| module_lines(module)).collect::<Result<_>>()?;
    Ok(format!(
        "{{\n\"generated\": \"by docgen from the Rust sources: change those, then run `make generate`\",\n\"modules\": {{\n{}\n}}\n}}\n",
        modules.join(",\n")
    ))
}

fn module_lines(module: &Module) -> Result<String> {
    let states: Vec<&str> = module.states.iter().map(|state| state.name()).collect();
    let described = json!({
        "noun": module.noun, "plural": module.plural, "key": module.key, "states": states, "nested": module.nested,
        "type_option": module.type_option, "binary": binary(module),
    });
    let types: Vec<String> = module.types.iter().map(|kind| type_lines(module, kind)).collect::<Result<_>>()?;
    Ok(format!(" {}: {{{}, \"types\": {{\n{}\n }}}}", quoted(module.name)?, inner(&described)?, types.join(",\n")))
}

fn type_lines(module: &Module, kind: &Type) -> Result<String> {
    let mut described = json!({"path": kind.path, "needs": [kind.needs.component, kind.needs.version]});
    if kind.serves_publications {
        described["serves_publications"] = true.into();
    }
    let own = module.own_options(kind).map(|field| option_line(field, true));
    let options = own.chain(kind.fields().iter().map(|field| option_line(field, false)));
    let options: Vec<String> = options.collect::<Result<_>>()?;
    Ok(format!("  {}: {{{}, \"options\": {{\n{}\n  }}}}", quoted(kind.name)?, inner(&described)?, options.join(",\n")))
}

/// Describes an option; `own` options are those of the module, which Pulp does not have.
fn option_line(field: &Field, own: bool) -> Result<String> {
    let mut option = Map::new();
    option.insert("type".to_owned(), type_name(&field.shape).into());
    if field.pulp != field.option {
        option.insert("pulp".to_owned(), field.pulp.as_str().into());
    }
    if let Some((component, version, name)) = &field.pulp_before {
        option.insert("pulp_before".to_owned(), json!([component, version.to_string(), name]));
    }
    if let Some((component, version)) = &field.since {
        option.insert("since".to_owned(), json!([component, version.to_string()]));
    }
    if let Some(path) = &field.refers_to {
        option.insert("refers_to".to_owned(), path.as_str().into());
    }
    let properties =
        [("own", own), ("required", field.required), ("secret", field.secret), ("clearable", field.clear.is_some())];
    option.extend(properties.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| (name.to_owned(), true.into())));
    Ok(format!("   {}: {}", quoted(&field.option)?, serde_json::to_string(&option)?))
}

fn quoted(text: &str) -> Result<String> {
    Ok(serde_json::to_string(text)?)
}

/// Returns an object as JSON without its braces.
fn inner(object: &Value) -> Result<String> {
    let text = serde_json::to_string(object)?;
    Ok(text[1..text.len() - 1].to_owned())
}
