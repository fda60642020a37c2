//! Tags that a remote names but its upstream does not have. Pulp silently leaves them out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::start::{Ended, done};
use super::{Known, Options};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::Item;
use crate::lookup::{self, href};
use crate::object::Fields;
use crate::operations::container_content::tag_names;
use crate::operations::file_content::fits;
use crate::outcome::Outcome;
use crate::reason::Reason;

const REMOTES: &str = "remotes/container/container/";

/// A sync whose remote names tags.
struct Named<'a> {
    index: usize,
    remote: &'a Value,
    task: &'a str,
    tags: BTreeSet<&'a str>,
    /// Whether no other tags can arrive, so that their number tells whether one is missing.
    countable: bool,
}

/// Fails the items whose syncs left out tags that the remote names exactly.
pub async fn tell(
    context: &Context,
    items: &[Item<Options>],
    ended: &[Ended],
    known: &Known,
    outcomes: &mut [Outcome],
) {
    let mut ended: Vec<(&str, &Ended)> = done(ended).into_iter().collect();
    ended.retain(|(_, one)| {
        let how = &items[one.index].options.how;
        items[one.index].kind.path == "repositories/container/container/"
            && !how.allow_missing_tags
            && outcomes[one.index].error.is_none()
    });
    let read = match remotes(context, &ended, known).await {
        Ok(read) => read,
        Err(error) => return ended.iter().for_each(|(_, one)| outcomes[one.index].fail(&error)),
    };
    let mut named: Vec<Named> = ended
        .iter()
        .filter_map(|(task, one)| {
            let remote = known.get(&one.job.remote).or_else(|| read.get(&one.job.remote))?;
            // Tags that are not signed are left out on purpose.
            let signed_only = one.job.body.is("signed_only");
            if signed_only { None } else { Named::of(one.index, remote, task) }
        })
        .collect();
    drop_complete(context, &mut named).await;
    let found = context
        .each(&named, async |named| {
            let version = outcomes[named.index].extra.text("repository_version");
            let tags = tag_names(context, version.unwrap_or_default(), &named.tags).await;
            let label = &items[named.index].label;
            tags.map_err(|error| error.during(format!("look up the tags of repository \"{label}\"")))
        })
        .await;
    for (named, found) in named.iter().zip(found) {
        let (outcome, label) = (&mut outcomes[named.index], &items[named.index].label);
        let missing: Vec<&str> = match &found {
            Ok(found) => named.tags.iter().copied().filter(|tag| !found.contains(*tag)).collect(),
            Err(error) => {
                outcome.fail(error);
                continue;
            }
        };
        if !missing.is_empty() {
            let word = if missing.len() == 1 { "tag" } else { "tags" };
            let remote = named.remote.name();
            outcome.fail(&Error::Because(
                Reason::MissingTags,
                format!(
                    "could not sync {word} {} of repository \"{label}\": not found upstream; \
                 hint: correct include_tags of remote \"{remote}\", or set allow_missing_tags",
                    missing.join(", ")
                ),
            ));
            outcome.extra.insert("missing_tags".to_owned(), json!(missing));
        }
    }
}

/// Reads the remotes of the syncs that are not known yet, by href.
async fn remotes(context: &Context, ended: &[(&str, &Ended)], known: &Known) -> Result<BTreeMap<String, Value>, Error> {
    let unknown: BTreeSet<&str> =
        ended.iter().map(|(_, one)| one.job.remote.as_str()).filter(|remote| !known.contains_key(*remote)).collect();
    let fields = [("fields", "pulp_href,name,includes,excludes,include_tags,exclude_tags")];
    let found = lookup::by(context, REMOTES, "pulp_href", unknown.into_iter(), &fields, &fields).await;
    let found = found.map_err(|error: RequestError| error.during("look up remotes"))?;
    Ok(found.into_iter().map(|remote| (href(&remote), remote)).collect())
}

impl<'a> Named<'a> {
    /// Returns the tags that a remote names exactly; `None` if it names none.
    fn of(index: usize, remote: &'a Value, task: &'a str) -> Option<Named<'a>> {
        let texts = |keys: [&str; 2]| {
            let list = keys.iter().find_map(|key| remote.get(*key)?.as_array());
            list.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
        };
        let (includes, excludes) = (texts(["includes", "include_tags"]), texts(["excludes", "exclude_tags"]));
        // Pulp accepts digests too, and fails if there is no such manifest. What the patterns exclude is left out on
        // purpose.
        let exact = |name: &&str| !is_pattern(name) && !name.starts_with("sha256:");
        let excluded = |name: &str| excludes.iter().any(|exclude| fits(exclude, name));
        let tags: BTreeSet<&str> = includes.iter().copied().filter(exact).filter(|name| !excluded(name)).collect();
        let countable = excludes.is_empty() && includes.iter().all(exact);
        (!tags.is_empty()).then_some(Named { index, remote, task, tags, countable })
    }
}

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

/// Drops the syncs for which Pulp reports as many tags as the remote names, so that none is missing. The reports of
/// many tasks cost one request or a few, while tags have to be looked up by repository.
async fn drop_complete(context: &Context, named: &mut Vec<Named<'_>>) {
    let tasks = named.iter().filter(|named| named.countable).map(|named| named.task);
    let fields = ("fields", "pulp_href,progress_reports");
    let run = [("logging_cid__contains", context.client.run_id.as_str()), fields];
    // Syncs for which this finds no report are looked up.
    let tasks = lookup::by(context, "tasks/", "pulp_href", tasks, &[fields], &run).await.unwrap_or_default();
    let counts: BTreeMap<String, u64> = tasks.iter().filter_map(|task| Some((href(task), processed(task)?))).collect();
    named.retain(|named| !named.countable || counts.get(named.task) != Some(&(named.tags.len() as u64)));
}

/// Returns how many tags a sync found upstream. If there are signatures, they have a second report.
fn processed(task: &Value) -> Option<u64> {
    let codes = ["sync.processing.manifest", "sync.processing.tag"];
    let reports = task.get("progress_reports")?.as_array()?.iter();
    let ours = reports.filter(|report| codes.iter().any(|code| report.get("code") == Some(&json!(code))));
    ours.filter_map(|report| report.count("total")).min()
}
