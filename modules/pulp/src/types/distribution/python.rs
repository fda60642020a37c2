//! python distributions.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Ref, needs, target};
use crate::types::distribution::Base;

/// Serves a Python index.
#[derive(JsonSchema)]
pub struct Python {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the content guard. Without one, anyone can download.
    pub content_guard: Clearable<Ref<target::ContentGuard>>,
    /// Name of the remote to pull packages through from.
    pub remote: Clearable<Ref<target::Remote>>,
    /// Whether to allow uploads with `twine upload`.
    pub allow_uploads: Flag,
}

impl PulpType for Python {
    const TYPE: &str = "python";
    const PATH: &str = "distributions/python/pypi/";
    const NEEDS: Needs = needs("python", "3.11");
}
