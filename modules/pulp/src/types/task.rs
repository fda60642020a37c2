//! Tasks: `/tasks/`. Other requests create them, and they have no fields to set.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Task>()];

/// Work that Pulp does asynchronously.
#[derive(JsonSchema)]
pub struct Task {}

impl PulpType for Task {
    const TYPE: &str = "task";
    const PATH: &str = "tasks/";
    const NEEDS: Needs = needs("core", "3.43");
}
