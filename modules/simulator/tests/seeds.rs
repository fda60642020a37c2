//! Fixed seeds of everything, each operation with a crash at each of its writes, and the seeds that found something once.

use std::collections::{BTreeMap, BTreeSet};

use pulp::operations::modules;
use serde_json::Value;
use simulator::scenario::{Verdict, judged, of_seed, play};
use simulator::workloads::{self, Workload};
use simulator::world;

/// What the simulator found in the modules, each with the arguments of that run: what a seed draws changes with every declaration,
/// what goes wrong on purpose does not.
const REGRESSIONS: &str = include_str!("../data/regressions.json");

const FORCED: &str = "\"force\":true";

fn assert_sound(seed: u64, verdict: &Verdict) {
    let told: Vec<String> = verdict.violations.iter().map(|one| format!("{}: {}", one.run, one.text)).collect();
    assert!(told.is_empty(), "seed {seed}, {}: {}", verdict.workload.module.name, told.join("\n"));
}

#[test]
fn fixed_seeds_are_sound() {
    for seed in 1..=40 {
        assert_sound(seed, &play(seed, 0));
    }
}

#[test]
fn what_was_found_once_is_not_found_any_more() {
    let regressions: Vec<Value> = serde_json::from_str(REGRESSIONS).unwrap();
    for one in regressions {
        let (seed, args) = (one["seed"].as_u64().unwrap(), one["args"].as_object().unwrap().clone());
        let module = modules().find(|module| one["module"] == module.name).unwrap();
        let workload = Workload { module, args, secrets: Vec::new(), force: one["args"].to_string().contains(FORCED) };
        let verdict = judged(of_seed(seed), workload, seed, 0);
        let found = verdict.violations.first().map(|violation| &violation.text);
        assert!(found.is_none(), "{}: {}", one["about"], found.unwrap());
    }
}

/// Whatever a run was at when it was killed, the next one ends where it would have ended.
#[test]
fn every_operation_recovers_from_a_crash_at_each_write() {
    // The first writes of each; `make simulate` goes through all of them.
    for (place, module) in modules().enumerate() {
        let seed = 1_000 + place as u64;
        let server = world::of(0, seed);
        let workload = workloads::of(module, seed, &server);
        assert_sound(seed, &judged(server, workload, seed, 3));
    }
}

/// A new operation, type or option is in without a line here: this says so.
#[test]
fn every_operation_type_and_option_is_drawn() {
    let server = world::of(0, 1);
    let mut seen: BTreeMap<&str, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (place, module) in modules().enumerate() {
        let (types, options) = seen.entry(module.name).or_default();
        for seed in 0..100 {
            let workload = workloads::of(module, place as u64 * 1_000 + seed, &server);
            let list = workload.args.get(module.plural).and_then(|list| list.as_array().cloned());
            let items = list.unwrap_or_else(|| vec![serde_json::json!(workload.args)]);
            for item in items.iter().filter_map(|item| item.as_object()) {
                types.extend(item.get(module.type_option).and_then(|kind| kind.as_str().map(str::to_owned)));
                options.extend(item.keys().cloned());
            }
        }
        let missing: Vec<&str> = module
            .types
            .iter()
            .filter(|_| module.types.len() > 1)
            .map(|kind| kind.name)
            .filter(|kind| !types.contains(*kind))
            .collect();
        assert!(missing.is_empty(), "{}: no workload has the types {missing:?}", module.name);
        let declared =
            matches!(module.name, "repository" | "remote" | "distribution" | "content_guard" | "role" | "acs");
        let own: BTreeSet<String> =
            module.types.iter().flat_map(|kind| module.options(kind)).map(|field| field.option).collect();
        // Of these the simulation has nothing to refer to, or no meaning.
        let out = ["last_synced_metadata_time", "signing_service_release_overrides", "mode"];
        let missing: Vec<&String> =
            own.iter().filter(|option| !options.contains(*option) && !out.contains(&option.as_str())).collect();
        assert!(!declared || missing.is_empty(), "{}: no workload has the options {missing:?}", module.name);
    }
}

/// The same seed is the same run, to the last request.
#[test]
fn a_seed_is_told_again() {
    let lines = |seed: u64| {
        let verdict = play(seed, 0);
        (verdict.runs, verdict.happened, serde_json::json!(verdict.workload.args).to_string())
    };
    assert_eq!(lines(7), lines(7));
}
