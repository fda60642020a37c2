//! Distributions: `/distributions/…/`. The module's own options set what they serve.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Labels, Required, Text};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[
    Type::of::<rpm::Rpm>(),
    Type::of::<deb::Deb>(),
    Type::of::<container::Container>(),
    Type::of::<container::PullThrough>(),
    Type::of::<file::File>(),
    Type::of::<python::Python>(),
    Type::of::<ansible::Ansible>(),
];

/// The fields of all distributions.
#[derive(JsonSchema)]
pub struct Base {
    /// Name of the distribution, unique among the distributions of all types.
    pub name: Text,
    /// Path below the content app at which the content is served.
    pub base_path: Required<Text>,
    /// Whether to hide the distribution in the content app's listing.
    pub hidden: Flag,
    /// Labels.
    pub pulp_labels: Labels,
}
