//! The images of `container_sync`: the fields of a container repository, its remote and its sync in one type.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Int, Needs, PulpType, Text, needs};
use crate::schema::Type;
use crate::types::remote::container::Container as Remote;

/// The one type.
pub const TYPES: &[Type] = &[Type::of::<Image>()];

/// A mirrored container image.
#[derive(JsonSchema)]
pub struct Image {
    #[schemars(flatten)]
    pub remote: Remote,
    /// Description of the repository.
    pub description: Clearable<Text>,
    /// Number of repository versions to keep. Without it, all are kept.
    pub retain_repo_versions: Clearable<Int>,
    /// Whether to remove tags that the upstream no longer has.
    pub mirror: Flag,
    /// Whether to sync only signed images.
    pub signed_only: Flag,
}

impl PulpType for Image {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
