//! Queries of the module `info`: the lists of a server, and its status.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Info>()];

/// A query, described by the module's own options.
#[derive(JsonSchema)]
pub struct Info {}

impl PulpType for Info {
    const TYPE: &str = "info";
    const PATH: &str = "";
    const NEEDS: Needs = needs("core", "3.43");
}
