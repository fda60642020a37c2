//! Namespaces of container images: `/pulp_container/namespaces/`.

use schemars::JsonSchema;

use crate::pulp_type::{Labels, Needs, PulpType, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Container>()];

/// The first part of images' paths, on which users can have roles.
#[derive(JsonSchema)]
pub struct Container {
    /// Name of the namespace.
    pub name: Text,
    /// Labels. They can be set only when the namespace is created.
    #[schemars(extend("x-since" = "container 2.28"))]
    pub pulp_labels: Labels,
}

impl PulpType for Container {
    const TYPE: &str = "container";
    const PATH: &str = "pulp_container/namespaces/";
    const NEEDS: Needs = needs("container", "2.20");
}
