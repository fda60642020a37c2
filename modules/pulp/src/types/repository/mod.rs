//! Repositories: `/repositories/…/`.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Int, Labels, Ref, Text, target};
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

/// The fields of all repositories.
#[derive(JsonSchema)]
pub struct Base {
    /// Name of the repository, unique among the repositories of all types.
    pub name: Text,
    /// Description.
    pub description: Clearable<Text>,
    /// Name of the default remote for syncs.
    pub remote: Clearable<Ref<target::Remote>>,
    /// Number of repository versions to keep. Without it, all are kept.
    pub retain_repo_versions: Clearable<Int>,
    /// Number of checkpoint publications to keep. Without it, all are kept.
    #[schemars(extend("x-since" = "core 3.106"))]
    pub retain_checkpoints: Clearable<Int>,
    /// Labels.
    pub pulp_labels: Labels,
}
