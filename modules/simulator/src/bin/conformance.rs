//! `conformance SEED REQUESTS`: sends the same random requests to the simulated and to a real server and prints the
//! differences that are not in `data/known-differences.txt`. `SIMULATOR_REAL` is the real server's host and port
//! (`127.0.0.1:9084`), `SIMULATOR_BASIC` its administrator's `name:password`, base64-encoded (`admin:password` by
//! default).

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::{Context, Result};
use pulp::request::Method;
use simulator::conformance::{Both, Generator, Real};
use simulator::server::Server;
use simulator::server::edition::{NEWEST, OLDEST, editions};

/// The accepted differences, each with the reason.
const KNOWN: &str = include_str!("../../data/known-differences.txt");

fn tell(text: &str) {
    // If stdout is closed, there is nowhere to report it.
    let _ = writeln!(stdout(), "{text}");
}

fn main() -> Result<ExitCode> {
    let mut words = std::env::args().skip(1);
    let seed: u64 = words.next().unwrap_or("1".to_owned()).parse()?;
    let count: u64 = words.next().unwrap_or("200".to_owned()).parse()?;
    let address = std::env::var("SIMULATOR_REAL").context(
        "SIMULATOR_REAL is not set; hint: set it to the host and port of a real server, e.g. 127.0.0.1:9084",
    )?;
    let basic = std::env::var("SIMULATOR_BASIC").unwrap_or("YWRtaW46cGFzc3dvcmQ=".to_owned());
    let real = Real { address, basic };
    let status = real.send(Method::Get, "status/", None)?.body;
    let core = status["versions"][0]["version"].as_str().unwrap_or_default();
    let which = if core.starts_with("3.43") { OLDEST } else { NEWEST };
    let prefix = format!("simconf-{seed}-");
    let mut both =
        Both { simulated: Server::new(which, seed), real, pairs: Vec::new(), differences: Vec::new(), requests: 0 };
    let mut generator = Generator::new(seed, &editions()[which], prefix);
    let sent = (0..count).try_for_each(|_| {
        let step = generator.step(&both.pairs);
        both.send(&step)
    });
    // Delete the created objects from the real server even if a request failed.
    for pair in both.pairs.iter().rev() {
        let _ = both.real.send(Method::Delete, &pair.real, None);
    }
    sent?;
    let known: Vec<&str> = KNOWN
        .lines()
        .filter_map(|line| Some(line.split(" # ").next()?.trim()))
        .filter(|line| !line.is_empty())
        .collect();
    let mut unknown: BTreeMap<&str, (u32, &str)> = BTreeMap::new();
    for difference in &both.differences {
        if !known.iter().any(|known| difference.about.contains(known)) {
            unknown.entry(&difference.about).or_insert((0, &difference.text)).0 += 1;
        }
    }
    for (times, text) in unknown.values() {
        tell(&format!("{times} × {text}"));
    }
    tell(&format!(
        "{} requests, {} differences, {} kinds of differences not accepted",
        both.requests,
        both.differences.len(),
        unknown.len()
    ));
    Ok(if unknown.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
