//! Runs a module on a simulated server until it returns a result, fails, is killed, panics or never ends.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::FutureExt;
use pulp::client::Transport;
use pulp::host::Host;
use pulp::stop::Stop;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use crate::faults::Schedule;
use crate::server::Server;
use crate::server::login::{ADMIN_NAME, ADMIN_PASSWORD, USER_NAME, USER_PASSWORD};
use crate::server::show::FIRST_DAY;
use crate::transport::{Event, Exchange, Wire, World, is_write};
use crate::workloads::Workload;

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The module returned a result.
    Told(Value),
    /// The module returned only an error.
    Failed(String),
    /// The process was killed.
    Killed,
    /// The module panicked.
    Panicked,
    /// The module ran for longer than 1,000,000 simulated seconds.
    Endless,
}

/// A finished run.
pub struct Ran {
    pub end: End,
    /// The server after all delayed requests and tasks have finished.
    pub server: Server,
    pub exchanges: Vec<Exchange>,
    pub trace: Vec<Event>,
    pub schedule: Schedule,
    /// Whether the server processed a write; delayed ones do not count.
    pub wrote: bool,
}

/// One row of a result.
#[derive(Debug, Clone)]
pub struct Row {
    pub label: String,
    pub changed: bool,
    pub failed: bool,
    /// Whether the row says that its outcome is unknown.
    pub unknown: bool,
    /// The row itself, as JSON.
    pub whole: Value,
}

impl Ran {
    /// Returns how many writes the module sent.
    pub fn writes(&self) -> usize {
        self.exchanges.iter().filter(|exchange| is_write(&exchange.request)).count()
    }

    /// Returns the rows of the result; a single item has one row.
    pub fn rows(&self, workload: &Workload) -> Vec<Row> {
        let End::Told(result) = &self.end else {
            return Vec::new();
        };
        let module = workload.module;
        let truth = |value: &Value, key: &str| value.get(key) == Some(&json!(true));
        let row = |label: String, whole: &Value| Row {
            label,
            changed: truth(whole, "changed"),
            failed: truth(whole, "failed"),
            unknown: truth(whole, "unknown"),
            whole: whole.clone(),
        };
        match result.get(module.plural).and_then(Value::as_array) {
            Some(rows) => {
                let label =
                    |row: &Value| row.get(module.key[0]).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
                rows.iter().map(|one| row(label(one), one)).collect()
            }
            None => {
                let item = if module.nested { workload.args.get(module.noun) } else { None };
                let own = |key: &&str| match item {
                    Some(item) => item.get(*key).cloned(),
                    None => workload.args.get(*key).cloned(),
                };
                let label = module.key.iter().find_map(own).and_then(|value| Some(value.as_str()?.trim().to_owned()));
                vec![row(label.unwrap_or_default(), result)]
            }
        }
    }

    /// Whether a proxy delayed a write, so that the server got it after its connection had broken.
    pub fn wrote_late(&self) -> bool {
        let mut late = self.trace.iter().filter_map(|event| event.line.strip_prefix("late "));
        late.any(|request| !request.starts_with("GET ") && !request.ends_with("/login/"))
    }

    /// Whether the run succeeded.
    pub fn well(&self) -> bool {
        matches!(&self.end, End::Told(result) if result.get("failed") != Some(&json!(true)))
    }
}

/// Runs a module. All of its random numbers come from the seed.
pub async fn run(server: Server, workload: &Workload, schedule: Schedule, check: bool, seed: u64) -> Ran {
    fastrand::seed(seed);
    let begun = (
        SystemTime::UNIX_EPOCH + Duration::from_secs(FIRST_DAY * 86_400) + Duration::from_millis(server.now),
        Instant::now(),
    );
    let (user, password) =
        if server.hidden.is_empty() { (ADMIN_NAME, ADMIN_PASSWORD) } else { (USER_NAME, USER_PASSWORD) };
    let world = Rc::new(RefCell::new(World::new(server, schedule)));
    let (stop, killed) = (Stop::default(), Rc::new(Notify::new()));
    let wire: Rc<dyn Transport> = Rc::new(Wire { world: world.clone(), stop: stop.clone(), killed: killed.clone() });
    let host = Host {
        env: Box::new(|_| None),
        connect: Box::new(move |_| Ok(wire.clone())),
        stop,
        now: Box::new(move || begun.0 + begun.1.elapsed()),
    };
    let mut args = workload.args.clone();
    for (key, value) in [("pulp_url", "http://pulp.example.com"), ("username", user), ("password", password)] {
        args.insert(key.to_owned(), value.into());
    }
    args.insert("_ansible_check_mode".to_owned(), check.into());
    args.insert("_ansible_diff".to_owned(), true.into());
    let text = Value::Object(args).to_string();
    let work = AssertUnwindSafe((workload.module.execute)(&text, host)).catch_unwind();
    let end = tokio::select! {
        biased;
        () = killed.notified() => End::Killed,
        result = timeout(Duration::from_secs(1_000_000), work) => match result {
            Ok(Ok(Ok(value))) => End::Told(value),
            Ok(Ok(Err(error))) => End::Failed(error.to_string()),
            Ok(Err(_)) => End::Panicked,
            Err(_) => End::Endless,
        },
    };
    let wrote = world.borrow().wrote();
    world.borrow_mut().end();
    let world = Rc::try_unwrap(world).ok().expect("nothing else refers to the world after the run").into_inner();
    Ran { end, server: world.server, exchanges: world.exchanges, trace: world.trace, schedule: world.schedule, wrote }
}
