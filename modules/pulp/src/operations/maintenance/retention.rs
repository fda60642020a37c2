//! Deletes old versions and publications, except for those that are distributed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{Options, removal, repositories};
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;
use crate::object::{Fields, PublicationView, VersionHref};
use crate::outcome::Outcome;
use crate::plan::Diff;
use crate::reason::Reason;
use crate::serving::list_of;
use crate::time;
use crate::types::maintenance::REMOVE_VERSIONS;
use crate::visibility;

/// What an item deletes: versions or publications, with the nouns for messages.
pub struct Kind {
    pub versions: bool,
    pub noun: &'static str,
    pub plural: &'static str,
}

/// A version or publication to delete.
#[derive(Clone)]
pub struct Removal {
    pub repository: String,
    pub href: String,
    /// The version's number.
    pub number: u64,
}

/// A version or publication that is kept, and the name of a distribution that needs it.
pub type Kept = (Removal, String);

impl Removal {
    fn new(repository: &str, candidate: &Candidate) -> Removal {
        Removal { repository: repository.to_owned(), href: candidate.href.clone(), number: candidate.number }
    }

    fn shown(&self) -> Value {
        json!({"repository": self.repository, "version": self.number, "pulp_href": self.href})
    }
}

pub async fn remove(context: &Context, item: &Item<Options>) -> Result<Outcome, Error> {
    let options = &item.options;
    let kind = match item.kind.name == REMOVE_VERSIONS.name {
        true => Kind { versions: true, noun: "version", plural: "versions" },
        false => Kind { versions: false, noun: "publication", plural: "publications" },
    };
    if options.keep.is_none() && options.older_than_days.is_none() && !options.duplicates {
        return Err(Error::State(match kind.versions {
            true => "remove_versions requires keep or older_than_days".to_owned(),
            false => "remove_publications requires keep, older_than_days or duplicates".to_owned(),
        }));
    }
    if options.keep.is_some() && options.duplicates {
        return Err(Error::State(format!("{}: duplicates and keep are mutually exclusive", item.kind.name)));
    }
    let (repositories, warnings) = repositories(context, item).await?;
    let serving = removal::look(context).await?;
    let versions = match kind.versions {
        true => context.client.list("repository_versions/", &[("fields", "pulp_href,pulp_created")]).await,
        false => Ok(Vec::new()),
    };
    let all = if kind.versions {
        versions.map_err(|error| error.during("list repository versions"))?
    } else {
        serving.publications.clone()
    };
    let needed = serving.needed();
    let repeated = options.duplicates.then(|| repeated(&all, &needed));
    let (mut removals, mut kept): (Vec<Removal>, Vec<Kept>) = (Vec::new(), Vec::new());
    let mut by_repository: Vec<(String, Vec<Candidate>)> = Vec::new();
    let before = options.older_than_days.map(|days| time::days_before(context.now(), days));
    for repository in &repositories {
        let name = repository.name();
        let candidates = of_repository(&all, &href(repository), &kind);
        let mut verdict = judge(&candidates, options.keep, before.as_deref(), kind.versions, &needed);
        if let Some(repeated) = &repeated {
            verdict.removals.retain(|candidate| repeated.contains(&candidate.href));
            verdict.kept.clear();
        }
        removals.extend(verdict.removals.iter().map(|candidate| Removal::new(name, candidate)));
        kept.extend(
            verdict
                .kept
                .iter()
                .map(|(candidate, distribution)| (Removal::new(name, candidate), (*distribution).to_owned())),
        );
        by_repository.push((name.to_owned(), candidates));
    }
    if !removals.is_empty() && !options.force && !visibility::is_complete(context).await? {
        return Err(visibility::unknown_use(context, &format!("some of the {} to delete", kind.plural)));
    }
    let mut failures = BTreeMap::new();
    if !context.check && !removals.is_empty() {
        context.require_worker(&format!("delete {}", kind.plural))?;
        let removed = removal::carry_out(context, &kind, &removals).await;
        removals.retain(|removals| !removed.kept.iter().any(|(kept, _)| kept.href == removals.href));
        kept.extend(removed.kept);
        failures = removed.failures;
    }
    let attempted = removals.len();
    removals.retain(|removals| !failures.contains_key(&removals.href));
    let removed: BTreeSet<&str> = removals.iter().map(|removals| removals.href.as_str()).collect();
    let mut outcome = Outcome {
        label: item.label.clone(),
        changed: !removals.is_empty(),
        msg: format!("{} {} deleted", removals.len(), if removals.len() == 1 { kind.noun } else { kind.plural }),
        reason: if removals.is_empty() { Reason::Unchanged } else { Reason::Deleted },
        diff: (!removals.is_empty()).then(|| diff(&by_repository, &removed, &kind)),
        warnings,
        ..Outcome::default()
    };
    outcome.entity = json!({
        "removed": removals.iter().map(Removal::shown).collect::<Vec<_>>(),
        "kept": kept.iter().map(|(kept, distribution)| {
            let mut shown = kept.shown();
            shown["distribution"] = distribution.as_str().into();
            shown
        }).collect::<Vec<_>>(),
    });
    if !failures.is_empty() {
        // If the server did not respond, it is unknown whether the object was deleted.
        outcome.unknown = failures.values().any(Error::in_doubt);
        outcome.changed |= outcome.unknown;
        let reasons: Vec<String> = failures.values().map(|error| error.parts().0).collect();
        outcome.reason = failures.values().next().map(Error::reason).unwrap_or_default();
        outcome.error = Some(format!(
            "{} of {attempted} {} could not be deleted: {}",
            reasons.len(),
            kind.plural,
            reasons.join("; ")
        ));
    }
    Ok(outcome)
}

/// Returns what each affected repository had before, and what is left.
fn diff(by_repository: &[(String, Vec<Candidate>)], removed: &BTreeSet<&str>, kind: &Kind) -> Diff {
    let mut diff = Diff::default();
    let goes = |candidate: &&Candidate| removed.contains(candidate.href.as_str());
    let shown = |candidate: &Candidate| {
        if kind.versions { Value::from(candidate.number) } else { candidate.href.clone().into() }
    };
    for (name, candidates) in
        by_repository.iter().filter(|(_, candidates)| candidates.iter().any(|candidate| goes(&candidate)))
    {
        diff.before.insert(name.clone(), candidates.iter().map(shown).collect());
        diff.after.insert(name.clone(), candidates.iter().filter(|candidate| !goes(candidate)).map(shown).collect());
    }
    diff
}

/// A version or a publication.
#[derive(Debug, PartialEq)]
struct Candidate {
    href: String,
    /// The version's number.
    number: u64,
    created: String,
}

/// Returns the versions or publications of a repository, the latest first.
fn of_repository(all: &[Value], repository: &str, kind: &Kind) -> Vec<Candidate> {
    let text = |candidate: &Value, key: &str| candidate.text(key).unwrap_or_default().to_owned();
    let mut candidates: Vec<Candidate> = all
        .iter()
        .map(|candidate| (text(candidate, if kind.versions { "pulp_href" } else { "repository_version" }), candidate))
        .filter(|(version, _)| VersionHref(version).repository() == repository)
        .map(|(version, candidate)| Candidate {
            href: href(candidate),
            number: VersionHref(&version).number(),
            created: text(candidate, "pulp_created"),
        })
        .collect();
    candidates.sort_by(|one, other| (other.number, &other.created).cmp(&(one.number, &one.created)));
    candidates
}

/// What is deleted, and what would be deleted if a distribution did not serve it.
#[derive(Debug, Default)]
struct Verdict<'a> {
    removals: Vec<&'a Candidate>,
    kept: Vec<(&'a Candidate, &'a str)>,
}

/// Decides which candidates to delete. They are sorted with the latest first; the first ones and those that are too new
/// are kept.
fn judge<'a>(
    candidates: &'a [Candidate],
    keep: Option<usize>,
    before: Option<&str>,
    newest_stays: bool,
    needed: &HashMap<&str, &'a str>,
) -> Verdict<'a> {
    let mut verdict = Verdict::default();
    let stay = keep.unwrap_or(0).max(usize::from(newest_stays));
    // Times are compared without fractions of a second, whose number of digits differs.
    let old = |candidate: &Candidate| before.is_none_or(|before| candidate.created.get(..19) < before.get(..19));
    for candidate in candidates.iter().skip(stay).filter(|candidate| old(candidate)) {
        match needed.get(candidate.href.as_str()) {
            Some(distribution) => verdict.kept.push((candidate, distribution)),
            None => verdict.removals.push(candidate),
        }
    }
    verdict
}

/// Returns the hrefs of publications that duplicate another one. Of identical publications, those that are distributed
/// are kept, or else the oldest.
fn repeated(publications: &[Value], needed: &HashMap<&str, &str>) -> BTreeSet<String> {
    let mut alike: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for publication in publications {
        let mut settings = publication.as_object().cloned().unwrap_or_default();
        settings.retain(|key, _| !["pulp_href", "prn", "pulp_created", "pulp_last_updated"].contains(&key.as_str()));
        let kind = list_of(&href(publication)).unwrap_or_default();
        alike.entry(format!("{kind} {}", Value::Object(settings))).or_default().push(publication);
    }
    let created = |publication: &&Value| PublicationView(publication).created().map(str::to_owned);
    let distributed = |publication: &&Value| needed.contains_key(href(publication).as_str());
    let extra = alike.into_values().flat_map(|mut group| {
        if !group.iter().any(distributed) {
            group.sort_by_key(created);
            group.remove(0);
        }
        group.into_iter().filter(|publication| !distributed(publication)).map(href)
    });
    extra.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        let candidate = |number: u64| Candidate {
            href: format!("/v/{number}/"),
            number,
            created: format!("2026-01-{:02}T00:00:00.123456Z", number + 1),
        };
        (0..=9).rev().map(candidate).collect()
    }

    fn removals(keep: Option<usize>, before: Option<&str>, newest_stays: bool, needed: &[&'static str]) -> Vec<u64> {
        let candidates = candidates();
        let needed = needed.iter().map(|href| (*href, "d")).collect();
        judge(&candidates, keep, before, newest_stays, &needed)
            .removals
            .iter()
            .map(|candidate| candidate.number)
            .collect()
    }

    #[test]
    fn the_latest_are_kept() {
        assert_eq!(removals(Some(7), None, true, &[]), [2, 1, 0]);
        assert_eq!(removals(Some(50), None, true, &[]), Vec::<u64>::new());
        assert_eq!(removals(Some(0), None, true, &[]).len(), 9, "never the latest version");
        assert_eq!(removals(Some(0), None, false, &[]).len(), 10, "but the latest publication");
    }

    #[test]
    fn recent_ones_are_kept() {
        assert_eq!(removals(None, Some("2026-01-03T00:00:00Z"), true, &[]), [1, 0]);
        assert_eq!(removals(Some(9), Some("2026-01-03T00:00:00Z"), true, &[]), [0]);
        assert_eq!(removals(Some(1), Some("2027-01-01T00:00:00Z"), true, &[]).len(), 9);
    }

    #[test]
    fn distributed_ones_are_kept_and_reported() {
        assert_eq!(removals(Some(7), None, true, &["/v/1/"]), [2, 0]);
        let candidates = candidates();
        let needed = [("/v/1/", "served")].into_iter().collect();
        let verdict = judge(&candidates, Some(7), None, true, &needed);
        assert_eq!(verdict.kept, [(&candidates[8], "served")]);
    }

    #[test]
    fn distributed_or_oldest_duplicate_is_kept() {
        let publication = |name: &str, version: u64, day: u64, checksum: &str| {
            json!({"pulp_href": format!("/publications/rpm/rpm/{name}/"), "prn": name, "repository_version": format!("/r/versions/{version}/"),
                "pulp_created": format!("2026-01-0{day}"), "checksum_type": checksum})
        };
        let all = [
            publication("b", 1, 2, "sha256"),
            publication("a", 1, 1, "sha256"),
            publication("other", 1, 3, "sha512"),
            publication("newer", 2, 3, "sha256"),
        ];
        let names = |served: &[&'static str]| {
            let needed = served.iter().map(|href| (*href, "d")).collect();
            repeated(&all, &needed).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), ["/publications/rpm/rpm/b/"]);
        assert_eq!(names(&["/publications/rpm/rpm/b/"]), ["/publications/rpm/rpm/a/"]);
        assert_eq!(names(&["/publications/rpm/rpm/a/", "/publications/rpm/rpm/b/"]), Vec::<String>::new());
    }
}
