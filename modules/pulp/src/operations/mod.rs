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

use crate::docs::Module;

/// Every module, for whatever has to speak of all of them.
pub const MODULES: &[Module] = &[
    Module::of::<Repository>(),
    Module::of::<Remote>(),
    Module::of::<Sync>(),
    Module::of::<Publication>(),
    Module::of::<Distribution>(),
    Module::of::<ContentGuard>(),
    Module::of::<ContainerSync>(),
];

/// For operations that have no options but Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone, Default)]
pub struct NoOptions {}
