//! Runs a program and measures its wall time, CPU time and peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The time and memory that a run needed.
#[derive(Serialize, Deserialize, Clone, Copy, Default)]
pub struct Usage {
    pub wall: Duration,
    pub cpu: Duration,
    /// In KiB.
    pub peak: u64,
}

/// The first argument if this program is to measure another one: `bench measure PROGRAM ARGUMENT...`.
pub const MEASURE: &str = "measure";

/// Runs a program that reads a JSON file and prints JSON; returns its usage and its output. A separate small process
/// starts it and waits for it, because Linux adds the memory of the process that starts a program to the program's
/// peak.
pub fn run(program: &[&str], arguments: &Value, folder: &Path) -> Result<(Usage, Value)> {
    let file = folder.join("arguments.json");
    std::fs::write(&file, arguments.to_string())?;
    let output = Command::new(std::env::current_exe()?).arg(MEASURE).args(program).arg(&file).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let usage = told.lines().last().and_then(|line| serde_json::from_str(line).ok());
    let usage = usage.with_context(|| format!("could not run {}: {told}", program.join(" ")))?;
    let answer = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{}: {told}{}", program.join(" "), String::from_utf8_lossy(&output.stdout)))?;
    Ok((usage, answer))
}

/// Runs in the process that [`run`] starts. The measured program inherits stdout; the usage is the last line on stderr.
pub fn measured(command: &[String]) -> Result<()> {
    let (program, arguments) = command.split_first().context("usage: bench measure PROGRAM ARGUMENT...")?;
    let start = Instant::now();
    let mut child =
        Command::new(program).args(arguments).stdin(Stdio::null()).spawn().with_context(|| program.clone())?;
    child.wait()?;
    let wall = start.elapsed();
    let children = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time =
        |part: nix::sys::time::TimeVal| Duration::new(part.tv_sec().unsigned_abs(), part.tv_usec() as u32 * 1_000);
    let usage = Usage {
        wall,
        cpu: time(children.user_time()) + time(children.system_time()),
        peak: children.max_rss().unsigned_abs(),
    };
    serde_json::to_writer(std::io::stderr(), &usage)?;
    Ok(())
}

/// Returns the median; of an even number of values, the upper middle one.
pub fn median<T: Copy + PartialOrd>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}
