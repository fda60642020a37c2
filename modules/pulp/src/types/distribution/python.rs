//! python distributions.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Needs, Ref, needs, target};
use crate::types::distribution::Base;

/// Where a Python index is served.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    /// Who may download; anyone if cleared.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// The remote that packages are pulled through from.
    pub remote: Clearable<Ref<target::Remote>>,
    /// Whether `twine upload` may add packages.
    pub allow_uploads: Flag,
}

impl Entity for Python {
    const TYPE: &str = "python";
    const PATH: &str = "distributions/python/pypi/";
    const NEEDS: Needs = needs("python", "3.11");
}
