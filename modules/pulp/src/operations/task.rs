//! `task`: waits for tasks, cancels, deletes and reads them; one by its href, or all that match.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shown;
use crate::context::Context;
use crate::error::{Error, TaskError};
use crate::item::{Item, State};
use crate::lookup::{self, href};
use crate::object::{Fields, TaskView};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::{Object, Type};
use crate::task::{self, Endings};
use crate::time;
use crate::types;

/// The module `task`.
pub struct Task;

/// A state of a Pulp task.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No worker has started it.
    Waiting,
    /// It was not needed.
    Skipped,
    /// A worker is running it.
    Running,
    /// It succeeded.
    Completed,
    /// It failed.
    Failed,
    /// It was canceled.
    Canceled,
    /// It is being canceled.
    Canceling,
}

impl Stage {
    const ALL: [(Stage, &'static str); 7] = [
        (Stage::Waiting, "waiting"),
        (Stage::Skipped, "skipped"),
        (Stage::Running, "running"),
        (Stage::Completed, "completed"),
        (Stage::Failed, "failed"),
        (Stage::Canceled, "canceled"),
        (Stage::Canceling, "canceling"),
    ];

    /// Returns Pulp's name for it.
    pub fn name(self) -> &'static str {
        Stage::ALL.iter().find(|(stage, _)| *stage == self).map_or("", |(_, name)| name)
    }

    /// Returns whether the task has ended.
    pub fn is_final(self) -> bool {
        !matches!(self, Stage::Waiting | Stage::Running | Stage::Canceling)
    }
}

/// Options of `task`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Href or PRN of one task. A list may contain plain hrefs or PRNs instead of dictionaries.
    pub pulp_href: Option<String>,
    /// Name of the tasks to select, such as `pulpcore.app.tasks.orphan.orphan_cleanup`.
    pub name: Option<String>,
    /// States of the tasks to select.
    #[serde(default)]
    pub states: Vec<Stage>,
    /// Correlation ID of the requests that started the tasks to select.
    pub logging_cid: Option<String>,
    /// Href of the task group of the tasks to select.
    pub task_group: Option<String>,
    /// Minimum age in days of the tasks to select, counted from their creation.
    pub older_than_days: Option<f64>,
    /// Additional filters, named as in Pulp's API.
    #[serde(default)]
    pub filter: Object,
}

impl Operation for Task {
    const NOUN: &'static str = "task";
    const PLURAL: &'static str = "tasks";
    const ABOUT: &'static str = "Wait for, cancel, delete and read Pulp tasks";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::task::TYPES;
    const STATES: &'static [State] = &[State::Completed, State::Canceled, State::Absent, State::Read];
    const KEY: &'static [&'static str] = &["pulp_href"];
    const SELECTS: bool = true;
    const BARE_KEYS: bool = true;
    const READS_WITH: &'static [&'static str] =
        &["name", "states", "logging_cid", "task_group", "older_than_days", "filter"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        if let Some(item) = items.iter().find(|item| !selection(context, &item.options).is_empty()) {
            return Err(Error::State(format!(
                "task {}: pulp_href selects one task, and filters select many; hint: set one or the other",
                item.label
            )));
        }
        let found = find(context, items).await?;
        let wanted =
            items.iter().zip(found).map(|(item, task)| Wanted { state: item.state, label: item.label.clone(), task });
        bring_about(context, wanted.collect()).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        crate::prepare::read_all::<Self>(context, kind).await
    }

    async fn select(context: &Context, item: &Item<Options>) -> Result<Vec<Outcome>, Error> {
        let mut query = selection(context, &item.options);
        if query.is_empty() && item.state != State::Read {
            return Err(Error::State(format!(
                "state {} requires pulp_href or a filter; without them, it would apply to every task on the server",
                item.state.name()
            )));
        }
        if let Some(filter) = item.options.filter.keys().find(|key| key.starts_with("state")) {
            return Err(Error::State(format!("filter {filter} is not supported; hint: set states instead")));
        }
        // A task that has ended cannot be canceled, and an unfinished one cannot be deleted.
        let fits = |stage: Stage| match item.state {
            State::Canceled => !stage.is_final(),
            State::Absent => stage.is_final(),
            _ => true,
        };
        let given = &item.options.states;
        let stages = Stage::ALL.iter().filter(|(stage, _)| (given.is_empty() || given.contains(stage)) && fits(*stage));
        let stages: Vec<&str> = stages.map(|(_, name)| *name).collect();
        if stages.is_empty() {
            return Ok(Vec::new());
        }
        query.retain(|(key, _)| key != "state__in");
        if stages.len() < Stage::ALL.len() {
            query.push(("state__in".to_owned(), stages.join(",")));
        }
        let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let tasks = context.client.list("tasks/", &query).await.map_err(|error| error.during("list tasks"))?;
        let wanted = tasks.into_iter().map(|task| Wanted { state: item.state, label: href(&task), task: Some(task) });
        bring_about(context, wanted.collect()).await
    }
}

/// Returns the filters that an item gives, by Pulp's names.
fn selection(context: &Context, options: &Options) -> Vec<(String, String)> {
    let states: Vec<&str> = options.states.iter().map(|stage| stage.name()).collect();
    let named = [
        ("name", options.name.clone()),
        ("state__in", Some(states.join(",")).filter(|states| !states.is_empty())),
        ("logging_cid", options.logging_cid.clone()),
        ("task_group", options.task_group.clone()),
        ("pulp_created__lt", options.older_than_days.map(|days| time::days_before(context.now(), days))),
    ];
    let named = named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    named.chain(options.filter.iter().map(|(key, value)| (key.clone(), super::api_call::plain(value)))).collect()
}

/// A task and its desired state.
struct Wanted {
    state: State,
    label: String,
    task: Option<Value>,
}

impl Wanted {
    fn stage(&self) -> &str {
        self.task.as_ref().map(|task| TaskView(task).state()).unwrap_or_default()
    }

    fn unfinished(&self) -> bool {
        matches!(self.stage(), "waiting" | "running" | "canceling")
    }

    fn href(&self) -> String {
        self.task.as_ref().map(href).unwrap_or_default()
    }
}

/// Looks up the tasks that the items name, by href or PRN.
async fn find(context: &Context, items: &[Item<Options>]) -> Result<Vec<Option<Value>>, Error> {
    let (prns, hrefs): (Vec<&str>, Vec<&str>) =
        items.iter().map(|item| item.label.as_str()).partition(|name| name.starts_with("prn:"));
    let hrefs: Vec<String> = hrefs.into_iter().map(str::to_owned).collect();
    let mut tasks = task::read(context, &hrefs).await?;
    if !prns.is_empty() {
        let found = lookup::by(context, "tasks/", "prn", prns.into_iter(), &[], &[]).await;
        tasks.extend(found.map_err(|error| error.during("read tasks"))?);
    }
    let is = |task: &Value, name: &str| ["pulp_href", "prn"].iter().any(|key| task.text(key) == Some(name));
    Ok(items.iter().map(|item| tasks.iter().find(|task| is(task, &item.label)).cloned()).collect())
}

async fn bring_about(context: &Context, wanted: Vec<Wanted>) -> Result<Vec<Outcome>, Error> {
    let started = context.each(&wanted, async |wanted| start(context, wanted).await).await;
    let awaited: Vec<String> = wanted
        .iter()
        .zip(&started)
        .filter(|(wanted, started)| {
            let waits = wanted.state == State::Completed || wanted.state == State::Canceled && !context.check;
            started.is_ok() && waits && wanted.unfinished()
        })
        .map(|(wanted, _)| wanted.href())
        .collect();
    let endings = task::wait_for(context, awaited.iter().cloned()).await;
    let (ended, unread) = match task::read(context, &awaited).await {
        Ok(ended) => (ended, None),
        Err(error) if context.client.wrote() => (Vec::new(), Some(error)),
        Err(error) => return Err(error),
    };
    let settle = |(wanted, started): (&Wanted, Result<(), Error>)| {
        let now = ended.iter().find(|task| href(task) == wanted.href()).or(wanted.task.as_ref());
        let settled = started.and_then(|()| settle(context, wanted, now, &endings));
        let mut outcome = settled.unwrap_or_else(|error| {
            let entity = shown::task(context, now.unwrap_or(&Value::Null));
            Outcome { entity, ..Outcome::failed(&wanted.label, &error) }
        });
        if let Some(error) = unread.as_ref().filter(|_| awaited.contains(&wanted.href())) {
            outcome.fail(error);
        }
        outcome
    };
    Ok(wanted.iter().zip(started).map(settle).collect())
}

/// Sends the request for a desired state; in check mode, only checks whether it is possible.
async fn start(context: &Context, wanted: &Wanted) -> Result<(), Error> {
    let sent = match (wanted.state, &wanted.task) {
        (State::Completed | State::Canceled, None) => {
            let user = context.client.user().to_owned();
            return Err(Error::Missing { what: format!("task {}", wanted.label), user });
        }
        (State::Absent, Some(_)) if wanted.unfinished() => {
            return Err(Error::State(format!(
                "task {} is {}, and only finished tasks can be deleted; hint: cancel it with state: canceled",
                wanted.label,
                wanted.stage()
            )));
        }
        _ if context.check => return Ok(()),
        (State::Absent, Some(_)) => context.client.send(&Request::delete(wanted.href())).await,
        (State::Canceled, Some(_)) if wanted.unfinished() => {
            let body = [("state".to_owned(), json!("canceled"))].into_iter().collect();
            context.client.send(&Request::patch(wanted.href(), body)).await
        }
        _ => return Ok(()),
    };
    match sent.map_err(|error| error.during(format!("{} task {}", verb(wanted.state), wanted.label))) {
        Ok(_) => Ok(()),
        // The task ended before the request arrived, or no longer exists. The result reports how it ended.
        Err(error) if matches!(error.answer(), Some((404 | 409, _))) => Ok(()),
        Err(error) => Err(error),
    }
}

fn verb(state: State) -> &'static str {
    match state {
        State::Absent => "delete",
        State::Canceled => "cancel",
        _ => "wait for",
    }
}

fn settle(context: &Context, wanted: &Wanted, now: Option<&Value>, endings: &Endings) -> Result<Outcome, Error> {
    let stage = now.map(|task| TaskView(task).state()).unwrap_or_default();
    let ending = endings.get(&wanted.href()).cloned();
    let failed = |task: TaskError| task.during(format!("{} task {}", verb(wanted.state), wanted.label));
    let (changed, reason, msg) = match (wanted.state, &wanted.task) {
        (State::Absent, None) => (false, Reason::Absent, "already absent".to_owned()),
        (State::Absent, Some(_)) => (true, Reason::Deleted, "deleted".to_owned()),
        (State::Canceled, _) if !wanted.unfinished() => (false, Reason::Unchanged, format!("already {stage}")),
        (State::Canceled, _) if context.check => (true, Reason::Updated, "canceled".to_owned()),
        (State::Canceled, _) => match ending {
            Some(Err(TaskError::Canceled { .. })) => (true, Reason::Updated, "canceled".to_owned()),
            Some(Err(
                error @ (TaskError::TimedOut { .. }
                | TaskError::NoWorker { .. }
                | TaskError::Interrupted { .. }
                | TaskError::Unwatched { .. }),
            )) => {
                return Err(failed(error));
            }
            _ => (false, Reason::Unchanged, format!("{stage} before it could be canceled")),
        },
        (State::Completed, Some(task)) => {
            let ending = ending.unwrap_or_else(|| task::ending(context, &wanted.href(), task));
            ending.map_err(failed)?;
            (false, Reason::Read, stage.to_owned())
        }
        (_, None) => (false, Reason::Absent, "does not exist".to_owned()),
        (_, Some(_)) => (false, Reason::Read, "read".to_owned()),
    };
    let entity = match wanted.state {
        State::Absent => Value::Null,
        _ => shown::task(context, now.unwrap_or(&Value::Null)),
    };
    let diff = changed.then(|| {
        let state = |text: &str| [("state".to_owned(), text.into())].into_iter().collect();
        Diff { before: state(wanted.stage()), after: state(wanted.state.name()) }
    });
    Ok(Outcome { label: wanted.label.clone(), changed, msg, reason, entity, diff, ..Outcome::default() })
}
