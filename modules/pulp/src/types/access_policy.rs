//! Access policies: `/access_policies/`.

use schemars::JsonSchema;

use crate::entity::{Entity, Json, List, Needs, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<AccessPolicy>()];

/// Who may do what at one of the API's paths.
#[derive(JsonSchema)]
pub struct AccessPolicy {
    /// The path it is about, as Pulp names it, e.g. `repositories/file/file`.
    pub viewset_name: Text,
    /// What is allowed or denied: dictionaries with `action`, `principal`, `effect` and perhaps `condition`.
    #[schemars(extend("x-clear" = []))]
    pub statements: List<Json>,
    /// What happens when an object is made: dictionaries with `function` and `parameters`.
    #[schemars(extend("x-clear" = []))]
    pub creation_hooks: List<Json>,
    /// Which objects a list shows: a dictionary with `function` and perhaps `parameters`.
    #[schemars(extend("x-clear" = {}))]
    pub queryset_scoping: Json,
}

impl Entity for AccessPolicy {
    const TYPE: &str = "access_policy";
    const PATH: &str = "access_policies/";
    const NEEDS: Needs = needs("core", "3.43");
}
