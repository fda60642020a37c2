//! Domains: `/domains/`.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Json, Labels, Needs, Required, Text, needs};
use crate::schema::Type;
use crate::types::values::StorageClass;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Domain>()];

/// A part of a Pulp that shares nothing with others: objects, content and storage of its own.
#[derive(JsonSchema)]
pub struct Domain {
    /// Its name, which stands in URLs: letters, digits, `-` and `_`.
    pub name: Text,
    /// What it is for.
    pub description: Clearable<Text>,
    /// What stores its content. Pulp moves nothing if this becomes another one.
    pub storage_class: Required<StorageClass>,
    /// Where and how it is stored, by the names that Pulp shows: `location` is the folder of `FileSystem`. What is not given stays.
    #[schemars(extend("x-secret-keys" = [
        "access_key", "secret_key", "security_token", "cloudfront_key",
        "account_name", "account_key", "sas_token", "connection_string", "token_credential",
    ]))]
    pub storage_settings: Required<Json>,
    /// Whether clients that download are sent to the storage, where that serves them.
    pub redirect_to_object_storage: Flag,
    /// Whether distributions with a content guard are left out of the list that browsers see.
    pub hide_guarded_distributions: Flag,
    /// Its labels.
    #[schemars(extend("x-since" = "core 3.73"))]
    pub pulp_labels: Labels,
}

impl Entity for Domain {
    const TYPE: &str = "domain";
    const PATH: &str = "domains/";
    const NEEDS: Needs = needs("core", "3.43");
}
