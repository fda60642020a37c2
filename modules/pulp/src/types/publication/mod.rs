//! Publications: `/publications/…/`. They cannot be updated.

pub mod deb;
pub mod file;
pub mod python;
pub mod rpm;

use crate::schema::Type;

/// Every type, by the value of the option `type`.
pub const TYPES: &[Type] =
    &[Type::of::<rpm::Rpm>(), Type::of::<deb::Deb>(), Type::of::<file::File>(), Type::of::<python::Python>()];
