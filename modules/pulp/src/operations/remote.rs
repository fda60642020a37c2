//! `remote`: remotes of any type.

use serde_json::Value;

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

/// The module `remote`.
pub struct Remote;

impl Operation for Remote {
    const NOUN: &'static str = "remote";
    const PLURAL: &'static str = "remotes";
    const ABOUT: &'static str = "Manage Pulp remotes";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::remote::TYPES;
    type Options = NoOptions;

    async fn run(context: &Context, items: &[Item<NoOptions>]) -> Result<Vec<Outcome>, Error> {
        let items: Vec<_> = items.iter().cloned().map(without_proxy).collect();
        apply::reconcile::<Self>(context, &items).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Clears the proxy credentials together with the proxy, because Pulp rejects credentials without a proxy.
fn without_proxy(mut item: Item<NoOptions>) -> Item<NoOptions> {
    if item.desired.get("proxy_url") == Some(&Value::Null) {
        for credential in ["proxy_username", "proxy_password"] {
            item.desired.insert(credential.to_owned(), Value::Null);
        }
    }
    item
}
