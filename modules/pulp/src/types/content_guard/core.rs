//! The content guards of pulpcore.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, List, Needs, PulpType, Ref, Required, Secret, Text, needs, target};
use crate::types::content_guard::Base;

/// Allows users who have the role `core.rbaccontentguard_downloader` on it.
#[derive(JsonSchema)]
pub struct Rbac {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for Rbac {
    const TYPE: &str = "rbac";
    const PATH: &str = "contentguards/core/rbac/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Allows requests with a given header.
#[derive(JsonSchema)]
pub struct Header {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the header.
    pub header_name: Required<Text>,
    /// Value of the header.
    pub header_value: Required<Secret<Text>>,
    /// jq filter that finds the value in a header of base64-encoded JSON.
    pub jq_filter: Clearable<Text>,
}

impl PulpType for Header {
    const TYPE: &str = "header";
    const PATH: &str = "contentguards/core/header/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Allows requests with a header whose base64-encoded value matches an environment variable of the content app.
#[derive(JsonSchema)]
pub struct EnvvarHeader {
    #[schemars(flatten)]
    pub base: Base,
    /// Name of the header.
    pub header_name: Required<Text>,
    /// Name of the environment variable of Pulp's content app that holds the header's value.
    pub env_var: Required<Text>,
}

impl PulpType for EnvvarHeader {
    const TYPE: &str = "envvar_header";
    const PATH: &str = "contentguards/core/envvar_header/";
    const NEEDS: Needs = needs("core", "3.119");
}

/// Allows requests that any of its guards allows.
#[derive(JsonSchema)]
pub struct Composite {
    #[schemars(flatten)]
    pub base: Base,
    /// Names of the guards.
    pub guards: Clearable<List<Ref<target::ContentGuard>>>,
}

impl PulpType for Composite {
    const TYPE: &str = "composite";
    const PATH: &str = "contentguards/core/composite/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Allows requests that the API itself redirected, as pulp_container does.
#[derive(JsonSchema)]
pub struct ContentRedirect {
    #[schemars(flatten)]
    pub base: Base,
}

impl PulpType for ContentRedirect {
    const TYPE: &str = "content_redirect";
    const PATH: &str = "contentguards/core/content_redirect/";
    const NEEDS: Needs = needs("core", "3.43");
}
