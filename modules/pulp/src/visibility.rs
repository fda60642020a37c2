//! Checks whether the user sees all objects on the server, or only those that its roles allow it to see.

use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::reason::Reason;
use crate::request::Request;

/// Returns whether the user sees all objects. Costs one request, so it is only called before a deletion.
///
/// Pulp reports permissions only for single objects, not for all objects of a type. But only superusers, who see
/// everything, may list users (pulpcore 3.43.3 and 3.123.1).
pub async fn is_complete(context: &Context) -> Result<bool, Error> {
    match context.client.send(&Request::get("users/", &[("limit", "1")])).await {
        Ok(_) => Ok(true),
        Err(RequestError { cause: Cause::Status(401 | 403 | 404, _), .. }) => Ok(false),
        Err(error) => Err(error.during("check whether this user is a superuser")),
    }
}

/// Returns the error for an object that may be in use by objects that this user cannot see.
pub fn unknown_use(context: &Context, what: &str) -> Error {
    let text = format!(
        "{what} may be in use: user {} is not a superuser, so Pulp may hide distributions from it; hint: run this as a superuser, or set force: true",
        context.client.user()
    );
    Error::Because(Reason::NotVisible, text)
}
