//! Manages Pulp 3 servers declaratively, as Ansible modules. The tour, as the data flows:
//!
//! 1. [`args`]: the arguments file becomes typed items ([`schema`] reads the options off the declarations in [`types`])
//! 2. [`request`] and [`lookup`]: what has to be asked, in as few requests as can be
//! 3. [`client`]: the only file that talks to the network
//! 4. [`prepare`] and [`plan`]: what is there, compared with what is wanted
//! 5. [`apply`]: the plans are carried out, [`task`] waits for what the server does on its own time
//! 6. [`outcome`]: one JSON object on stdout
//!
//! [`operations`] holds one file per module; [`run`] puts the steps together. [`docs`] tells Ansible what there is.

pub mod apply;
pub mod args;
pub mod client;
pub mod coerce;
pub mod connection;
pub mod context;
pub mod docs;
pub mod entity;
pub mod error;
mod explain;
pub mod form;
pub mod host;
pub mod item;
pub mod lookup;
pub mod ongoing;
pub mod operation;
pub mod operations;
pub mod outcome;
pub mod plan;
pub mod prepare;
pub mod profile;
pub mod redact;
pub mod request;
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

pub use run::{execute, run, run_one_of};
