//! python repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};
use crate::types::repository::Base;

/// A repository of Python packages.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether to publish each new repository version automatically.
    pub autopublish: Flag,
    /// Whether a file can be replaced by another one with the same name.
    #[schemars(extend("x-since" = "python 3.28"))]
    pub allow_package_substitution: Flag,
    /// Whether rejected content fails the task.
    #[schemars(extend("x-since" = "python 3.34"))]
    pub error_on_reject: Flag,
}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "repositories/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
