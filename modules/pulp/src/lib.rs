//! Manages Pulp 3 servers declaratively, as Ansible modules. The steps of a run, in order:
//!
//! 1. [`args`] validates the arguments file and converts it to items. [`schema`] reads the options from the structs in
//!    [`types`], and [`coerce`] converts their values.
//! 2. [`lookup`] finds the existing objects in bulk, with as few requests as possible.
//! 3. [`plan`] compares each object with its desired state. [`prepare`] does steps 2 and 3 for a list of items.
//! 4. [`apply`] sends the planned requests together, and [`task`] waits for Pulp's tasks.
//! 5. [`outcome`] combines the outcomes into one JSON object.
//!
//! [`run()`] reads the arguments, connects to the server ([`context`]), runs the operation and prints the result.
//! [`operations`] has one operation per module, which does steps 2 to 4. Only [`client`] uses the network. [`module`]
//! describes the modules for documentation and tests.

pub mod apply;
pub mod args;
pub mod client;
pub mod coerce;
pub mod connection;
pub mod context;

pub mod error;
mod explain;
pub mod form;
pub mod host;
pub mod item;
pub mod lookup;
pub mod module;
pub mod object;
pub mod ongoing;
pub mod operation;
pub mod operations;
pub mod outcome;
pub mod plan;
pub mod prepare;
pub mod profile;
pub mod pulp_type;
pub mod reason;
pub mod redact;
pub mod request;
pub mod result;
mod run;
pub mod schema;
pub mod server;
pub mod serving;
pub mod stop;
pub mod task;
mod task_group;
pub mod time;
pub mod types;
pub mod version;
pub mod visibility;

pub use module::run_one_of;
pub use run::{execute, run};
