//! Deletes old versions and publications in batches, and looks up what is distributed before each batch.

use std::collections::BTreeMap;

use super::retention::{Doomed, Kept, Kind};
use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::request::Request;
use crate::serving::Serving;
use crate::task;

/// The number of deletions between two lookups. Each lookup costs a dozen requests.
const PART: usize = 200;

/// The number of attempts to read lists that change in the meantime.
const LOOKS: usize = 3;

/// What was not deleted; all others were.
#[derive(Default)]
pub struct Removed {
    /// What someone started to distribute in the meantime.
    pub kept: Vec<Kept>,
    /// The reasons why others were not deleted, by href.
    pub failures: BTreeMap<String, Error>,
}

/// Looks up what is distributed now. A distribution may serve a publication that is not in the list, because it was
/// created in the meantime. If the publication never appears, Pulp hides it from this user.
pub async fn look(context: &Context) -> Result<Serving, Error> {
    let mut hidden = String::new();
    for _ in 0..LOOKS {
        let serving = Serving::load(context).await.map_err(|error| error.during("look up what is distributed"))?;
        match serving.unseen() {
            None => return Ok(serving),
            Some(name) => hidden = name.to_owned(),
        }
    }
    Err(Error::State(format!(
        "distribution \"{hidden}\" serves a publication that Pulp hides from user {}, so it is unknown what \
         must be kept; hint: run this as a superuser",
        context.client.user()
    )))
}

pub async fn carry_out(context: &Context, kind: &Kind, doomed: &[Doomed]) -> Removed {
    let mut removed = Removed::default();
    for part in doomed.chunks(PART) {
        match look(context).await {
            Ok(serving) => {
                let needed = serving.needed();
                let (kept, going): (Vec<&Doomed>, Vec<&Doomed>) =
                    part.iter().partition(|doomed| needed.contains_key(doomed.href.as_str()));
                removed
                    .kept
                    .extend(kept.into_iter().map(|doomed| (doomed.clone(), needed[doomed.href.as_str()].to_owned())));
                remove(context, kind, &going, &mut removed.failures).await;
            }
            Err(error) => {
                removed.failures.extend(part.iter().map(|doomed| (doomed.href.clone(), error.clone())));
            }
        }
    }
    removed
}

async fn remove(context: &Context, kind: &Kind, doomed: &[&Doomed], failures: &mut BTreeMap<String, Error>) {
    let action = |doomed: &Doomed| match kind.versions {
        true => format!("delete version {} of repository \"{}\"", doomed.number, doomed.repository),
        false => format!("delete a publication of version {} of repository \"{}\"", doomed.number, doomed.repository),
    };
    let send = async |doomed: &&Doomed| match context.client.send(&Request::delete(&doomed.href)).await {
        Ok(reply) => Ok(reply.task().map(str::to_owned)),
        Err(error) => {
            let error = error.during(action(doomed));
            // Deleted together with its parent, or the response to an earlier attempt was lost.
            if matches!(error.answer(), Some((404, _))) { Ok(None) } else { Err(error) }
        }
    };
    let sent = context.each(doomed, send).await;
    let tasks = sent.iter().filter_map(|task| task.as_ref().ok()?.clone());
    let endings = task::wait(context, tasks).await;
    for (doomed, sent) in doomed.iter().zip(sent) {
        let ended = sent.and_then(|task| match task {
            None => Ok(()),
            Some(task) => match endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task })) {
                Ok(_) => Ok(()),
                Err(task) => Err(task.during(action(doomed))),
            },
        });
        if let Err(error) = ended {
            failures.insert(doomed.href.clone(), error);
        }
    }
}
