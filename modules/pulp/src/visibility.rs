//! Whether the user of a run sees all objects of the server, or only those that Pulp's roles show it.

use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::request::Request;

/// Asks whether nothing is hidden from the user. Costs a request, so it is for when something is about to be removed.
///
/// Pulp tells users of their permissions on single objects only, never of those on all objects of a type. Its list of users,
/// though, is for superusers alone (pulpcore 3.43.3 and 3.123.1), and they see everything.
pub async fn is_complete(context: &Context) -> Result<bool, Error> {
    match context.client.send(&Request::get("users/", &[("limit", "1")])).await {
        Ok(_) => Ok(true),
        Err(RequestError { cause: Cause::Status(401 | 403 | 404, _), .. }) => Ok(false),
        Err(error) => Err(error.during("find out whether this user sees everything")),
    }
}

/// Refuses to remove something of which this user cannot know whether it is in use.
pub fn unknown_use(context: &Context, what: &str) -> Error {
    Error::State(format!(
        "{what} may be in use: user {} is not a superuser, so Pulp may hide distributions from it; hint: run this as a superuser, or set force: true",
        context.client.user()
    ))
}
