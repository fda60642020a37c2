//! Tests with fixed seeds, with crashes at the first writes of each operation, and with runs that once found a defect.

use std::collections::{BTreeMap, BTreeSet};

use pulp::operations::modules;
use serde_json::Value;
use simulator::scenario::{Verdict, judged, of_seed, play};
use simulator::workloads::{self, Workload};
use simulator::world;

/// The defects that the simulator found in the modules, each with the arguments of that run: the arguments that a seed
/// generates change with every declaration, the faults do not.
const REGRESSIONS: &str = include_str!("../data/regressions.json");

const FORCED: &str = "\"force\":true";

fn assert_sound(seed: u64, verdict: &Verdict) {
    let told: Vec<String> = verdict.violations.iter().map(|one| format!("{}: {}", one.run, one.text)).collect();
    assert!(told.is_empty(), "seed {seed}: {}: {}", verdict.workload.module.name, told.join("\n"));
}

#[test]
fn fixed_seeds_are_sound() {
    for seed in 1..=40 {
        assert_sound(seed, &play(seed, 0));
    }
}

#[test]
fn past_defects_are_not_found_again() {
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

/// Wherever a run is killed, the next one ends in the state of an undisturbed run.
#[test]
fn operations_recover_from_a_crash() {
    // Only at the first three writes; `make simulate` kills every tenth seed at each of its writes.
    for (place, module) in modules().enumerate() {
        let seed = 1_000 + place as u64;
        let server = world::of(0, seed);
        let workload = workloads::of(module, seed, &server);
        assert_sound(seed, &judged(server, workload, seed, 3));
    }
}

/// Workloads are generated from the declarations, so they must include new operations, types and options automatically.
#[test]
fn every_type_and_option_is_generated() {
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
        assert!(missing.is_empty(), "{}: no workload uses the types {missing:?}", module.name);
        let declared =
            matches!(module.name, "repository" | "remote" | "distribution" | "content_guard" | "role" | "acs");
        let own: BTreeSet<&str> =
            module.types.iter().flat_map(|kind| module.options(kind)).map(|field| field.option.as_str()).collect();
        // The simulator has nothing that these could refer to, or gives them no meaning.
        let out = ["last_synced_metadata_time", "signing_service_release_overrides", "mode"];
        let missing: Vec<&&str> =
            own.iter().filter(|option| !options.contains(**option) && !out.contains(option)).collect();
        assert!(!declared || missing.is_empty(), "{}: no workload uses the options {missing:?}", module.name);
    }
}

/// The same seed gives the same arguments, number of runs and faults.
#[test]
fn a_seed_is_told_again() {
    let lines = |seed: u64| {
        let verdict = play(seed, 0);
        (verdict.runs, verdict.happened, serde_json::json!(verdict.workload.args).to_string())
    };
    assert_eq!(lines(7), lines(7));
}
