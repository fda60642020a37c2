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
    /// What the repository is for.
    pub description: Clearable<Text>,
    /// How many versions of the repository are kept; all of them if cleared.
    pub retain_repo_versions: Clearable<Int>,
    /// Whether tags that the upstream no longer has are removed.
    pub mirror: Flag,
    /// Whether to take only signed images.
    pub signed_only: Flag,
}

impl Entity for Image {
    const TYPE: &str = "container";
    const PATH: &str = "repositories/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}
