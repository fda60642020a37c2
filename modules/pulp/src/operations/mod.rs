//! The modules: one file each. `TYPES` and options are declarations; `run` is what is particular to one.

mod container_sync;
mod content_guard;
mod distribution;
mod publication;
mod remote;
mod repository;
mod roles;
mod sync;

pub use container_sync::ContainerSync;
pub use content_guard::ContentGuard;
pub use distribution::Distribution;
pub use publication::Publication;
pub use remote::Remote;
pub use repository::Repository;
pub use sync::Sync;

use schemars::JsonSchema;
use serde::Deserialize;

/// For operations that have no options but Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone, Default)]
pub struct NoOptions {}
