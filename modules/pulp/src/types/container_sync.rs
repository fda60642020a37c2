//! The images of `container_sync`: what a container repository, its remote and its sync have, in one.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Int, Needs, Text, needs};
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

impl Entity for Image {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
