//! Files and packages in repositories.

use schemars::JsonSchema;

use crate::pulp_type::Labels;
use crate::schema::Type;

pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

/// Every type.
pub const TYPES: &[Type] =
    &[Type::of::<file::File>(), Type::of::<rpm::Rpm>(), Type::of::<deb::Deb>(), Type::of::<python::Python>()];

/// The fields of all content.
#[derive(JsonSchema)]
pub struct Base {
    /// Labels of the content, in all repositories that contain it. If not given, they stay as they are.
    #[schemars(extend("x-since" = "core 3.73.2"))]
    pub pulp_labels: Labels,
}
