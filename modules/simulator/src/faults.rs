//! Decides from a seed what goes wrong: for each request, for each task, and once in a run.

use std::collections::BTreeMap;

use pulp::request::Method;

use crate::server::tasks::Fate;

/// A disturbance of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The connection is refused.
    Refused,
    /// The connection breaks before the server gets the request.
    ResetBefore,
    /// The connection breaks after the server has processed the request.
    ResetAfter,
    /// The connection breaks, and the server gets the request up to eight seconds later.
    Late,
    /// The server processes the request, but does not respond within `request_timeout`.
    Hangs,
    /// The response ends halfway through its body.
    Truncated,
    /// A proxy responds with 200 and an HTML page; the server does not get the request.
    Page,
    /// The response is 429 with `Retry-After`; the server does not process the request.
    Busy,
    /// The response is 500; the server does not process the request.
    Broken,
    /// The response is 500, after the server has processed the request.
    BrokenAfter,
    /// A proxy responds with this status, and the server does not get the request.
    Gateway(u16),
    /// A proxy responds with this status, after the server has processed the request.
    GatewayAfter(u16),
    /// A proxy sends the request twice; the client gets the second response.
    Twice,
    /// All sessions expire before the request arrives.
    Expired,
    /// All CSRF tokens change before the request arrives.
    NewToken,
    /// A proxy replaces the `Correlation-ID`.
    NewId,
    /// A second operator changes something before the request arrives.
    Operator,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 21] = [
        Fault::Refused,
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Late,
        Fault::Hangs,
        Fault::Truncated,
        Fault::Page,
        Fault::Busy,
        Fault::Broken,
        Fault::BrokenAfter,
        Fault::Gateway(502),
        Fault::Gateway(503),
        Fault::Gateway(504),
        Fault::GatewayAfter(502),
        Fault::GatewayAfter(503),
        Fault::GatewayAfter(504),
        Fault::Twice,
        Fault::Expired,
        Fault::NewToken,
        Fault::NewId,
        Fault::Operator,
    ];
}

/// How a run ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A signal asks the module to stop; it may still report what was done.
    Stop,
    /// The process is killed before the server gets the request.
    KillBefore,
    /// The process is killed after the server has processed the request.
    KillAfter,
}

/// Everything that goes wrong in a run.
#[derive(Debug, Clone)]
pub struct Schedule {
    chance: fastrand::Rng,
    kinds: Vec<Fault>,
    /// How many requests in a thousand are disturbed.
    rate: u32,
    /// How many writes in a thousand start a task that does not take its usual course.
    tasks: u32,
    /// The index of the request at which the run ends, how it ends, and whether only writes are counted.
    pub end: Option<(usize, End, bool)>,
    /// The index of the request at which all workers go offline, and for how many seconds.
    pub no_worker: Option<(usize, u64)>,
    /// The longest time that a request or a response is on its way, in milliseconds.
    latency: u64,
    /// The maximum number of objects per page. Small pages make it likelier that a list changes while it is read.
    pub page: usize,
    /// How often each fault happened.
    pub happened: BTreeMap<String, u64>,
}

impl Schedule {
    /// Returns the schedule of an undisturbed run.
    pub fn calm() -> Schedule {
        Schedule {
            chance: fastrand::Rng::with_seed(1),
            kinds: Vec::new(),
            rate: 0,
            tasks: 0,
            end: None,
            no_worker: None,
            latency: 20,
            page: usize::MAX,
            happened: BTreeMap::new(),
        }
    }

    /// Returns the schedule of a run that ends at the write with this index.
    pub fn killed(at: usize, end: End) -> Schedule {
        Schedule { end: Some((at, end, true)), ..Schedule::calm() }
    }

    /// Returns the schedule of a seed.
    pub fn drawn(seed: u64) -> Schedule {
        let mut chance = fastrand::Rng::with_seed(seed ^ 0xFA17);
        let kinds = match chance.u32(0..4) {
            0 => vec![Fault::ALL[chance.usize(0..Fault::ALL.len())]],
            1 => Fault::ALL.into_iter().filter(|_| chance.bool()).collect(),
            2 => Fault::ALL.into_iter().filter(|kind| *kind != Fault::Operator && chance.bool()).collect(),
            _ => Vec::new(),
        };
        let rate = [20, 60, 150, 400][chance.usize(0..4)];
        let tasks = [0, 0, 100, 300][chance.usize(0..4)];
        let end = match chance.u32(0..8) {
            0 => Some((chance.usize(0..40), End::Stop, chance.bool())),
            1 => Some((chance.usize(0..30), End::KillBefore, chance.bool())),
            2 => Some((chance.usize(0..30), End::KillAfter, chance.bool())),
            _ => None,
        };
        let no_worker = (chance.u32(0..12) == 0).then(|| (chance.usize(0..20), chance.u64(1..120)));
        let latency = [5, 50, 400, 5_000][chance.usize(0..4)];
        // A separate generator, so that this number does not change what is drawn from the others.
        let mut pages = fastrand::Rng::with_seed(seed ^ 0x9A6E);
        let page = if pages.u32(0..6) == 0 { pages.usize(2..9) } else { usize::MAX };
        Schedule { chance, kinds, rate, tasks, end, no_worker, latency, page, happened: BTreeMap::new() }
    }

    /// Whether a second operator changed something, so that the result of the run cannot be predicted.
    pub fn has_operator(&self) -> bool {
        self.happened.contains_key("Operator")
    }

    /// Returns how long a request or a response is on its way, in milliseconds.
    pub fn delay(&mut self) -> u64 {
        self.chance.u64(0..=self.latency)
    }

    /// Returns the fault of a request, if it is disturbed.
    pub fn draw(&mut self, method: Method, path: &str) -> Option<Fault> {
        if self.kinds.is_empty() || self.chance.u32(0..1_000) >= self.rate {
            return None;
        }
        let fault = self.kinds[self.chance.usize(0..self.kinds.len())];
        // Objects without a name are created twice, and nobody can tell that they are duplicates.
        let nameless = method == Method::Post && (path.contains("/publications/") || path.contains("/uploads/"));
        if fault == Fault::Twice && nameless {
            return None;
        }
        self.note(&format!("{fault:?}"));
        Some(fault)
    }

    /// Returns what happens to the next task.
    pub fn fate(&mut self) -> Fate {
        if self.chance.u32(0..1_000) >= self.tasks {
            return Fate::Well;
        }
        let fates = [Fate::Fails, Fate::Canceled, Fate::WorkerDies, Fate::Takes(30), Fate::Takes(4_000), Fate::AtOnce];
        let fate = fates[self.chance.usize(0..fates.len())];
        self.note(&format!("task {fate:?}"));
        fate
    }

    /// Returns a random number for anything else that is left to chance.
    pub fn number(&mut self, below: usize) -> usize {
        self.chance.usize(0..below.max(1))
    }

    /// Counts a fault.
    pub fn note(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }
}
