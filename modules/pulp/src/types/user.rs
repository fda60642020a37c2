//! Users: `/users/`.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, Required, Secret, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<User>()];

/// A user of the Pulp server.
#[derive(JsonSchema)]
pub struct User {
    /// User name to log in with.
    pub username: Required<Text>,
    /// Password. The module logs in with it to find out whether it has to be changed.
    pub password: Secret<Text>,
    /// First name.
    #[schemars(extend("x-clear" = ""))]
    pub first_name: Text,
    /// Last name.
    #[schemars(extend("x-clear" = ""))]
    pub last_name: Text,
    /// E-mail address.
    #[schemars(extend("x-clear" = ""))]
    pub email: Text,
    /// Whether the user can use Django's admin site.
    pub is_staff: Flag,
    /// Whether the user can log in.
    pub is_active: Flag,
}

impl PulpType for User {
    const TYPE: &str = "user";
    const PATH: &str = "users/";
    const NEEDS: Needs = needs("core", "3.43");
}
