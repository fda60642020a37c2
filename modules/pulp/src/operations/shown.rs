//! Removes secrets from tasks and from objects of any type, so that they can be shown.

use std::slice::from_ref;
use std::sync::LazyLock;

use serde_json::Value;

use crate::context::Context;
use crate::redact;
use crate::schema::{Field, Type};

/// Returns the types of Pulp's objects, as the modules declare them.
pub fn kinds() -> impl Iterator<Item = &'static Type> {
    super::modules().filter(|module| module.type_option == "type").flat_map(|module| module.types)
}

/// Returns the secret fields of all types below a path.
fn secrets(path: &str) -> Vec<Field> {
    let fields = kinds().filter(|kind| kind.path.starts_with(path)).flat_map(|kind| kind.fields());
    fields.filter(|field| field.secret).cloned().collect()
}

/// The secret fields of all types, any of which a task's result may contain.
static ALL: LazyLock<Vec<Field>> = LazyLock::new(|| secrets(""));

/// Returns the objects of a list without secrets, whatever their types.
pub fn objects(context: &Context, list: &str, objects: &[Value]) -> Vec<Value> {
    let own = secrets(list);
    let shown = |object: &Value| {
        let mut shown = redact::entity(&own, object);
        // A task keeps the object that it created or updated (`result`, since pulpcore 3.88), which may be of any type.
        if list == TASKS
            && let Some(result) = shown.get_mut("result")
        {
            *result = redact::entity(&ALL, result);
        }
        context.client.strike_in(&shown)
    };
    objects.iter().map(shown).collect()
}

/// Returns a task without secrets.
pub fn task(context: &Context, task: &Value) -> Value {
    objects(context, TASKS, from_ref(task)).remove(0)
}

const TASKS: &str = "tasks/";
