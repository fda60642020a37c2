//! Declarations of Pulp's types, in folders that mirror Pulp's URLs.
//!
//! To add a type, write a struct and three constants, and add the type to its folder's table `TYPES`.

pub mod access_policy;
pub mod acs;
pub mod api_call;
pub mod container_content;
pub mod container_namespace;
pub mod container_sync;
pub mod content_guard;
pub mod distribution;
pub mod domain;
pub mod file_content;
pub mod group;
pub mod info;
pub mod maintenance;
pub mod publication;
pub mod remote;
pub mod repository;
pub mod role;
pub mod signing_service;
pub mod sync;
pub mod task;
pub mod upstream_pulp;
pub mod user;
pub mod values;
