//! The modules, one file each. `TYPES` and options are declarations; `run` is what is specific to a module.

mod access_policy;
mod acs;
mod api_call;
mod container_content;
mod container_namespace;
mod container_sync;
mod content_guard;
mod distribution;
mod domain;
mod file_content;
mod group;
mod info;
mod maintenance;
mod members;
mod own_roles;
mod publication;
mod remote;
mod repository;
mod role;
mod roles;
mod shown;
mod signing_service;
mod sync;
mod task;
mod upstream_pulp;
mod user;

pub use access_policy::AccessPolicy;
pub use acs::Acs;
pub use api_call::ApiCall;
pub use container_content::ContainerContent;
pub use container_namespace::ContainerNamespace;
pub use container_sync::ContainerSync;
pub use content_guard::ContentGuard;
pub use distribution::Distribution;
pub use domain::Domain;
pub use file_content::FileContent;
pub use group::Group;
pub use info::Info;
pub use maintenance::Maintenance;
pub use publication::Publication;
pub use remote::Remote;
pub use repository::Repository;
pub use role::Role;
pub use signing_service::SigningService;
pub use sync::Sync;
pub use task::Task;
pub use upstream_pulp::UpstreamPulp;
pub use user::User;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::error::Error;
use crate::module::Module;
use crate::outcome::Outcome;

/// The modules that have a binary of their own, named like the module: those that are used most, as a small binary starts
/// faster and is faster to send to a host.
pub const STANDALONE: &[Module] = &[
    Module::of::<Repository>(),
    Module::of::<Remote>(),
    Module::of::<Sync>(),
    Module::of::<Publication>(),
    Module::of::<Distribution>(),
    Module::of::<ContentGuard>(),
    Module::of::<ContainerSync>(),
];

/// The modules that share the binary `shared`, which picks one by the name that it is called by.
pub const SHARED: &[Module] = &[
    Module::of::<ContainerContent>(),
    Module::of::<ContainerNamespace>(),
    Module::of::<FileContent>(),
    Module::of::<User>(),
    Module::of::<Group>(),
    Module::of::<Role>(),
    Module::of::<AccessPolicy>(),
    Module::of::<Domain>(),
    Module::of::<Acs>(),
    Module::of::<UpstreamPulp>(),
    Module::of::<SigningService>(),
    Module::of::<ApiCall>(),
    Module::of::<Info>(),
    Module::of::<Task>(),
    Module::of::<Maintenance>(),
];

/// Returns every module.
pub fn modules() -> impl Iterator<Item = &'static Module> {
    STANDALONE.iter().chain(SHARED)
}

/// Returns the name of the binary that contains a module.
pub fn binary(module: &Module) -> &'static str {
    if STANDALONE.iter().any(|own| own.name == module.name) { module.name } else { "shared" }
}

/// Options of operations that only have Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone, Default)]
pub struct NoOptions {}

/// The default of options that are enabled unless set otherwise.
fn yes() -> bool {
    true
}

/// Returns the outcomes of a later step of a run. Once something was written, a failure of the whole step is reported
/// for each of its items, in addition to what was done to them before.
fn rows(context: &Context, step: Result<Vec<Outcome>, Error>, due: usize) -> Result<Vec<Outcome>, Error> {
    match step {
        Err(error) if context.client.wrote() => Ok(vec![Outcome::failed("", &error); due]),
        step => step,
    }
}
