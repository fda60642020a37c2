//! Users: `/users/`.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, Required, Secret, Text, needs};
use crate::schema::Type;

/// Every type.
pub const TYPES: &[Type] = &[Type::of::<User>()];

/// Somebody who may log in.
#[derive(JsonSchema)]
pub struct User {
    /// The name to log in with.
    pub username: Required<Text>,
    /// The password. Whether it is another one than the user has is asked by logging in with it.
    pub password: Secret<Text>,
    /// The first name.
    #[schemars(extend("x-clear" = ""))]
    pub first_name: Text,
    /// The last name.
    #[schemars(extend("x-clear" = ""))]
    pub last_name: Text,
    /// The e-mail address.
    #[schemars(extend("x-clear" = ""))]
    pub email: Text,
    /// Whether the user may use Django's admin site.
    pub is_staff: Flag,
    /// Whether the user may log in at all.
    pub is_active: Flag,
}

impl Entity for User {
    const TYPE: &str = "user";
    const PATH: &str = "users/";
    const NEEDS: Needs = needs("core", "3.43");
}
