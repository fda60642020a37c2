//! Repositories: `/repositories/…/`.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use schemars::JsonSchema;

use crate::entity::{Clearable, Int, Labels, Ref, Text, target};
use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[
    Type::of::<rpm::Rpm>(),
    Type::of::<deb::Deb>(),
    Type::of::<container::Container>(),
    Type::of::<file::File>(),
    Type::of::<python::Python>(),
    Type::of::<ansible::Ansible>(),
];

/// What all repositories have.
#[derive(JsonSchema)]
pub struct Base {
    /// Its name; unique among the repositories of all types.
    pub name: Text,
    /// What it is for.
    pub description: Clearable<Text>,
    /// The remote that a sync without one takes.
    pub remote: Clearable<Ref<target::Remote>>,
    /// How many versions are kept; all of them if cleared.
    pub retain_repo_versions: Clearable<Int>,
    /// How many checkpoint publications are kept; all of them if cleared.
    #[schemars(extend("x-since" = "core 3.106"))]
    pub retain_checkpoints: Clearable<Int>,
    /// Its labels.
    pub pulp_labels: Labels,
}
