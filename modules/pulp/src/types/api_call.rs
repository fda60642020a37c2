//! Arbitrary requests. This is not a type of Pulp and has no fields.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<ApiCall>()];

/// A request, described by the module's own options.
#[derive(JsonSchema)]
pub struct ApiCall {}

impl PulpType for ApiCall {
    const TYPE: &str = "api_call";
    const PATH: &str = "";
    const NEEDS: Needs = needs("core", "3.43");
}
