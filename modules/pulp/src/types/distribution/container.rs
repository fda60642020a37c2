//! container distributions. Pulp controls access to them itself, so they have no content guard.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Ref, Required, Text, needs, target};
use crate::types::distribution::Base;

/// Serves an image.
#[derive(JsonSchema)]
pub struct Container {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether only users with a role on its namespace can pull images.
    pub private: Flag,
    /// Description.
    pub description: Clearable<Text>,
}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "distributions/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
    // A result's `registry_path` lacks the host (pulp_container 2.30.0).
    const READ_AGAIN: bool = true;
}

/// Serves the images of a pull-through remote.
#[derive(JsonSchema)]
pub struct PullThrough {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the pull-through remote.
    pub remote: Required<Ref<target::Remote>>,
    /// Whether only users with a role on its namespace can pull images.
    pub private: Flag,
    /// Description.
    pub description: Clearable<Text>,
}

impl PulpType for PullThrough {
    const TYPE: &str = "container_pull_through";
    const PATH: &str = "distributions/container/pull-through/";
    const NEEDS: Needs = needs("container", "2.20");
}
