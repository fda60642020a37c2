//! Step 4: carries out plans with concurrent requests and waits for all their tasks together.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::Reply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::explain::{NAME_TAKEN, UNIQUE, explain};
use crate::item::{Item, State};
use crate::lookup::{self, href};
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::{Outcome, words};
use crate::plan::{Diff, Step, plan};
use crate::prepare::{Job, find, job, references};
use crate::reason::Reason;
use crate::redact;
use crate::request::Request;
use crate::schema::Object;
use crate::task;
use crate::version::since;

/// Brings items to their desired states, for operations whose fields are sent as given.
pub async fn reconcile<O: Operation>(context: &Context, items: &[Item<O::Options>]) -> Result<Vec<Outcome>, Error> {
    let found = find::<O>(context, items).await?;
    let refs = references(context, items).await?;
    let jobs = items.iter().zip(found).map(|(item, before)| job::<O>(context, item, before?, &refs)).collect();
    Ok(apply::<O>(context, jobs).await)
}

/// The server's response to one job, and what it means.
struct Answered {
    answer: Answer,
    changed: bool,
    /// What was done, if it differs from the plan.
    msg: Option<&'static str>,
}

/// An object that was to be created but already exists.
struct Existing {
    object: Value,
    /// Whether this run created it, and only the response was lost.
    own: bool,
}

enum Answer {
    /// Nothing was sent.
    Nothing,
    /// The current entity.
    Entity(Value),
    /// The href of the task that does the work.
    Task(String),
    /// The object no longer exists.
    Gone,
    /// The object already exists.
    Existing(Existing),
}

/// Carries out the jobs in two rounds, deletions first, and waits for the tasks of each round together. Returns one
/// outcome per job, in the given order; failures are part of the outcomes. In check mode, it only predicts them.
///
/// If an object to be created already exists, because a response was lost or another operator was faster, it is
/// updated to the declared state.
pub async fn apply<O: Operation>(context: &Context, jobs: Vec<Result<Job<'_, O::Options>, Error>>) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::default(); jobs.len()];
    let mut rounds: [Vec<(usize, Job<'_, O::Options>)>; 2] = Default::default();
    for (index, job) in jobs.into_iter().enumerate() {
        match job {
            Ok(job) if context.check => outcomes[index] = predicted(context, &job),
            Ok(job) => rounds[usize::from(job.plan.step != Step::Remove)].push((index, job)),
            Err(error) => outcomes[index] = Outcome::failed("", &error),
        }
    }
    for round in rounds {
        let answers = context.each(&round, async |(_, job)| send::<O>(context, job).await).await;
        let tasks = answers.iter().filter_map(|answered| match answered {
            Ok(Answered { answer: Answer::Task(task), .. }) => Some(task.clone()),
            _ => None,
        });
        let endings = task::wait(context, tasks).await;
        let (mut unread, mut existing) = (Vec::new(), Vec::new());
        for ((place, job), answered) in round.iter().zip(answers) {
            let settled = answered.and_then(|answered| {
                Ok((settle::<O>(job, answered.answer, &endings)?, answered.changed, answered.msg))
            });
            let settled = match settled {
                Err(error) if lost_a_race(job, &error) => match find_created(context, job).await {
                    Some(object) => Ok((Settled::Existing(Existing { object, own: false }), false, None)),
                    None => Err(error),
                },
                settled => settled,
            };
            outcomes[*place] = match settled {
                Ok((Settled::Existing(found), ..)) => {
                    existing.push((*place, job, found));
                    continue;
                }
                Ok((settled, changed, msg)) => {
                    let mut outcome = start(context, job);
                    adjust(job, &mut outcome, changed, msg);
                    match settled {
                        Settled::Entity(entity) => outcome.entity = redact::entity(job.item.kind.fields(), &entity),
                        Settled::Unread(created) => unread.push(Unread { place: *place, item: job.item, created }),
                        Settled::Existing(_) => {}
                    }
                    outcome
                }
                Err(error) => Outcome::failed(&job.item.label, &error),
            };
        }
        read_back::<O>(context, &mut outcomes, unread).await;
        update_existing::<O>(context, &mut outcomes, existing).await;
    }
    outcomes
}

/// Updates an outcome if the server's response differs from the plan.
fn adjust<O>(job: &Job<'_, O>, outcome: &mut Outcome, changed: bool, msg: Option<&'static str>) {
    outcome.changed = changed;
    match (&job.plan.step, changed) {
        // Only the response tells that hidden fields changed.
        (Step::Ask(_), true) => {
            outcome.done(Reason::Updated, "updated");
            outcome.diff = Some(Diff::of_hidden(&job.plan.not_compared));
        }
        (_, false) => outcome.diff = None,
        _ => {}
    }
    if let Some(msg) = msg {
        outcome.done(if changed { Reason::Deleted } else { Reason::Absent }, msg);
    }
}

/// The result of a response and its task.
enum Settled {
    Entity(Value),
    /// The entity has to be read. Holds the href of the created object, or is empty if none was created.
    Unread(String),
    Existing(Existing),
}

fn settle<O: Operation>(job: &Job<'_, O::Options>, answer: Answer, endings: &task::Endings) -> Result<Settled, Error> {
    let task = match answer {
        Answer::Nothing => return Ok(Settled::Entity(job.before.clone().unwrap_or_default())),
        Answer::Entity(entity) => return Ok(Settled::Entity(entity)),
        Answer::Gone => return Ok(Settled::Entity(Value::Null)),
        Answer::Existing(existing) => return Ok(Settled::Existing(existing)),
        Answer::Task(task) => task,
    };
    let kind = &job.item.kind;
    match endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task })) {
        Err(task) => Err(task.during(action::<O>(job))),
        Ok(_) if job.plan.step == Step::Remove => Ok(Settled::Entity(Value::Null)),
        Ok(done) => Ok(match done.result.filter(|result| !kind.read_again && result.get("pulp_href").is_some()) {
            Some(entity) => Settled::Entity(entity),
            None => Settled::Unread(done.created.into_iter().find(|href| href.contains(kind.path)).unwrap_or_default()),
        }),
    }
}

/// Reads the entities that tasks created or updated, if the tasks did not return them (before pulpcore 3.88): by the
/// href that the task reports, otherwise by name. If a read fails, the item fails but still counts as changed.
async fn read_back<O: Operation>(context: &Context, outcomes: &mut [Outcome], unread: Vec<Unread<'_, O::Options>>) {
    let (made, changed): (Vec<_>, Vec<_>) = unread.into_iter().partition(|unread| !unread.created.is_empty());
    let during = |error: RequestError| error.during(format!("read {}", words(O::PLURAL)));
    let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for unread in &made {
        paths.entry(unread.item.kind.path).or_default().push(&unread.created);
    }
    for (path, hrefs) in paths {
        let objects = lookup::by(context, path, "pulp_href", hrefs.into_iter(), &[], &[]).await.map_err(during);
        for unread in made.iter().filter(|unread| unread.item.kind.path == path) {
            let object = objects.as_ref().map(|all| all.iter().find(|object| href(object) == unread.created).cloned());
            show(unread, object.map_err(Clone::clone), outcomes);
        }
    }
    let items: Vec<Item<O::Options>> = changed.iter().map(|unread| unread.item.clone()).collect();
    match find::<O>(context, &items).await {
        Ok(found) => changed.iter().zip(found).for_each(|(unread, object)| show(unread, object, outcomes)),
        Err(error) => changed.iter().for_each(|unread| show(unread, Err(error.clone()), outcomes)),
    }
}

/// Adds the entity that was read to the outcome of its item.
fn show<O>(unread: &Unread<'_, O>, object: Result<Option<Value>, Error>, outcomes: &mut [Outcome]) {
    let outcome = &mut outcomes[unread.place];
    match object {
        Ok(object) => outcome.entity = redact::entity(unread.item.kind.fields(), &object.unwrap_or_default()),
        Err(error) => outcome.fail(&error),
    }
}

/// An item whose entity has to be read.
struct Unread<'a, O> {
    place: usize,
    item: &'a Item<O>,
    /// The href of the object that the task created; empty if it updated one.
    created: String,
}

fn start<O>(context: &Context, job: &Job<'_, O>) -> Outcome {
    let mut extra = Object::new();
    let server_compares = matches!(job.plan.step, Step::Ask(_)) && !context.check && context.has(since::NO_OP_PATCH);
    if !job.plan.changes() && !job.plan.not_compared.is_empty() && !server_compares {
        extra.insert("not_compared".to_owned(), job.plan.not_compared.clone().into());
    }
    let (reason, msg) = match (&job.plan.step, job.item.state) {
        (Step::Create(_), _) => (Reason::Created, "created"),
        (Step::Update(_), _) => (Reason::Updated, "updated"),
        (Step::Remove, _) => (Reason::Deleted, "deleted"),
        (Step::Keep | Step::Ask(_), State::Absent) => (Reason::Absent, "already absent"),
        (Step::Keep, State::Read) if job.before.is_none() => (Reason::Absent, "does not exist"),
        (Step::Keep, State::Read) => (Reason::Read, "read"),
        (Step::Keep | Step::Ask(_), _) => (Reason::Unchanged, "unchanged"),
    };
    Outcome {
        label: job.item.label.clone(),
        changed: job.plan.changes(),
        msg: msg.to_owned(),
        reason,
        extra,
        diff: job.plan.diff.clone(),
        warnings: job.warnings.clone(),
        ..Outcome::default()
    }
}

/// Predicts the outcome of a real run, as far as possible.
fn predicted<O>(context: &Context, job: &Job<'_, O>) -> Outcome {
    let mut outcome = start(context, job);
    let entity = match &job.plan.step {
        Step::Remove => None,
        Step::Keep | Step::Ask(_) => job.before.clone(),
        Step::Create(body) => Some(Value::Object(body.clone())),
        Step::Update(body) => {
            let mut after = job.before.clone().and_then(|before| before.as_object().cloned()).unwrap_or_default();
            after.extend(body.clone());
            Some(Value::Object(after))
        }
    };
    outcome.entity = redact::entity(job.item.kind.fields(), &entity.unwrap_or_default());
    outcome
}

/// Returns what a job does, for messages: `update remote "epel"`.
pub fn action<O: Operation>(job: &Job<'_, O::Options>) -> String {
    let verb = match job.plan.step {
        Step::Keep => "read",
        Step::Create(_) => "create",
        Step::Update(_) | Step::Ask(_) => "update",
        Step::Remove => "delete",
    };
    format!("{verb} {} \"{}\"", words(O::NOUN), job.item.label)
}

/// Sends the request that a job's plan calls for.
async fn send<O: Operation>(context: &Context, job: &Job<'_, O::Options>) -> Result<Answered, Error> {
    let href = job.before.as_ref().map(href).unwrap_or_default();
    let action = action::<O>(job);
    let reply = match &job.plan.step {
        Step::Keep => return Ok(Answered { answer: Answer::Nothing, changed: false, msg: None }),
        Step::Create(body) => return create::<O>(context, job, body).await,
        Step::Remove => context.client.send(&Request::delete(href)).await,
        Step::Update(body) | Step::Ask(body) => context.client.send(&Request::patch(href, body.clone())).await,
    };
    let reply = match reply {
        Err(RequestError { cause: Cause::Status(404, _), resent, .. }) if job.plan.step == Step::Remove => {
            // Either the response to an earlier try was lost, or another operator deleted the object.
            let msg = if resent { "deleted" } else { "already absent" };
            return Ok(Answered { answer: Answer::Gone, changed: resent, msg: Some(msg) });
        }
        reply => reply.map_err(|error| error.during(action))?,
    };
    let changed = match job.plan.step {
        // Older servers start a task for every PATCH, so this does not count as a change.
        Step::Ask(_) => reply.task().is_some() && context.has(since::NO_OP_PATCH),
        _ => true,
    };
    Ok(answered(reply, changed, None))
}

fn answered(reply: Reply, changed: bool, msg: Option<&'static str>) -> Answered {
    let answer = match (reply.task(), reply.body.is_null()) {
        (Some(task), _) => Answer::Task(task.to_owned()),
        (None, true) => Answer::Gone,
        (None, false) => Answer::Entity(reply.body),
    };
    Answered { answer, changed, msg }
}

/// Creates an object, or returns the existing one.
async fn create<O: Operation>(context: &Context, job: &Job<'_, O::Options>, body: &Object) -> Result<Answered, Error> {
    let landed = async || Ok(created(context, job).await?.map(Reply::found));
    let existing =
        |object, own| Answered { answer: Answer::Existing(Existing { object, own }), changed: own, msg: None };
    let error = match context.client.post(&Request::post(job.item.kind.path, body.clone()), landed).await {
        Ok(reply) if reply.found => return Ok(existing(reply.body, true)),
        Ok(reply) => return Ok(answered(reply, true, None)),
        Err(error) => error,
    };
    let resent = error.resent;
    let error = error.during(action::<O>(job));
    match error.answer() {
        Some((400, problem)) if problem.says(NAME_TAKEN) => match find_created(context, job).await {
            Some(object) => Ok(existing(object, resent)),
            None => Err(explain(context, job.item, error).await),
        },
        _ => Err(explain(context, job.item, error).await),
    }
}

/// Looks up the object that a job was to create, by its name. Returns `None` if it has no name, does not exist, or is
/// hidden from this user.
async fn created<O>(context: &Context, job: &Job<'_, O>) -> Result<Option<Value>, RequestError> {
    let path = job.item.kind.path;
    let key = lookup::naming_field(path);
    match &job.plan.step {
        Step::Create(body) => match body.text(key) {
            Some(name) => {
                // Some lists ignore filters and return everything, such as the upstream Pulps in pulpcore 3.43.3.
                let is_it = |object: &Value| object.text(key) == Some(name.trim());
                Ok(context.client.list(path, &[(key, name)]).await?.into_iter().find(is_it))
            }
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Like [`created`], but ignores failures, because the caller already has an error to report.
async fn find_created<O>(context: &Context, job: &Job<'_, O>) -> Option<Value> {
    created(context, job).await.ok().flatten()
}

/// Returns whether a task failed because another operator created the same object at the same moment. Pulp's check of
/// the request found neither object.
fn lost_a_race<O>(job: &Job<'_, O>, error: &Error) -> bool {
    let unique = matches!(error, Error::Task { task: TaskError::Failed { reason, .. }, .. } if reason.contains(UNIQUE));
    unique && matches!(job.plan.step, Step::Create(_))
}

/// Updates objects that already exist to their declared state.
async fn update_existing<O: Operation>(
    context: &Context,
    outcomes: &mut [Outcome],
    existing: Vec<(usize, &Job<'_, O::Options>, Existing)>,
) {
    if existing.is_empty() {
        return;
    }
    let jobs = existing.iter().map(|(_, job, found)| {
        let (item, before) = (job.item, Some(found.object.clone()));
        let (wanted, warnings) = (job.wanted.clone(), job.warnings.clone());
        Ok(Job { item, plan: plan(before.as_ref(), State::Present, &wanted), before, wanted, warnings })
    });
    // None of these jobs creates an object, so this does not recurse any further.
    let updated = Box::pin(apply::<O>(context, jobs.collect())).await;
    for ((place, job, found), outcome) in existing.into_iter().zip(updated) {
        outcomes[place] = outcome;
        if found.own && outcomes[place].error.is_none() {
            outcomes[place].done(Reason::Created, "created");
            outcomes[place].diff.clone_from(&job.plan.diff);
        }
        outcomes[place].changed |= found.own;
    }
}
