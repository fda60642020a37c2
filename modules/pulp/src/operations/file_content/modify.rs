//! Carries out plans: creates missing content, then gives each repository one new version for all of its files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Options;
use super::content::{Want, content_type, place, text};
use super::deb::{self, Release};
use super::plan::{ItemPlan, Step, shown};
use super::send::{self, New};
use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::item::{Item, State};
use crate::lookup::href;
use crate::object::{Fields, RepositoryView, VersionHref};
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::Object;
use crate::task;
use crate::version::Version;

/// The first version of pulp_deb known to link packages to a component by its name.
const LINKS_BY_NAME: Version = Version(3, 11, 1);
/// The maximum number of names in a message.
const NAMED: usize = 3;

/// Carries out the plans of all items.
pub async fn bring_about(
    context: &Context,
    items: &[Item<Options>],
    jobs: Vec<Result<ItemPlan, Error>>,
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes: Vec<Outcome> = items.iter().zip(&jobs).map(|(item, job)| predicted(item, job)).collect();
    if context.check || !outcomes.iter().any(|outcome| outcome.changed) {
        return Ok(outcomes);
    }
    context.require_worker("update the content of repositories")?;
    let mut jobs: Vec<Option<ItemPlan>> = jobs.into_iter().map(Result::ok).collect();
    let mut done = vec![false; items.len()];
    upload(context, items, &mut jobs, &mut outcomes, &mut done).await;
    label(context, &jobs, &mut outcomes, &mut done).await;
    let mut changes = gather(items, &jobs, &outcomes);
    for change in changes.values_mut() {
        let settled = change.run(context).await;
        for place in change.places.clone() {
            let (outcome, done) = (&mut outcomes[place], &mut done[place]);
            match &settled {
                Ok(Some(version)) => {
                    outcome.msg = format!("{}, version {}", outcome.msg, VersionHref(version).number());
                    outcome.note_version(version);
                }
                // The uploads of this run already created versions.
                Ok(None) if noted(outcome) != change.version => {}
                Ok(None) => match change.latest(context).await {
                    Ok(version) => {
                        outcome.changed = *done;
                        let reason = if *done { Reason::Updated } else { Reason::Unchanged };
                        outcome.done(reason, "already added or removed by someone else");
                        outcome.note_version(&version);
                    }
                    Err(error) => fail(outcome, *done, &error),
                },
                Err(error) => fail(outcome, *done, error),
            }
        }
    }
    for (outcome, (item, job)) in outcomes.iter_mut().zip(items.iter().zip(&jobs)) {
        if let (Some(job), None) = (job, &outcome.error) {
            outcome.entity = entity(item, job);
        }
    }
    Ok(outcomes)
}

/// Returns the repository version of an outcome.
fn noted(outcome: &Outcome) -> &str {
    outcome.extra.text("repository_version").unwrap_or_default()
}

/// Turns a prediction into a failure; `done` tells whether something was changed before it.
fn fail(outcome: &mut Outcome, done: bool, error: &Error) {
    if outcome.error.is_none() {
        outcome.changed = done;
        outcome.diff = None;
        outcome.entity = Value::Null;
    }
    outcome.fail(error);
}

/// Returns the outcome that a real run would have.
fn predicted(item: &Item<Options>, job: &Result<ItemPlan, Error>) -> Outcome {
    let job = match job {
        Ok(job) => job,
        Err(error) => return Outcome::failed(&item.label, error),
    };
    let mut outcome = Outcome { label: item.label.clone(), warnings: job.warnings.clone(), ..Outcome::default() };
    let mut diff = Diff::default();
    let mut names = Vec::new();
    for step in &job.steps {
        match step {
            Step::Keep(_) => {}
            Step::Add { want, content, replaces } => {
                let name = content.as_ref().map_or(want.name(), place);
                names.push(name.to_owned());
                if let Some(old) = replaces.as_deref().filter(|old| want.sha256.as_deref() != Some(*old)) {
                    diff.before.insert(name.to_owned(), old.into());
                }
                diff.after.insert(name.to_owned(), want.sha256.clone().into());
            }
            Step::Remove(content) => {
                names.push(place(content).to_owned());
                diff.before.insert(place(content).to_owned(), text(content, "sha256").into());
            }
        }
    }
    for (content, labels) in &job.labels {
        let key = format!("{}.pulp_labels", place(content));
        diff.before.insert(key.clone(), content.get("pulp_labels").cloned().unwrap_or_default());
        diff.after.insert(key, Value::Object(labels.clone()));
    }
    outcome.changed = !names.is_empty() || !job.labels.is_empty();
    match (item.state, &names[..]) {
        (State::Read | State::Completed | State::Canceled, _) => outcome.done(Reason::Read, "read"),
        (State::Absent, []) => outcome.done(Reason::Absent, "already absent"),
        (State::Present, []) if outcome.changed => outcome.done(Reason::Updated, "labels updated"),
        (State::Present, []) => outcome.done(Reason::Unchanged, "unchanged"),
        (State::Absent, names) => outcome.done(Reason::Deleted, format!("removed {}", summary(names))),
        (State::Present, names) => outcome.done(Reason::Created, format!("added {}", summary(names))),
    }
    outcome.diff = outcome.changed.then_some(diff);
    outcome.entity = entity(item, job);
    outcome.note_version(job.repository.as_ref().map_or("", |(_, version)| version));
    outcome
}

fn summary(names: &[String]) -> String {
    if names.len() > NAMED { format!("{} files", names.len()) } else { names.join(", ") }
}

/// Returns the item's content in the repository, as far as it is known; null if it is removed.
fn entity(item: &Item<Options>, job: &ItemPlan) -> Value {
    if item.state == State::Absent {
        return Value::Null;
    }
    let contents = job.steps.iter().filter_map(|step| match step {
        Step::Keep(content) => Some(shown(content)),
        Step::Add { content: Some(content), .. } => Some(shown(content)),
        Step::Add { want, content: None, .. } => {
            Some(json!({"relative_path": want.name(), "sha256": want.sha256, "pulp_href": null}))
        }
        Step::Remove(_) => None,
    });
    json!({"repository": item.label, "contents": contents.collect::<Vec<_>>()})
}

/// Creates missing content, each only once, even if several items need it.
async fn upload(
    context: &Context,
    items: &[Item<Options>],
    jobs: &mut [Option<ItemPlan>],
    outcomes: &mut [Outcome],
    done: &mut [bool],
) {
    let mut keys = Vec::new();
    let mut news = Vec::new();
    for (item, job) in items.iter().zip(jobs.iter()) {
        for step in job.iter().flat_map(|job| &job.steps) {
            let Step::Add { want, content: None, .. } = step else { continue };
            let key = (item.kind.path, want.path.clone(), want.sha256.clone());
            if !keys.contains(&key) {
                keys.push(key);
                let repository = job.as_ref().and_then(|job| job.repository.clone());
                news.push(new(item, want, repository.map(|(href, _)| href).unwrap_or_default()));
            }
        }
    }
    let made = send::make(context, &news).await;
    for ((item, job), (outcome, done)) in items.iter().zip(jobs).zip(outcomes.iter_mut().zip(done)) {
        let mut sent = 0;
        let mut version = None;
        let mut failure = None;
        for step in job.iter_mut().flat_map(|job| &mut job.steps) {
            let Step::Add { want, content: content @ None, .. } = step else { continue };
            let key = (item.kind.path, want.path.clone(), want.sha256.clone());
            match keys.iter().position(|other| *other == key).map(|place| &made[place]) {
                Some(Ok(made)) => {
                    *content = Some(made.content.clone());
                    *done = true;
                    sent += u64::from(made.sent);
                    // The latest of the versions that were created with the content.
                    version = version
                        .max(made.version.as_ref().map(|version| (VersionHref(version).number(), version.clone())));
                }
                // Only the first error is reported.
                Some(Err(error)) => failure = failure.or(Some(error)),
                None => {}
            }
        }
        if let Some(error) = failure {
            fail(outcome, *done, error);
        }
        if let Some((_, version)) = version {
            outcome.note_version(&version);
        }
        outcome.extra.insert("uploaded".to_owned(), sent.into());
    }
}

fn new(item: &Item<Options>, want: &Want, repository: String) -> New {
    let mut want = want.clone();
    let mut fields: Object = item
        .desired
        .iter()
        .filter(|(key, _)| *key == "pulp_labels")
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    // The metadata of Python packages is in the file name.
    if let ("python", Some(local)) = (item.kind.name, &want.local) {
        fields.insert("relative_path".to_owned(), local.name.as_str().into());
    }
    if item.kind.name != "file" {
        want.path = None;
    }
    New { content_type: content_type(item.kind.name), want, fields, repository, chunk_size: item.options.chunk_size }
}

/// Sets the labels of content that already existed.
async fn label(context: &Context, jobs: &[Option<ItemPlan>], outcomes: &mut [Outcome], done: &mut [bool]) {
    for (job, (outcome, done)) in jobs.iter().zip(outcomes.iter_mut().zip(done)) {
        for (content, labels) in job.iter().flat_map(|job| &job.labels) {
            let now = content.get("pulp_labels").and_then(Value::as_object).cloned().unwrap_or_default();
            let set = labels.iter().filter(|(key, value)| now.get(*key) != Some(value));
            let set = set.map(|(key, value)| ("set_label", json!({"key": key, "value": value})));
            let unset =
                now.keys().filter(|key| !labels.contains_key(*key)).map(|key| ("unset_label", json!({"key": key})));
            for (action, body) in set.chain(unset) {
                let request =
                    Request::post(format!("{}{action}/", href(content)), body.as_object().cloned().unwrap_or_default());
                match context.client.send(&request).await {
                    Ok(_) => *done = true,
                    // Someone else removed the label first.
                    Err(RequestError { cause: Cause::Status(400, problem), .. }) if problem.says("is not set") => {}
                    Err(error) => {
                        fail(outcome, *done, &error.during(format!("update the labels of \"{}\"", place(content))))
                    }
                }
            }
        }
    }
}

/// The changes to a repository.
#[derive(Default)]
struct Change {
    label: String,
    repository: String,
    version: String,
    /// The indices of the items that require the changes.
    places: Vec<usize>,
    add: Vec<Value>,
    remove: Vec<String>,
    /// The component that Debian packages belong to.
    release: Option<Release>,
}

/// Collects the changes to each repository from the items that did not fail.
fn gather(
    items: &[Item<Options>],
    jobs: &[Option<ItemPlan>],
    outcomes: &[Outcome],
) -> BTreeMap<(String, Option<Release>), Change> {
    let mut changes: BTreeMap<(String, Option<Release>), Change> = BTreeMap::new();
    for (place, (item, job)) in items.iter().zip(jobs).enumerate() {
        let Some(ItemPlan { repository: Some((repository, version)), steps, .. }) = job else { continue };
        let moves = steps.iter().any(|step| !matches!(step, Step::Keep(_)));
        if !moves || outcomes[place].error.is_some() {
            continue;
        }
        let release = Release::of(item);
        let change = changes.entry((repository.clone(), release.clone())).or_default();
        change.label.clone_from(&item.label);
        change.repository.clone_from(repository);
        change.version.clone_from(version);
        change.release = release;
        change.places.push(place);
        for step in steps {
            match step {
                Step::Add { content: Some(content), .. } => change.add.push(content.clone()),
                Step::Remove(content) => change.remove.push(href(content)),
                _ => {}
            }
        }
    }
    changes
}

impl Change {
    fn action(&self) -> String {
        format!("update the content of repository \"{}\"", self.label)
    }

    /// Reads the repository's latest version.
    async fn latest(&self, context: &Context) -> Result<String, Error> {
        let request = Request::get(&self.repository, &[("fields", "latest_version_href")]);
        let reply = context.client.send(&request).await;
        let repository = reply.map_err(|error| error.during(format!("read repository \"{}\"", self.label)))?.body;
        Ok(RepositoryView(&repository).latest_href().to_owned())
    }

    /// Creates a new version; returns `None` if there was nothing left to do.
    async fn run(&mut self, context: &Context) -> Result<Option<String>, Error> {
        let during = |error: RequestError| error.during(self.action());
        let mut add: BTreeSet<String> = self.add.iter().map(href).collect();
        let mut remove: BTreeSet<String> = self.remove.iter().cloned().collect();
        let mut body = Object::new();
        let by_name = context.server.at_least("deb", LINKS_BY_NAME);
        match &self.release {
            Some(release) if by_name => {
                body.insert("distribution".to_owned(), release.distribution.as_str().into());
                body.insert("component".to_owned(), release.component.as_str().into());
            }
            Some(release) => add.extend(deb::structure(context, release, &self.add).await?),
            None => {}
        }
        if self.repository.contains("/deb/") && !by_name && !remove.is_empty() {
            remove.extend(deb::links_of(context, &self.version, &self.remove).await.map_err(during)?);
        }
        body.insert("add_content_units".to_owned(), json!(add));
        body.insert("remove_content_units".to_owned(), json!(remove));
        let request = Request::post(format!("{}modify/", self.repository), body);
        let reply = context.client.send(&request).await.map_err(during)?;
        let task = reply.task().unwrap_or_default().to_owned();
        let mut endings = task::wait(context, [task.clone()]).await;
        let ending = endings.remove(&task).unwrap_or(Err(TaskError::Gone { href: task }));
        let done = ending.map_err(|task| task.during(self.action()))?;
        Ok(done.created.into_iter().find(|href| href.contains("/versions/")))
    }
}
