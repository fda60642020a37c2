//! Requests of any kind: no type of Pulp's, and no fields of its own.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<ApiCall>()];

/// A request, described by the module's own options.
#[derive(JsonSchema)]
pub struct ApiCall {}

impl Entity for ApiCall {
    const TYPE: &str = "api_call";
    const PATH: &str = "";
    const NEEDS: Needs = needs("core", "3.43");
}
