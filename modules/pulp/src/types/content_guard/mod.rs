//! Content guards: `/contentguards/…/`.

pub mod certguard;
pub mod core;

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Text};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[
    Type::of::<core::Rbac>(),
    Type::of::<certguard::X509>(),
    Type::of::<certguard::Rhsm>(),
    Type::of::<core::Header>(),
    Type::of::<core::EnvvarHeader>(),
    Type::of::<core::Composite>(),
    Type::of::<core::ContentRedirect>(),
];

/// The fields of all content guards.
#[derive(JsonSchema)]
pub struct Base {
    /// Name of the content guard, unique among the content guards of all types.
    pub name: Text,
    /// Description.
    pub description: Clearable<Text>,
}
