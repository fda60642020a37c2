//! Orders the items of a list, and records for check mode what earlier items would do.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Options, Tags};
use crate::item::{Item, State};
use crate::outcome::Outcome;

/// Groups the indices of the items into rounds, so that each item sees what earlier items of the list did to its tags.
pub fn rounds(items: &[Item<Options>]) -> Vec<Vec<usize>> {
    let tags = |item: &Item<Options>| item.options.tags.clone().unwrap_or_default();
    let after = |one: &Item<Options>, other: &Item<Options>| {
        let from = one.state == State::Present && one.options.src_repo.as_deref().map(str::trim) == Some(&other.label);
        let same = one.label == other.label
            && (one.state == State::Read || tags(one).iter().any(|tag| tags(other).contains(tag)));
        other.state != State::Read && (from || same)
    };
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let mut depths: Vec<usize> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let before = (0..place).filter(|before| after(item, &items[*before]));
        let depth = before.map(|before| depths[before] + 1).max().unwrap_or(0);
        depths.push(depth);
        rounds.resize(rounds.len().max(depth + 1), Vec::new());
        rounds[depth].push(place);
    }
    rounds
}

/// The tags that earlier items would have changed: the manifest by repository and tag, `None` if the tag would be
/// removed.
#[derive(Default)]
pub struct Planned(BTreeMap<String, BTreeMap<String, Option<String>>>);

impl Planned {
    /// Records what an item would do.
    pub fn note(&mut self, repository: &str, outcome: &Outcome) {
        let tags = self.0.entry(repository.to_owned()).or_default();
        if let Some(diff) = &outcome.diff {
            let after = |tag: &String| diff.after.get(tag).and_then(Value::as_str).map(str::to_owned);
            tags.extend(diff.before.keys().chain(diff.after.keys()).map(|tag| (tag.clone(), after(tag))));
        }
    }

    /// Applies what earlier items would have done to the tags that were found.
    pub fn apply(&self, repository: &str, wanted: Option<&[String]>, tags: &mut Tags) {
        for (tag, manifest) in self.0.get(repository.trim()).into_iter().flatten() {
            match manifest {
                None => tags.remove(tag),
                Some(manifest) if wanted.is_none_or(|wanted| wanted.contains(tag)) => {
                    tags.insert(tag.clone(), (manifest.clone(), String::new()))
                }
                Some(_) => None,
            };
        }
    }
}
