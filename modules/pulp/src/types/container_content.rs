//! Tags in container repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Container>()];

/// Tags, which have no fields to set.
#[derive(JsonSchema)]
pub struct Container {}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
