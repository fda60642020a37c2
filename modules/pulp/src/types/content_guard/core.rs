//! The guards of pulpcore itself.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, List, Needs, Ref, Required, Secret, Text, needs, target};
use crate::types::content_guard::Base;

/// Lets in users who hold the role `core.rbaccontentguard_downloader` on it.
#[derive(JsonSchema)]
pub struct Rbac {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for Rbac {
    const TYPE: &str = "rbac";
    const PATH: &str = "contentguards/core/rbac/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Lets in requests with a certain header.
#[derive(JsonSchema)]
pub struct Header {
    #[schemars(flatten)]
    pub base: Base,
    /// The header.
    pub header_name: Required<Text>,
    /// Its value.
    pub header_value: Required<Secret<Text>>,
    /// A jq filter that finds the value in a header of base64-encoded JSON.
    pub jq_filter: Clearable<Text>,
}

impl Entity for Header {
    const TYPE: &str = "header";
    const PATH: &str = "contentguards/core/header/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Lets in requests with a header that holds, base64-encoded, what the server finds in its environment.
#[derive(JsonSchema)]
pub struct EnvvarHeader {
    #[schemars(flatten)]
    pub base: Base,
    /// The header.
    pub header_name: Required<Text>,
    /// The variable of the environment of Pulp's content app that holds the header's value.
    pub env_var: Required<Text>,
}

impl Entity for EnvvarHeader {
    const TYPE: &str = "envvar_header";
    const PATH: &str = "contentguards/core/envvar_header/";
    const NEEDS: Needs = needs("core", "3.119");
}

/// Lets in what one of several guards lets in.
#[derive(JsonSchema)]
pub struct Composite {
    #[schemars(flatten)]
    pub base: Base,
    /// Those guards.
    pub guards: Clearable<List<Ref<target::ContentGuard>>>,
}

impl Entity for Composite {
    const TYPE: &str = "composite";
    const PATH: &str = "contentguards/core/composite/";
    const NEEDS: Needs = needs("core", "3.43");
}

/// Lets in what the API itself redirected, as pulp_container does.
#[derive(JsonSchema)]
pub struct ContentRedirect {
    #[schemars(flatten)]
    pub base: Base,
}

impl Entity for ContentRedirect {
    const TYPE: &str = "content_redirect";
    const PATH: &str = "contentguards/core/content_redirect/";
    const NEEDS: Needs = needs("core", "3.43");
}
