//! `simulate`: runs seeds and reports violations. `--seeds 1..1000` runs a range; `--seed 7` replays one seed and
//! prints the trace of each violation. `--module NAME` reports only that module's seeds.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::ops::Range;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::json;
use simulator::scenario::{Verdict, Violation, play};

/// How many seeds with violations are printed for each module.
const TOLD: u64 = 10;
/// Every tenth seed also kills the module at each of its writes.
const CRASHED: u64 = 10;
/// How often progress is printed, in seeds.
const STAGE: u64 = 100_000;

struct Asked {
    seeds: Range<u64>,
    /// Ignore the seeds of all other modules.
    module: Option<String>,
    trace: bool,
}

fn asked() -> Result<Asked> {
    let mut asked = Asked { seeds: 1..1_001, module: None, trace: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--seeds" => {
                let (first, last) = value.split_once("..").context("--seeds must be a range like 1..1000")?;
                asked.seeds = first.parse()?..last.parse::<u64>()? + 1;
            }
            "--seed" => {
                let seed = value.parse()?;
                (asked.seeds, asked.trace) = (seed..seed + 1, true);
            }
            "--module" => asked.module = Some(value),
            _ => bail!("unknown option {word}; usage: simulate [--seeds 1..1000 | --seed 7] [--module NAME]"),
        }
    }
    Ok(asked)
}

fn tell(text: &str) {
    // If stdout is closed, there is nowhere to report it.
    let _ = writeln!(stdout(), "{text}");
}

fn told(seed: u64, verdict: &Verdict, violation: &Violation) {
    tell(&format!("seed {seed}: {} ({}): {}", verdict.workload.module.name, violation.run, violation.text));
}

fn whole(verdict: &Verdict) {
    tell(&format!("arguments: {}", json!(verdict.workload.args)));
    for violation in &verdict.violations {
        tell(&format!("\n== {}: {}", violation.run, violation.text));
        for event in &violation.trace {
            tell(&format!("{:>8} {}", event.at, event.line));
        }
        tell(&format!("end of the run: {}", violation.end));
    }
}

/// Plays all seeds on all processors and passes on each verdict as soon as it is known.
fn play_all(seeds: Range<u64>, mut take: impl FnMut(u64, Verdict)) {
    let next = AtomicU64::new(seeds.start);
    let (verdicts, received) = sync_channel(100);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (next, verdicts, end) = (&next, verdicts.clone(), seeds.end);
            scope.spawn(move || {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < end) {
                    let crashes = if seed % CRASHED == 0 { usize::MAX } else { 0 };
                    if verdicts.send((seed, play(seed, crashes))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(verdicts);
        received.iter().for_each(|(seed, verdict)| take(seed, verdict));
    });
}

fn main() -> Result<ExitCode> {
    let asked = asked()?;
    // The runs catch panics of the library and report them as violations; the hook prints where they happened.
    std::panic::set_hook(Box::new(|panic| tell(&format!("{panic}"))));
    let begun = Instant::now();
    let (mut runs, mut seeds, mut violations) = (0, 0u64, 0);
    let mut happened: BTreeMap<String, u64> = BTreeMap::new();
    let mut modules: BTreeMap<&str, u64> = BTreeMap::new();
    play_all(asked.seeds, |seed, verdict| {
        if asked.module.as_ref().is_some_and(|module| module != verdict.workload.module.name) {
            return;
        }
        seeds += 1;
        runs += verdict.runs;
        for (what, times) in &verdict.happened {
            *happened.entry(what.clone()).or_default() += times;
        }
        violations += verdict.violations.len();
        if let Some(first) = verdict.violations.first() {
            let count = modules.entry(verdict.workload.module.name).or_default();
            *count += 1;
            if *count <= TOLD {
                told(seed, &verdict, first);
            }
        }
        if asked.trace {
            whole(&verdict);
        }
        if seeds.is_multiple_of(STAGE) {
            tell(&format!("{seeds} seeds, {violations} violations, {:.0} s so far", begun.elapsed().as_secs_f64()));
        }
    });
    tell(&format!("{seeds} seeds, {runs} runs, {violations} violations in {:.1} s", begun.elapsed().as_secs_f64()));
    tell(&format!("seeds with violations by module: {modules:?}"));
    tell(&format!("faults: {happened:?}"));
    Ok(if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
