//! What goes wrong, drawn from a seed: per request, per task, and once in a run.

use std::collections::BTreeMap;

use pulp::request::Method;

use crate::server::tasks::Fate;

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No connection comes about.
    Refused,
    /// The connection breaks before the server gets the request.
    ResetBefore,
    /// It breaks when the server has carried it out.
    ResetAfter,
    /// It breaks, and the server carries the request out seconds later.
    Late,
    /// No answer comes in time; the server carries the request out.
    Hangs,
    /// The answer's body ends too early.
    Truncated,
    /// A proxy says something of its own, with 200.
    Page,
    /// Too many requests.
    Busy,
    /// The server fails, and nothing happened.
    Broken,
    /// The server fails when all was done.
    BrokenAfter,
    /// A proxy gives up before the server gets the request.
    Gateway(u16),
    /// A proxy gives up when the server has carried it out.
    GatewayAfter(u16),
    /// A proxy sends the request twice.
    Twice,
    /// All sessions are over.
    Expired,
    /// All tokens are other ones.
    NewToken,
    /// Something replaces the correlation id.
    NewId,
    /// Somebody else does something before the request arrives.
    Operator,
}

impl Fault {
    /// All kinds.
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

/// What ends a run early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A signal: the run may still say what was done.
    Stop,
    /// The process is gone, before or after the server carried the request out.
    KillBefore,
    KillAfter,
}

/// All that goes wrong in a run.
#[derive(Debug, Clone)]
pub struct Schedule {
    chance: fastrand::Rng,
    kinds: Vec<Fault>,
    /// How many of a thousand requests something happens to.
    rate: u32,
    /// How many of a thousand tasks come to no good end.
    tasks: u32,
    /// At which request the run ends, and how; writes alone are counted where that is said.
    pub end: Option<(usize, End, bool)>,
    /// No worker is online from that request on, for so many seconds.
    pub no_worker: Option<(usize, u64)>,
    /// Milliseconds that a request takes at most.
    latency: u64,
    /// Objects in a page at most: the fewer, the more lists change between their pages.
    pub page: usize,
    /// What happened, for the figures.
    pub happened: BTreeMap<String, u64>,
}

impl Schedule {
    /// A run in which all goes well.
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

    /// A run that ends at its k-th write.
    pub fn killed(at: usize, end: End) -> Schedule {
        Schedule { end: Some((at, end, true)), ..Schedule::calm() }
    }

    /// What a seed has in store.
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
        // Of its own, so that nothing else is drawn otherwise.
        let mut pages = fastrand::Rng::with_seed(seed ^ 0x9A6E);
        let page = if pages.u32(0..6) == 0 { pages.usize(2..9) } else { usize::MAX };
        Schedule { chance, kinds, rate, tasks, end, no_worker, latency, page, happened: BTreeMap::new() }
    }

    /// Whether somebody else may do something: then nobody can say how it ends.
    pub fn has_operator(&self) -> bool {
        self.happened.contains_key("Operator")
    }

    /// How long the way there or back takes.
    pub fn delay(&mut self) -> u64 {
        self.chance.u64(0..=self.latency)
    }

    /// What happens to a request.
    pub fn draw(&mut self, method: Method, path: &str) -> Option<Fault> {
        if self.kinds.is_empty() || self.chance.u32(0..1_000) >= self.rate {
            return None;
        }
        let fault = self.kinds[self.chance.usize(0..self.kinds.len())];
        // Of what has no name nobody can tell that it came twice.
        let nameless = method == Method::Post && (path.contains("/publications/") || path.contains("/uploads/"));
        if fault == Fault::Twice && nameless {
            return None;
        }
        self.note(&format!("{fault:?}"));
        Some(fault)
    }

    /// What becomes of a task, if not the usual.
    pub fn fate(&mut self) -> Fate {
        if self.chance.u32(0..1_000) >= self.tasks {
            return Fate::Well;
        }
        let fates = [Fate::Fails, Fate::Canceled, Fate::WorkerDies, Fate::Takes(30), Fate::Takes(4_000), Fate::AtOnce];
        let fate = fates[self.chance.usize(0..fates.len())];
        self.note(&format!("task {fate:?}"));
        fate
    }

    /// A number, for whatever else is left to chance.
    pub fn number(&mut self, below: usize) -> usize {
        self.chance.usize(0..below.max(1))
    }

    /// Notes that something happened.
    pub fn note(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }
}
