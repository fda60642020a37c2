//! Adds hints to rejected create requests: which object already uses the name or base path.

use serde_json::Value;

use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;
use crate::object::Fields;
use crate::reason::Reason;

/// Pulp's message for a value that is already in use.
pub const UNIQUE: &str = "This field must be unique";

/// Pulp's message for a name that is already in use. Names are unique across all types of a list.
pub const NAME_TAKEN: &str = "name: This field must be unique";

/// Finds the object that already uses the name or base path.
pub async fn explain<O>(context: &Context, item: &Item<O>, error: Error) -> Error {
    let Some((400, problem)) = error.answer() else {
        return error;
    };
    let generic = format!("{}/", item.kind.path.split('/').next().unwrap_or_default());
    let fields = [("fields", "name,pulp_href,base_path")];
    if problem.says(NAME_TAKEN) {
        let owner = context
            .client
            .list(&generic, &[&[("name", item.label.as_str())][..], &fields[..]].concat())
            .await
            .unwrap_or_default();
        let named = |owner: &&Value| owner.text("name") == Some(item.label.trim());
        return error.because(Reason::NameTaken).with_hint(match owner.iter().find(named).map(href) {
            Some(owner) if owner.contains("/container-push/") => format!(
                "push repository {owner} already uses this name; delete the distribution that the image was pushed through, or migrate the repository with a POST to {owner}migrate/"
            ),
            Some(owner) if owner.contains(item.kind.path) => {
                format!("{owner} was created with this name in the meantime; run the task again")
            }
            Some(owner) => format!("{owner}, which has another type, already uses this name; choose another name"),
            None => format!("an object with this name exists, but user {} may not see it", context.client.user()),
        });
    }
    let Some(path) = item.text("base_path").filter(|_| problem.says("base_path:")) else {
        return error;
    };
    let parts: Vec<&str> = path.split('/').collect();
    let above: Vec<String> = (1..=parts.len()).map(|end| parts[..end].join("/")).collect();
    let mut owners = context
        .client
        .list(&generic, &[("base_path__in", above.join(",").as_str()), fields[0]])
        .await
        .unwrap_or_default();
    owners
        .extend(context.client.list(&generic, &[("base_path__icontains", path), fields[0]]).await.unwrap_or_default());
    let describe = |owner: &Value| {
        let text = |key: &str| owner.text(key).unwrap_or_default().to_owned();
        format!("\"{}\" has the base path {}", text("name"), text("base_path"))
    };
    match owners.first() {
        Some(owner) => error.because(Reason::NameTaken).with_hint(format!("distribution {}", describe(owner))),
        None => error,
    }
}
