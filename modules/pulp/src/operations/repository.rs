//! `repository`: repositories of any type.

use super::NoOptions;
use crate::args::Item;
use crate::context::Context;
use crate::error::Error;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::reconcile;
use crate::schema::Type;
use crate::types;

/// The module `repository`.
pub struct Repository;

impl Operation for Repository {
    const NOUN: &'static str = "repository";
    const PLURAL: &'static str = "repositories";
    const ABOUT: &'static str = "Makes, changes, removes and reads Pulp repositories";
    const TYPES: &'static [Type] = types::repository::TYPES;
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        reconcile::reconcile::<Self>(context, items).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        reconcile::read_all::<Self>(context, kind).await
    }
}
