//! Files and packages in repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Labels, Needs, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<File>(), Type::of::<Rpm>(), Type::of::<Deb>(), Type::of::<Python>()];

/// What all content has.
#[derive(JsonSchema)]
pub struct Base {
    /// Labels of the content, in all repositories that have it. Not given, they are left as they are.
    #[schemars(extend("x-since" = "core 3.73.2"))]
    pub pulp_labels: Labels,
}

macro_rules! content {
    ($($(#[$doc:meta])* $name:ident = $kind:literal, $path:literal, $needs:expr;)*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        pub struct $name {
            #[schemars(flatten)]
            pub base: Base,
        }

        impl Entity for $name {
            const TYPE: &str = $kind;
            const PATH: &str = $path;
            const NEEDS: Needs = $needs;
        }
    )*};
}

content! {
    /// Files of any kind, by their paths.
    File = "file", "repositories/file/file/", needs("file", "1.16");
    /// RPM packages.
    Rpm = "rpm", "repositories/rpm/rpm/", needs("rpm", "3.24");
    /// Debian packages.
    Deb = "deb", "repositories/deb/apt/", needs("deb", "3.1");
    /// Python distributions.
    Python = "python", "repositories/python/python/", needs("python", "3.11");
}
