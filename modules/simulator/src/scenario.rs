//! Plays a seed: creates its server and workload, runs the module several times, and collects the oracles' findings.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use crate::facts::{self, Facts};
use crate::faults::{End as Ending, Schedule};
use crate::oracles;
use crate::run::{End, Ran, run};
use crate::server::Server;
use crate::transport::Event;
use crate::workloads::{self, Workload};
use crate::world;

/// A finding of an oracle.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The name of the run, e.g. `disturbed, run again`.
    pub run: String,
    pub text: String,
    pub trace: Vec<Event>,
    /// How that run ended.
    pub end: String,
}

/// The result of a seed.
pub struct Verdict {
    pub workload: Workload,
    pub violations: Vec<Violation>,
    pub runs: u64,
    /// How often each fault happened.
    pub happened: BTreeMap<String, u64>,
}

struct Judge {
    workload: Workload,
    /// A cache of servers and their facts: most runs change little or nothing.
    known: Vec<(Server, Rc<Facts>)>,
    /// The trace of the run before the one that is judged.
    earlier: Vec<Event>,
    violations: Vec<Violation>,
    runs: u64,
    happened: BTreeMap<String, u64>,
}

impl Judge {
    async fn run(&mut self, server: Server, schedule: Schedule, check: bool, seed: u64) -> Ran {
        self.runs += 1;
        let ran = run(server, &self.workload, schedule, check, seed).await;
        for (what, times) in &ran.schedule.happened {
            *self.happened.entry(what.clone()).or_default() += times;
        }
        ran
    }

    fn say(&mut self, name: &str, ran: &Ran, wrong: Vec<String>) {
        if wrong.is_empty() {
            return;
        }
        let end = format!("{:?}", ran.end).chars().take(3_000).collect::<String>();
        self.violations.extend(wrong.into_iter().map(|text| Violation {
            run: name.to_owned(),
            text,
            trace: [self.earlier.clone(), ran.trace.clone()].concat(),
            end: end.clone(),
        }));
    }

    fn facts(&mut self, server: &Server) -> Rc<Facts> {
        if let Some((_, facts)) = self.known.iter().find(|(known, _)| known.holds_the_same(server)) {
            return facts.clone();
        }
        let facts = Rc::new(facts::of(server));
        self.known.push((server.clone(), facts.clone()));
        facts
    }

    /// Checks what must hold after any run.
    fn judge(&mut self, name: &str, before: &Server, ran: &Ran) {
        let (facts, after) = (self.facts(before), self.facts(&ran.server));
        let mut wrong = oracles::sound(&self.workload, ran);
        wrong.extend(oracles::changed(&self.workload, ran, &facts, &after));
        wrong.extend(oracles::in_use(&self.workload, before, ran));
        wrong.extend(oracles::read_only(&self.workload, ran));
        self.say(name, ran, wrong);
    }

    /// Runs the module again, undisturbed: it must end in the wanted state. A third run must then change nothing.
    async fn recovers(&mut self, name: &str, earlier: Ran, wanted: Option<&Facts>, seed: u64) {
        let robbed = self.workload.module.name == "acs" && (earlier.wrote_late() || !earlier.well());
        let server = earlier.server;
        self.earlier = earlier.trace;
        let again = self.run(server.clone(), Schedule::calm(), false, seed).await;
        self.judge(&format!("{name}, run again"), &server, &again);
        let after = self.facts(&again.server);
        if let Some(wanted) = wanted {
            let mut wrong = Vec::new();
            match again.well() {
                false => wrong.push("it fails, although an undisturbed first run succeeds".to_owned()),
                true => {
                    let difference = match robbed {
                        true => {
                            let [wanted, after] = [wanted, &*after].map(|facts| without_robbed(&self.workload, facts));
                            facts::difference(&wanted, &after)
                        }
                        false => facts::difference(wanted, &after),
                    };
                    wrong.extend(difference.map(|what| format!("the state differs: {what}")))
                }
            }
            self.say(&format!("{name}, run again"), &again, wrong);
        }
        if again.well() {
            let wrong = oracles::declared(&self.workload, &again.server);
            self.say(&format!("{name}, run again"), &again, wrong);
            let third = self.run(again.server.clone(), Schedule::calm(), false, seed + 1).await;
            let wrong = oracles::unchanged(&self.workload, &third);
            self.say(&format!("{name}, a third run"), &third, wrong);
        }
        self.earlier.clear();
    }
}

/// Whether a second run must end in the same state as the first.
fn repeatable(workload: &Workload) -> bool {
    !oracles::always(workload)
        && !oracles::contradicts(workload)
        && !matches!(workload.module.name, "api_call" | "task" | "maintenance" | "info")
}

/// Returns the facts without the alternate content sources whose paths no item declares. Pulp removes a path from all
/// sources; these sources lose it if the run ends before it restores the path, or if a proxy delays the request.
fn without_robbed(workload: &Workload, facts: &Facts) -> Facts {
    let list = workload.args.get("acses").and_then(Value::as_array);
    let declares = |name: &str| match list {
        Some(items) => items.iter().any(|item| item["name"] == name && item["paths"].is_array()),
        None => workload.args["name"] == name && workload.args.get("paths").is_some_and(Value::is_array),
    };
    let kept = facts.iter().filter(|((kind, name), _)| kind != "acs" || declares(name));
    kept.map(|(key, all)| (key.clone(), all.clone())).collect()
}

/// Returns the server of a seed. In every eleventh seed, the module's user does not see all objects.
pub fn of_seed(seed: u64) -> Server {
    let mut server = world::of(usize::from(seed % 5 == 4), seed / 7);
    if seed % 11 == 8 {
        server.hide(seed);
    }
    server
}

/// Plays a seed. Also kills the module at each of its writes, but at no more than the first `crashes`.
pub fn play(seed: u64, crashes: usize) -> Verdict {
    let server = of_seed(seed);
    let workload = workloads::drawn(seed, &server);
    judged(server, workload, seed, crashes)
}

/// Like [`play`], with the given server and workload.
pub fn judged(server: Server, workload: Workload, seed: u64, crashes: usize) -> Verdict {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("tokio could not start").block_on(judge(server, workload, seed, crashes))
}

async fn judge(server: Server, workload: Workload, seed: u64, crashes: usize) -> Verdict {
    let mut judge = Judge {
        workload,
        known: Vec::new(),
        earlier: Vec::new(),
        violations: Vec::new(),
        runs: 0,
        happened: BTreeMap::new(),
    };

    let check = judge.run(server.clone(), Schedule::calm(), true, seed).await;
    judge.judge("check mode", &server, &Ran { end: End::Killed, ..shallow(&check) });
    let wrong = oracles::sound(&judge.workload, &check);
    judge.say("check mode", &check, wrong);
    let plain = judge.run(server.clone(), Schedule::calm(), false, seed + 1).await;
    judge.judge("undisturbed", &server, &plain);
    let wrong = oracles::predicted(&judge.workload, &check, &plain);
    judge.say("undisturbed", &plain, wrong);
    let wanted = judge.facts(&plain.server);
    if plain.well() {
        let wrong = oracles::declared(&judge.workload, &plain.server);
        judge.say("undisturbed", &plain, wrong);
        let wrong = if repeatable(&judge.workload) { Some(&*wanted) } else { None };
        judge.recovers("undisturbed", shallow(&plain), wrong, seed + 2).await;
    }
    let wanted = (plain.well() && repeatable(&judge.workload)).then_some(&*wanted);

    let broken = judge.run(server.clone(), Schedule::drawn(seed), false, seed + 3).await;
    judge.judge("disturbed", &server, &broken);
    if matches!(&broken.end, End::Told(_)) && broken.well() && !broken.schedule.has_operator() {
        let wrong = oracles::declared(&judge.workload, &broken.server);
        judge.say("disturbed", &broken, wrong);
    }
    // A delayed request creates a second publication when it arrives. Other objects have names, so Pulp rejects it.
    let doubled = judge.workload.module.name == "publication" && broken.schedule.happened.contains_key("Late");
    let wanted_after = wanted.filter(|_| !broken.schedule.has_operator() && !doubled);
    judge.recovers("disturbed", broken, wanted_after, seed + 4).await;

    for place in 0..plain.writes().min(crashes) {
        for end in [Ending::KillBefore, Ending::KillAfter] {
            let killed = judge.run(server.clone(), Schedule::killed(place, end), false, seed + 1).await;
            let name = format!("{end:?} at write {place}");
            judge.recovers(&name, killed, wanted, seed + 5).await;
        }
    }
    let Judge { workload, violations, runs, happened, .. } = judge;
    Verdict { workload, violations, runs, happened }
}

/// Returns a copy of a run; its parts can be replaced with struct update syntax.
fn shallow(ran: &Ran) -> Ran {
    Ran {
        end: ran.end.clone(),
        server: ran.server.clone(),
        exchanges: ran.exchanges.clone(),
        trace: ran.trace.clone(),
        schedule: ran.schedule.clone(),
        wrote: ran.wrote,
    }
}
