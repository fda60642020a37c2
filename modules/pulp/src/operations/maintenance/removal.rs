//! Deletes old versions and publications in batches, and looks up what is distributed before each batch.

use std::collections::BTreeMap;

use super::retention::{Kept, Kind, Removal};
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

pub async fn carry_out(context: &Context, kind: &Kind, removals: &[Removal]) -> Removed {
    let mut removed = Removed::default();
    for part in removals.chunks(PART) {
        match look(context).await {
            Ok(serving) => {
                let needed = serving.needed();
                let (kept, going): (Vec<&Removal>, Vec<&Removal>) =
                    part.iter().partition(|removals| needed.contains_key(removals.href.as_str()));
                removed.kept.extend(
                    kept.into_iter().map(|removals| (removals.clone(), needed[removals.href.as_str()].to_owned())),
                );
                remove(context, kind, &going, &mut removed.failures).await;
            }
            Err(error) => {
                removed.failures.extend(part.iter().map(|removals| (removals.href.clone(), error.clone())));
            }
        }
    }
    removed
}

async fn remove(context: &Context, kind: &Kind, removals: &[&Removal], failures: &mut BTreeMap<String, Error>) {
    let action = |removals: &Removal| match kind.versions {
        true => format!("delete version {} of repository \"{}\"", removals.number, removals.repository),
        false => {
            format!("delete a publication of version {} of repository \"{}\"", removals.number, removals.repository)
        }
    };
    let send = async |removals: &&Removal| match context.client.send(&Request::delete(&removals.href)).await {
        Ok(reply) => Ok(reply.task().map(str::to_owned)),
        Err(error) => {
            let error = error.during(action(removals));
            // Deleted together with its parent, or the response to an earlier attempt was lost.
            if matches!(error.answer(), Some((404, _))) { Ok(None) } else { Err(error) }
        }
    };
    let sent = context.each(removals, send).await;
    let tasks = sent.iter().filter_map(|task| task.as_ref().ok()?.clone());
    let endings = task::wait(context, tasks).await;
    for (removals, sent) in removals.iter().zip(sent) {
        let ended = sent.and_then(|task| match task {
            None => Ok(()),
            Some(task) => match endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task })) {
                Ok(_) => Ok(()),
                Err(task) => Err(task.during(action(removals))),
            },
        });
        if let Err(error) = ended {
            failures.insert(removals.href.clone(), error);
        }
    }
}
