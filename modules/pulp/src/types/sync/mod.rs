//! Sync actions: `/repositories/…/sync/`. The path of each type is that of its repositories.

pub mod ansible;
pub mod container;
pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] = &[
    Type::of::<rpm::Rpm>(),
    Type::of::<deb::Deb>(),
    Type::of::<container::Container>(),
    Type::of::<file::File>(),
    Type::of::<python::Python>(),
    Type::of::<ansible::Ansible>(),
    Type::of::<ansible::Role>(),
    Type::of::<ansible::Git>(),
];
