//! Access policies: `/access_policies/`.

use schemars::JsonSchema;

use crate::pulp_type::{Json, List, Needs, PulpType, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<AccessPolicy>()];

/// The rules for access to one path of the API.
#[derive(JsonSchema)]
pub struct AccessPolicy {
    /// Path of the API that the policy is for, e.g. `repositories/file/file`.
    pub viewset_name: Text,
    /// Rules, as dictionaries with `action`, `principal`, `effect` and optionally `condition`.
    #[schemars(extend("x-clear" = []))]
    pub statements: List<Json>,
    /// Functions to call when an object is created, as dictionaries with `function` and `parameters`.
    #[schemars(extend("x-clear" = []))]
    pub creation_hooks: List<Json>,
    /// Filter for the objects that a list shows, as a dictionary with `function` and optionally `parameters`.
    #[schemars(extend("x-clear" = {}))]
    pub queryset_scoping: Json,
}

impl PulpType for AccessPolicy {
    const TYPE: &str = "access_policy";
    const PATH: &str = "access_policies/";
    const NEEDS: Needs = needs("core", "3.43");
}
