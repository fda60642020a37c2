//! Tasks: `/tasks/`. Others make them; nothing of them can be set.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Task>()];

/// Work that Pulp does asynchronously.
#[derive(JsonSchema)]
pub struct Task {}

impl Entity for Task {
    const TYPE: &str = "task";
    const PATH: &str = "tasks/";
    const NEEDS: Needs = needs("core", "3.43");
}
