//! container remotes.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, List, Needs, PulpType, Required, Text, needs};
use crate::types::remote::{Base, Credentials};
use crate::types::values::{OnDemand, Policy};

/// An image in a registry, to mirror in a container repository.
#[derive(JsonSchema)]
pub struct Container {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy. `immediate` downloads content during the sync, `on_demand` when a client first requests it,
    /// and `streamed` on every request without storing it.
    pub policy: Policy,
    /// Name of the image in the registry.
    pub upstream_name: Required<Text>,
    /// Tags to sync (wildcards allowed). Without it, all are synced. `includes` in Pulp's API since pulp_container
    /// 2.28.
    #[schemars(extend("x-pulp" = "includes", "x-pulp-before" = ["container", "2.28", "include_tags"]))]
    pub include_tags: Clearable<List<Text>>,
    /// Tags to skip (wildcards allowed). `excludes` in Pulp's API since pulp_container 2.28.
    #[schemars(extend("x-pulp" = "excludes", "x-pulp-before" = ["container", "2.28", "exclude_tags"]))]
    pub exclude_tags: Clearable<List<Text>>,
    /// URL of the signature store.
    pub sigstore: Text,
}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "remotes/container/container/";
    const NEEDS: Needs = needs("container", "2.20");
}

/// A registry whose images Pulp mirrors when a client pulls them.
#[derive(JsonSchema)]
pub struct PullThrough {
    #[schemars(flatten)]
    pub base: Base,
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Download policy.
    pub policy: OnDemand,
    /// Images that can be pulled (wildcards allowed). Without it, all can.
    #[schemars(extend("x-pulp" = "includes", "x-since" = "container 2.21"))]
    pub include_tags: Clearable<List<Text>>,
    /// Images that cannot be pulled (wildcards allowed).
    #[schemars(extend("x-pulp" = "excludes", "x-since" = "container 2.21"))]
    pub exclude_tags: Clearable<List<Text>>,
}

impl PulpType for PullThrough {
    const TYPE: &str = "container_pull_through";
    const PATH: &str = "remotes/container/pull-through/";
    const NEEDS: Needs = needs("container", "2.20");
}
