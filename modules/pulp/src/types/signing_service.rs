//! Signing services: `/signing-services/`.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, PulpType, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<SigningService>()];

/// A program that signs content, set up by an administrator on the server itself.
#[derive(JsonSchema)]
pub struct SigningService {
    /// Name of the signing service.
    pub name: Text,
}

impl PulpType for SigningService {
    const TYPE: &str = "signing_service";
    const PATH: &str = "signing-services/";
    const NEEDS: Needs = needs("core", "3.43");
}
