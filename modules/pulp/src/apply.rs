//! Plans are carried out, all at once, and their tasks awaited together.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Reply;
use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::explain::explain;
use crate::item::{Item, State};
use crate::lookup::{self, href};
use crate::operation::Operation;
use crate::outcome::{Outcome, words};
use crate::plan::{Diff, Step};
use crate::prepare::{Job, find, job, references};
use crate::redact;
use crate::request::Request;
use crate::schema::Object;
use crate::task;
use crate::version::since;

/// Brings items of a plain entity to their states: all fields are given as they are sent.
pub async fn reconcile<O: Operation>(context: &Context, items: &[Item<O::Options>]) -> Result<Vec<Outcome>, Error> {
    let found = find::<O>(context, items).await?;
    let refs = references(context, items).await?;
    let jobs = items.iter().zip(found).map(|(item, before)| job::<O>(context, item, before?, &refs)).collect();
    apply::<O>(context, jobs).await
}

/// What the server said to one job.
enum Answer {
    /// Nothing was sent.
    Nothing,
    /// The entity as it is now.
    Entity(Value),
    /// A task does it.
    Task(String),
    /// It is gone.
    Gone,
}

/// Carries out the jobs: removals first, everything else at once, then waits for all tasks together.
/// In check mode it only tells what would be done.
pub async fn apply<O: Operation>(
    context: &Context,
    jobs: Vec<Result<Job<'_, O::Options>, Error>>,
) -> Result<Vec<Outcome>, Error> {
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
        let tasks = answers.iter().filter_map(|answer| match answer {
            Ok((Answer::Task(task), _)) => Some(task.clone()),
            _ => None,
        });
        let endings = task::wait(context, tasks).await;
        let mut unread = Vec::new();
        for ((place, job), answer) in round.iter().zip(answers) {
            outcomes[*place] = start(context, job);
            let outcome = &mut outcomes[*place];
            match answer.and_then(|(answer, changed)| Ok((settle::<O>(job, answer, &endings)?, changed))) {
                Ok((settled, changed)) => {
                    outcome.changed = changed;
                    if changed && matches!(job.plan.step, Step::Ask(_)) {
                        // Only now is it known, from the server.
                        outcome.msg = "updated".to_owned();
                        outcome.diff = Some(Diff::of_hidden(&job.plan.not_compared));
                    }
                    match settled {
                        Settled::Entity(entity) => outcome.entity = redact::entity(&job.item.fields, &entity),
                        Settled::Unread(created) => unread.push(Unread { place: *place, item: job.item, created }),
                    }
                }
                Err(error) => *outcome = Outcome::failed(&job.item.label, &error),
            }
        }
        read_back::<O>(context, &mut outcomes, unread).await?;
    }
    Ok(outcomes)
}

/// What an answer comes to.
enum Settled {
    Entity(Value),
    /// Not shown yet; the href of what was made, if something was.
    Unread(String),
}

fn settle<O: Operation>(job: &Job<'_, O::Options>, answer: Answer, endings: &task::Endings) -> Result<Settled, Error> {
    let task = match answer {
        Answer::Nothing => return Ok(Settled::Entity(job.before.clone().unwrap_or_default())),
        Answer::Entity(entity) => return Ok(Settled::Entity(entity)),
        Answer::Gone => return Ok(Settled::Entity(Value::Null)),
        Answer::Task(task) => task,
    };
    match endings.get(&task).cloned().unwrap_or(Err(TaskError::Gone { href: task })) {
        Err(task) => Err(Error::Task { action: action::<O>(job), task, hint: None }),
        Ok(_) if job.plan.step == Step::Remove => Ok(Settled::Entity(Value::Null)),
        Ok(done) => Ok(match done.result.filter(|result| result.get("pulp_href").is_some()) {
            Some(entity) => Settled::Entity(entity),
            None => Settled::Unread(
                done.created.into_iter().find(|href| href.contains(job.item.kind.path)).unwrap_or_default(),
            ),
        }),
    }
}

/// Reads what tasks made or changed, where the server did not say (before pulpcore 3.88): by the href that
/// the task tells, or else by name.
async fn read_back<O: Operation>(
    context: &Context,
    outcomes: &mut [Outcome],
    unread: Vec<Unread<'_, O::Options>>,
) -> Result<(), Error> {
    let (made, changed): (Vec<_>, Vec<_>) = unread.into_iter().partition(|unread| !unread.created.is_empty());
    let during = |error: RequestError| error.during(format!("read {}", words(O::PLURAL)));
    let mut paths: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for unread in &made {
        paths.entry(unread.item.kind.path).or_default().push(&unread.created);
    }
    let mut read: BTreeMap<String, Value> = BTreeMap::new();
    for (path, hrefs) in paths {
        let objects = lookup::by(context, path, "pulp_href", hrefs.into_iter(), &[], &[]).await.map_err(during)?;
        read.extend(objects.into_iter().map(|object| (href(&object), object)));
    }
    for unread in &made {
        outcomes[unread.place].entity =
            redact::entity(&unread.item.fields, read.get(&unread.created).unwrap_or(&Value::Null));
    }
    let items: Vec<Item<O::Options>> = changed.iter().map(|unread| unread.item.clone()).collect();
    for (unread, entity) in changed.iter().zip(find::<O>(context, &items).await?) {
        outcomes[unread.place].entity = redact::entity(&unread.item.fields, &entity?.unwrap_or_default());
    }
    Ok(())
}

/// An item whose entity the server has not shown yet.
struct Unread<'a, O> {
    place: usize,
    item: &'a Item<O>,
    /// What the task made; empty if it changed something.
    created: String,
}

fn start<O>(context: &Context, job: &Job<'_, O>) -> Outcome {
    let mut extra = Object::new();
    let server_compares = matches!(job.plan.step, Step::Ask(_)) && !context.check && context.has(since::NO_OP_PATCH);
    if !job.plan.changes() && !job.plan.not_compared.is_empty() && !server_compares {
        extra.insert("not_compared".to_owned(), job.plan.not_compared.clone().into());
    }
    let msg = match (&job.plan.step, job.item.state) {
        (Step::Create(_), _) => "created",
        (Step::Update(_), _) => "updated",
        (Step::Remove, _) => "removed",
        (Step::Keep | Step::Ask(_), State::Absent) => "absent already",
        (Step::Keep, State::Read) if job.before.is_none() => "does not exist",
        (Step::Keep, State::Read) => "read",
        (Step::Keep | Step::Ask(_), _) => "unchanged",
    };
    Outcome {
        label: job.item.label.clone(),
        changed: job.plan.changes(),
        msg: msg.to_owned(),
        extra,
        diff: job.plan.diff.clone(),
        warnings: job.warnings.clone(),
        ..Outcome::default()
    }
}

/// The outcome as a real run would have it, as far as can be told without one.
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
    outcome.entity = redact::entity(&job.item.fields, &entity.unwrap_or_default());
    outcome
}

/// What a job does, for messages: `update remote "epel"`.
pub fn action<O: Operation>(job: &Job<'_, O::Options>) -> String {
    let verb = match job.plan.step {
        Step::Keep => "read",
        Step::Create(_) => "create",
        Step::Update(_) | Step::Ask(_) => "update",
        Step::Remove => "remove",
    };
    format!("{verb} {} \"{}\"", words(O::NOUN), job.item.label)
}

/// Sends what a job's plan says; also tells whether that changed something.
async fn send<O: Operation>(context: &Context, job: &Job<'_, O::Options>) -> Result<(Answer, bool), Error> {
    let href = job.before.as_ref().map(href).unwrap_or_default();
    let action = action::<O>(job);
    let reply = match &job.plan.step {
        Step::Keep => return Ok((Answer::Nothing, false)),
        Step::Remove => context.client.send(&Request::delete(href)).await,
        Step::Update(body) | Step::Ask(body) => context.client.send(&Request::patch(href, body.clone())).await,
        Step::Create(body) => {
            let path = job.item.kind.path;
            let text = |key: &str| body.get(key).and_then(Value::as_str);
            let key = lookup::naming_field(path);
            let landed = async || match (text(key), text("repository_version")) {
                (Some(name), _) => {
                    Ok(context.client.list(path, &[(key, name)]).await?.pop().map(|body| Reply { status: 201, body }))
                }
                (None, Some(version)) => {
                    let task = task::open_on(context, version).await?;
                    Ok(task.map(|task| Reply { status: 202, body: json!({"task": task}) }))
                }
                (None, None) => Ok(None),
            };
            context.client.post(&Request::post(path, body.clone()), landed).await
        }
    };
    let reply = match reply.map_err(|error| error.during(action)) {
        // An answer to an earlier try got lost: it did go.
        Err(error) if job.plan.step == Step::Remove && matches!(error.answer(), Some((404, _))) => {
            return Ok((Answer::Gone, true));
        }
        Err(error) if matches!(job.plan.step, Step::Create(_)) => return Err(explain(context, job.item, error).await),
        Err(error) => return Err(error),
        Ok(reply) => reply,
    };
    let changed = match job.plan.step {
        // Older servers answer every PATCH with a task: the secret is written, but no change is claimed.
        Step::Ask(_) => reply.task().is_some() && context.has(since::NO_OP_PATCH),
        _ => true,
    };
    Ok(match (reply.task(), reply.body.is_null()) {
        (Some(task), _) => (Answer::Task(task.to_owned()), changed),
        (None, true) => (Answer::Gone, changed),
        (None, false) => (Answer::Entity(reply.body), changed),
    })
}
