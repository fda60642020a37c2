//! `signing_service`: the services that sign content on the server.

use super::NoOptions;
use crate::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::prepare;
use crate::schema::Type;
use crate::types;

/// The module `signing_service`.
pub struct SigningService;

impl Operation for SigningService {
    const NOUN: &'static str = "signing_service";
    const PLURAL: &'static str = "signing_services";
    const ABOUT: &'static str = "Read the signing services of a Pulp server, which only its administrator can create";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::signing_service::TYPES;
    const STATES: &'static [State] = &[State::Read];
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        apply::reconcile::<Self>(context, items).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}
