//! python repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, needs};
use crate::types::repository::Base;

/// A repository of Python packages.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    /// Whether every new version is published at once.
    pub autopublish: Flag,
    /// Whether a file of a name that is there already may have other content.
    #[schemars(extend("x-since" = "python 3.28"))]
    pub allow_package_substitution: Flag,
    /// Whether content that is refused fails the task.
    #[schemars(extend("x-since" = "python 3.34"))]
    pub error_on_reject: Flag,
}

impl Entity for Python {
    const TYPE: &str = "python";
    const PATH: &str = "repositories/python/python/";
    const NEEDS: Needs = needs("python", "3.11");
}
