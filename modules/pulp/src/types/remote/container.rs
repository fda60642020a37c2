//! container remotes.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, List, Needs, Required, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::{OnDemand, Policy};

/// The registry and the image that a container repository mirrors.
#[derive(JsonSchema)]
pub struct Container {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: Policy,
    /// The image's name at the registry.
    pub upstream_name: Required<Text>,
    /// The tags to take (wildcards allowed); all if cleared. `includes` in Pulp's API since pulp_container 2.28.
    #[schemars(extend("x-pulp" = "includes", "x-pulp-before" = ["container", "2.28", "include_tags"]))]
    pub include_tags: Clearable<List<Text>>,
    /// The tags to leave out (wildcards allowed). `excludes` in Pulp's API since pulp_container 2.28.
    #[schemars(extend("x-pulp" = "excludes", "x-pulp-before" = ["container", "2.28", "exclude_tags"]))]
    pub exclude_tags: Clearable<List<Text>>,
    /// The URL of the store that signatures are read from.
    pub sigstore: Text,
}

impl Entity for Container {
    const TYPE: &str = "container";
    const PATH: &str = "remotes/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}

/// A registry whose images are mirrored when somebody pulls them.
#[derive(JsonSchema)]
pub struct PullThrough {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// When content is downloaded: with the sync, when somebody asks for it, or each time.
    pub policy: OnDemand,
    /// The images to take (wildcards allowed); all if cleared.
    #[schemars(extend("x-pulp" = "includes", "x-since" = "container 2.21"))]
    pub include_tags: Clearable<List<Text>>,
    /// The images to leave out (wildcards allowed).
    #[schemars(extend("x-pulp" = "excludes", "x-since" = "container 2.21"))]
    pub exclude_tags: Clearable<List<Text>>,
}

impl Entity for PullThrough {
    const TYPE: &str = "container_pull_through";
    const PATH: &str = "remotes/container/pull-through/";
    const NEEDS: Needs = needs("container", "2.20");
}
