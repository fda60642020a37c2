//! `repository`: repositories of any type.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::apply::apply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError};
use crate::item::Item;
use crate::lookup::href;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Step, is_blank};
use crate::prepare::{self, Job};
use crate::request::Request;
use crate::schema::Type;
use crate::types;

mod in_use;

/// Options of `repository` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to delete a repository that a distribution serves. The distribution then serves nothing. Only a
    /// superuser can see all distributions, so other users need this option even if none serves the repository.
    #[serde(default)]
    pub force: bool,
}

/// The label in which Pulp keeps `osv_config`.
const OSV_LABEL: &str = "osv.rpm.config";

/// The module `repository`.
pub struct Repository;

impl Operation for Repository {
    const NOUN: &'static str = "repository";
    const PLURAL: &'static str = "repositories";
    const ABOUT: &'static str = "Manage Pulp repositories";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::repository::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = prepare::references(context, items).await?;
        let mut jobs: Vec<_> =
            items.iter().zip(found).map(|(item, before)| prepare::job::<Self>(context, item, before?, &refs)).collect();
        in_use::refuse(context, &mut jobs).await;
        let later: Vec<(usize, Vec<String>)> = jobs
            .iter_mut()
            .enumerate()
            .filter_map(|(place, job)| Some((place, put_off(job.as_mut().ok()?)?)))
            .collect();
        let mut outcomes = apply::<Self>(context, jobs).await;
        if !context.check {
            unset(context, later, &mut outcomes).await;
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// Completes an update of the labels of a repository with `osv_config`; returns the labels to remove afterwards.
///
/// pulp_rpm (3.39.4) keeps `osv_config` in a label. An update of only the labels drops it; in an update with it, Pulp
/// adds the labels to the existing ones. So both are sent in one request, and labels that are no longer wanted are
/// removed one by one after it: if a run stops in between, the next one finds labels left to remove, and the
/// configuration was never gone.
fn put_off(job: &mut Job<'_, Options>) -> Option<Vec<String>> {
    let before = job.before.as_ref()?;
    let stored = before.get("osv_config").filter(|config| !is_blank(config))?.clone();
    let Step::Update(body) = &mut job.plan.step else {
        return None;
    };
    let wanted = body.get("pulp_labels")?.as_object()?;
    if body.get("osv_config").is_some_and(is_blank) {
        // An update of only the labels drops it, which is wanted here.
        body.shift_remove("osv_config");
        return None;
    }
    let current = before.get("pulp_labels").and_then(Value::as_object);
    let current = current.into_iter().flat_map(|labels| labels.keys());
    let unwanted = current.filter(|key| *key != OSV_LABEL && !wanted.contains_key(*key)).cloned().collect();
    body.entry("osv_config").or_insert(stored);
    Some(unwanted)
}

/// Removes labels that are no longer wanted, for items that did not fail.
async fn unset(context: &Context, later: Vec<(usize, Vec<String>)>, outcomes: &mut [Outcome]) {
    let due = later.into_iter().filter(|(place, _)| outcomes[*place].error.is_none());
    let due: Vec<(usize, String, Vec<String>)> =
        due.map(|(place, labels)| (place, href(&outcomes[place].entity), labels)).collect();
    let work = async |(_, href, labels): &(usize, String, Vec<String>)| {
        for label in labels {
            let body = [("key".to_owned(), label.as_str().into())].into_iter().collect();
            match context.client.send(&Request::post(format!("{href}unset_label/"), body)).await {
                Ok(_) => {}
                // Someone else was faster, or the response to an earlier attempt was lost.
                Err(RequestError { cause: Cause::Status(400, problem), .. }) if problem.says("is not set") => {}
                Err(error) => return Err(error.during(format!("remove label \"{label}\""))),
            }
        }
        Ok(())
    };
    let removed = context.each(&due, work).await;
    for ((place, _, labels), removed) in due.iter().zip(removed) {
        match removed {
            Err(error) => outcomes[*place].fail(&error),
            Ok(()) => {
                let shown = outcomes[*place].entity.get_mut("pulp_labels").and_then(Value::as_object_mut);
                shown.into_iter().for_each(|shown| shown.retain(|key, _| !labels.contains(key)));
            }
        }
    }
}
