//! Says more about a refusal than the server does.

use serde_json::Value;

use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;

/// What Pulp says of whatever is taken.
pub const UNIQUE: &str = "This field must be unique";

/// What Pulp says of a name that is taken; names are unique across the types of a list.
pub const NAME_TAKEN: &str = "name: This field must be unique";

/// Says whose the name or path is that a create was refused for.
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
        let named = |owner: &&Value| owner.get("name").and_then(Value::as_str) == Some(item.label.trim());
        return error.with_hint(match owner.iter().find(named).map(href) {
            Some(owner) if owner.contains("/container-push/") => format!(
                "a container-push repository has this name: {owner}; remove the distribution it was pushed through, or migrate it with a POST to {owner}migrate/"
            ),
            Some(owner) if owner.contains(item.kind.path) => {
                format!("{owner} has this name, and was created while this ran; run it again")
            }
            Some(owner) => format!("the name is taken by {owner}, which is of another type"),
            None => format!("it exists, but user {} may not see it", context.client.user()),
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
        let text = |key: &str| owner.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        format!("\"{}\" at {}", text("name"), text("base_path"))
    };
    match owners.first() {
        Some(owner) => error.with_hint(format!("distribution {}", describe(owner))),
        None => error,
    }
}
