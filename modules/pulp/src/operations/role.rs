//! `role`: sets of permissions.

use super::NoOptions;
use crate::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::schema::Type;
use crate::types;

/// The module `role`.
pub struct Role;

impl Operation for Role {
    const NOUN: &'static str = "role";
    const PLURAL: &'static str = "roles";
    const ABOUT: &'static str = "Manage Pulp roles, which are sets of permissions";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::role::TYPES;
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        apply::reconcile::<Self>(context, items).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}
