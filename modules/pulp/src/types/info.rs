//! What is there on a server: lists of all kinds, and its status.

use schemars::JsonSchema;

use crate::entity::{Entity, Needs, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Info>()];

/// A query, described by the module's own options.
#[derive(JsonSchema)]
pub struct Info {}

impl Entity for Info {
    const TYPE: &str = "info";
    const PATH: &str = "";
    const NEEDS: Needs = needs("core", "3.43");
}
