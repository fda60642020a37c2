//! Tasks: they wait for a worker and for their resources, run, and end.

use pulp::version::since;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::show::id;
use super::work::Effect;
use super::{Answer, ROOT, Server};

/// The state of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Completed,
    Failed,
    Canceled,
}

impl State {
    /// Whether the task has ended.
    pub fn is_final(self) -> bool {
        !matches!(self, State::Waiting | State::Running)
    }

    fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Completed => "completed",
            State::Failed => "failed",
            State::Canceled => "canceled",
        }
    }
}

/// What happens to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Well,
    /// The task fails without an effect.
    Fails,
    /// The task is canceled without an effect.
    Canceled,
    /// Its worker dies after 20 seconds; the task fails without an effect.
    WorkerDies,
    /// The task takes this many seconds.
    Takes(u64),
    /// The API runs the task before it responds, if its resources are free.
    AtOnce,
}

/// A task. Times are in milliseconds since the server's first moment.
#[derive(Debug, Clone)]
pub struct Task {
    pub serial: u64,
    pub name: &'static str,
    pub state: State,
    pub cid: String,
    pub exclusive: Vec<String>,
    pub shared: Vec<String>,
    created: u64,
    ready: u64,
    started: Option<u64>,
    finished: Option<u64>,
    takes: u64,
    fate: Fate,
    pub effect: Effect,
    error: Option<String>,
    pub made: Vec<String>,
    pub result: Option<Value>,
    pub group: Option<String>,
    pub reports: Vec<Value>,
}

/// A task to be started.
pub struct Call {
    pub name: &'static str,
    pub exclusive: Vec<String>,
    pub shared: Vec<String>,
    pub effect: Effect,
    /// Whether the API runs the task itself if its resources are free.
    pub immediate: bool,
    pub group: Option<String>,
    pub cid: String,
}

impl Call {
    /// Returns a task that a request starts.
    pub fn of(request: &Request, effect: Effect) -> Call {
        let valid = |cid: &&str| cid.len() == 32 && cid.bytes().all(|byte| byte.is_ascii_hexdigit());
        let cid = request.header("correlation-id").filter(valid).unwrap_or("00000000000000000000000000000000");
        Call {
            name: "task",
            exclusive: Vec::new(),
            shared: Vec::new(),
            effect,
            immediate: false,
            group: None,
            cid: cid.to_owned(),
        }
    }

    /// Returns a task that another task starts.
    pub fn after(task: &Task, name: &'static str, effect: Effect) -> Call {
        let (cid, group) = (task.cid.clone(), task.group.clone());
        Call { name, exclusive: Vec::new(), shared: Vec::new(), effect, immediate: false, group, cid }
    }
}

impl Server {
    /// Starts a task; returns the response, 202 with the task's href.
    pub(super) fn accepted(&mut self, call: Call) -> Response {
        let href = self.dispatch(call);
        Response::json(202, json!({"task": href}))
    }

    /// Adds a task to the queue; returns its href.
    pub(super) fn dispatch(&mut self, call: Call) -> String {
        let serial = self.number();
        let href = format!("{ROOT}tasks/01a00000-0000-7000-8000-{serial:012x}/");
        let fate = if self.fates.is_empty() { Fate::Well } else { self.fates.remove(0) };
        let takes = match fate {
            Fate::Takes(seconds) => seconds * 1_000,
            Fate::WorkerDies => 20_000,
            _ => self.chance.u64(20..900),
        };
        let ready = self.now + self.chance.u64(1..120);
        let task = Task {
            serial,
            name: call.name,
            state: State::Waiting,
            cid: call.cid,
            exclusive: call.exclusive,
            shared: call.shared,
            created: self.now,
            ready,
            started: None,
            finished: None,
            takes,
            fate,
            effect: call.effect,
            error: None,
            made: Vec::new(),
            result: None,
            group: call.group,
            reports: Vec::new(),
        };
        self.tasks.insert(href.clone(), task);
        let at_once = call.immediate && fate == Fate::Well || fate == Fate::AtOnce;
        if at_once && self.is_free(&href) {
            self.finish(&href, self.now);
        }
        href
    }

    /// Whether no earlier unfinished task blocks this one's resources.
    fn is_free(&self, href: &str) -> bool {
        let task = &self.tasks[href];
        let meets = |one: &[String], other: &[String]| one.iter().any(|resource| other.contains(resource));
        self.tasks.values().filter(|other| other.serial < task.serial && !other.state.is_final()).all(|other| {
            !meets(&task.exclusive, &other.exclusive)
                && !meets(&task.exclusive, &other.shared)
                && !meets(&task.shared, &other.exclusive)
        })
    }

    /// Advances the time; tasks start and end in the meantime.
    pub fn advance(&mut self, now: u64) {
        loop {
            let running = self.tasks.values().filter(|task| task.state == State::Running).count();
            let mut waiting: Vec<(u64, u64, String)> = self
                .tasks
                .iter()
                .filter(|(href, task)| task.state == State::Waiting && running < self.workers && self.is_free(href))
                .map(|(href, task)| (task.ready.max(self.now), task.serial, href.clone()))
                .collect();
            waiting.sort();
            let ending = self
                .tasks
                .iter()
                .filter(|(_, task)| task.state == State::Running)
                .map(|(href, task)| (task.started.unwrap_or(0) + task.takes, href.clone()))
                .min();
            match (waiting.first(), ending) {
                (Some((begin, _, href)), end) if *begin <= now && end.as_ref().is_none_or(|(end, _)| begin <= end) => {
                    let (begin, href) = (*begin, href.clone());
                    self.now = self.now.max(begin);
                    let task = self.tasks.get_mut(&href).expect("the task was just found");
                    task.state = State::Running;
                    task.started = Some(begin);
                }
                (_, Some((end, href))) if end <= now => {
                    self.now = self.now.max(end);
                    self.finish(&href, end);
                }
                _ => break,
            }
        }
        self.now = self.now.max(now);
    }

    /// Ends a task according to its fate.
    fn finish(&mut self, href: &str, at: u64) {
        let fate = self.tasks[href].fate;
        let done = match fate {
            Fate::Fails => Err("[PLP0000] An internal error occurred.".to_owned()),
            Fate::WorkerDies => Err("Aborted during worker shutdown.".to_owned()),
            Fate::Canceled => Err(String::new()),
            _ => self.work(href),
        };
        let result = self.edition.has(since::TASK_RESULT);
        let Some(task) = self.tasks.get_mut(href) else {
            return;
        };
        task.started.get_or_insert(at);
        task.finished = Some(at);
        task.state = match done {
            Ok(()) => State::Completed,
            Err(text) if text.is_empty() => State::Canceled,
            Err(text) => {
                task.error = Some(text);
                State::Failed
            }
        };
        if !result {
            task.result = None;
        }
    }

    /// Processes a PATCH that cancels a task.
    pub(super) fn cancel(&mut self, href: &str, request: &Request) -> Answer {
        if request.object()?.get("state") != Some(&json!("canceled")) {
            return Err(Response::field("state", "Only \"canceled\" is allowed."));
        }
        let now = self.now;
        let task = self.tasks.get_mut(href).ok_or_else(|| Response::says(404, "gone"))?;
        if task.state.is_final() {
            let shown = self.shown(href).unwrap_or_default();
            return Err(Response::json(409, shown));
        }
        task.state = State::Canceled;
        task.finished = Some(now);
        Ok(Response::json(200, self.shown(href).unwrap_or_default()))
    }

    /// Returns the JSON of a task.
    pub(super) fn show_task(&self, href: &str, task: &Task) -> Value {
        let at = |millis: Option<u64>| millis.map(|millis| self.moment(millis, task.serial));
        let record = |resource: &String| match (self.objects.contains_key(resource), self.edition.prns()) {
            (true, true) => self.prn(resource),
            _ => resource.clone().into(),
        };
        let mut reserved: Vec<Value> = task.exclusive.iter().map(record).collect();
        reserved.extend(task.shared.iter().map(|one| {
            let record = record(one);
            Value::from(format!("shared:{}", record.as_str().unwrap_or_default()))
        }));
        let mut shown = json!({
            "pulp_href": href, "pulp_created": at(Some(task.created)), "pulp_last_updated": at(Some(task.created)),
            "state": task.state.name(), "name": task.name, "logging_cid": task.cid, "created_by": null,
            "started_at": at(task.started), "finished_at": at(task.finished),
            "error": task.error.as_ref().map(|text| json!({"description": text, "traceback": null})),
            "worker": null, "parent_task": null, "child_tasks": [], "task_group": task.group,
            "progress_reports": task.reports, "created_resources": task.made, "reserved_resources_record": reserved,
        });
        if self.edition.prns() {
            shown["prn"] = format!("prn:core.task:{}", id(href)).into();
        }
        if self.edition.has(since::TASK_RESULT) {
            shown["result"] = task.result.clone().unwrap_or_default();
        }
        shown
    }

    /// Returns the JSON of a task group.
    pub(super) fn show_group(&self, href: &str) -> Option<Value> {
        self.groups.get(href)?;
        let of_group = self.tasks.iter().filter(|(_, task)| task.group.as_deref() == Some(href));
        let tasks: Vec<Value> =
            of_group.map(|(href, task)| json!({"pulp_href": href, "state": task.state.name()})).collect();
        Some(json!({"pulp_href": href, "description": "a group", "all_tasks_dispatched": true, "tasks": tasks}))
    }

    /// Whether some task has not ended.
    pub fn is_busy(&self) -> bool {
        self.tasks.values().any(|task| !task.state.is_final())
    }

    /// Advances the time until all tasks have ended; does nothing if no worker is online.
    pub fn settle(&mut self) {
        for _ in 0..1_000 {
            if !self.is_busy() || self.workers == 0 {
                return;
            }
            self.advance(self.now + 5_000);
        }
    }

    /// Deletes ended tasks with one of the states that finished before the given time; returns how many.
    pub(super) fn purge(&mut self, before: &str, states: &[String]) -> u64 {
        let moments: Vec<(String, String)> = self
            .tasks
            .iter()
            .filter(|(_, task)| task.state.is_final() && states.iter().any(|state| state == task.state.name()))
            .filter_map(|(href, task)| Some((href.clone(), self.moment(task.finished?, task.serial))))
            .collect();
        let old: Vec<&String> =
            moments.iter().filter(|(_, moment)| moment.as_str() < before).map(|(href, _)| href).collect();
        old.iter().for_each(|href| drop(self.tasks.remove(*href)));
        old.len() as u64
    }
}
