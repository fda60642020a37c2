//! Domains: `/domains/`.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Json, Labels, Needs, PulpType, Required, Text, needs};
use crate::schema::Type;
use crate::types::values::StorageClass;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<Domain>()];

/// A separate part of a Pulp server, with its own objects, content and storage.
#[derive(JsonSchema)]
pub struct Domain {
    /// Name of the domain, as used in URLs: letters, digits, `-` and `_`.
    pub name: Text,
    /// Description.
    pub description: Clearable<Text>,
    /// Storage backend for the content. Pulp does not move content when this changes.
    pub storage_class: Required<StorageClass>,
    /// Settings of the storage backend, by the names that Pulp shows, e.g. `location` for the folder of `FileSystem`.
    /// Settings that are not given stay as they are.
    #[schemars(extend("x-secret-keys" = [
        "access_key", "secret_key", "security_token", "cloudfront_key",
        "account_name", "account_key", "sas_token", "connection_string", "token_credential",
    ]))]
    pub storage_settings: Required<Json>,
    /// Whether to redirect downloads to the storage backend, if it can serve them.
    pub redirect_to_object_storage: Flag,
    /// Whether to hide distributions with a content guard in the content app's listing.
    pub hide_guarded_distributions: Flag,
    /// Labels.
    #[schemars(extend("x-since" = "core 3.73"))]
    pub pulp_labels: Labels,
}

impl PulpType for Domain {
    const TYPE: &str = "domain";
    const PATH: &str = "domains/";
    const NEEDS: Needs = needs("core", "3.43");
}
