//! Deletes old versions and publications, except for those that are distributed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{Options, removal, repositories};
use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::lookup::href;
use crate::object::{Fields, VersionHref};
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
pub struct Doomed {
    pub repository: String,
    pub href: String,
    /// The version's number.
    pub number: u64,
}

/// A version or publication that is kept, and the name of a distribution that needs it.
pub type Kept = (Doomed, String);

impl Doomed {
    fn new(repository: &str, thing: &Thing) -> Doomed {
        Doomed { repository: repository.to_owned(), href: thing.href.clone(), number: thing.number }
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
    let (mut doomed, mut kept): (Vec<Doomed>, Vec<Kept>) = (Vec::new(), Vec::new());
    let mut shelves: Vec<(String, Vec<Thing>)> = Vec::new();
    let before = options.older_than_days.map(|days| time::days_before(context.now(), days));
    for repository in &repositories {
        let name = repository.name();
        let things = of_repository(&all, &href(repository), &kind);
        let mut verdict = judge(&things, options.keep, before.as_deref(), kind.versions, &needed);
        if let Some(repeated) = &repeated {
            verdict.doomed.retain(|thing| repeated.contains(&thing.href));
            verdict.kept.clear();
        }
        doomed.extend(verdict.doomed.iter().map(|thing| Doomed::new(name, thing)));
        kept.extend(
            verdict.kept.iter().map(|(thing, distribution)| (Doomed::new(name, thing), (*distribution).to_owned())),
        );
        shelves.push((name.to_owned(), things));
    }
    if !doomed.is_empty() && !options.force && !visibility::is_complete(context).await? {
        return Err(visibility::unknown_use(context, &format!("some of the {} to delete", kind.plural)));
    }
    let mut failures = BTreeMap::new();
    if !context.check && !doomed.is_empty() {
        context.require_worker(&format!("delete {}", kind.plural))?;
        let removed = removal::carry_out(context, &kind, &doomed).await;
        doomed.retain(|doomed| !removed.kept.iter().any(|(kept, _)| kept.href == doomed.href));
        kept.extend(removed.kept);
        failures = removed.failures;
    }
    let attempted = doomed.len();
    doomed.retain(|doomed| !failures.contains_key(&doomed.href));
    let removed: BTreeSet<&str> = doomed.iter().map(|doomed| doomed.href.as_str()).collect();
    let mut outcome = Outcome {
        label: item.label.clone(),
        changed: !doomed.is_empty(),
        msg: format!("{} {} deleted", doomed.len(), if doomed.len() == 1 { kind.noun } else { kind.plural }),
        reason: if doomed.is_empty() { Reason::Unchanged } else { Reason::Deleted },
        diff: (!doomed.is_empty()).then(|| diff(&shelves, &removed, &kind)),
        warnings,
        ..Outcome::default()
    };
    outcome.entity = json!({
        "removed": doomed.iter().map(Doomed::shown).collect::<Vec<_>>(),
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
fn diff(shelves: &[(String, Vec<Thing>)], removed: &BTreeSet<&str>, kind: &Kind) -> Diff {
    let mut diff = Diff::default();
    let goes = |thing: &&Thing| removed.contains(thing.href.as_str());
    let shown = |thing: &Thing| if kind.versions { Value::from(thing.number) } else { thing.href.clone().into() };
    for (name, things) in shelves.iter().filter(|(_, things)| things.iter().any(|thing| goes(&thing))) {
        diff.before.insert(name.clone(), things.iter().map(shown).collect());
        diff.after.insert(name.clone(), things.iter().filter(|thing| !goes(thing)).map(shown).collect());
    }
    diff
}

/// A version or a publication.
#[derive(Debug, PartialEq)]
struct Thing {
    href: String,
    /// The version's number.
    number: u64,
    created: String,
}

/// Returns the versions or publications of a repository, the latest first.
fn of_repository(all: &[Value], repository: &str, kind: &Kind) -> Vec<Thing> {
    let text = |thing: &Value, key: &str| thing.text(key).unwrap_or_default().to_owned();
    let mut things: Vec<Thing> = all
        .iter()
        .map(|thing| (text(thing, if kind.versions { "pulp_href" } else { "repository_version" }), thing))
        .filter(|(version, _)| VersionHref(version).repository() == repository)
        .map(|(version, thing)| Thing {
            href: href(thing),
            number: VersionHref(&version).number(),
            created: text(thing, "pulp_created"),
        })
        .collect();
    things.sort_by(|one, other| (other.number, &other.created).cmp(&(one.number, &one.created)));
    things
}

/// What is deleted, and what would be deleted if a distribution did not serve it.
#[derive(Debug, Default)]
struct Verdict<'a> {
    doomed: Vec<&'a Thing>,
    kept: Vec<(&'a Thing, &'a str)>,
}

/// Decides which things to delete. They are sorted with the latest first; the first ones and those that are too new
/// are kept.
fn judge<'a>(
    things: &'a [Thing],
    keep: Option<usize>,
    before: Option<&str>,
    newest_stays: bool,
    needed: &HashMap<&str, &'a str>,
) -> Verdict<'a> {
    let mut verdict = Verdict::default();
    let stay = keep.unwrap_or(0).max(usize::from(newest_stays));
    // Times are compared without fractions of a second, whose number of digits differs.
    let old = |thing: &Thing| before.is_none_or(|before| thing.created.get(..19) < before.get(..19));
    for thing in things.iter().skip(stay).filter(|thing| old(thing)) {
        match needed.get(thing.href.as_str()) {
            Some(distribution) => verdict.kept.push((thing, distribution)),
            None => verdict.doomed.push(thing),
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
    let created = |publication: &&Value| publication.text("pulp_created").map(str::to_owned);
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

    fn things() -> Vec<Thing> {
        let thing = |number: u64| Thing {
            href: format!("/v/{number}/"),
            number,
            created: format!("2026-01-{:02}T00:00:00.123456Z", number + 1),
        };
        (0..=9).rev().map(thing).collect()
    }

    fn doomed(keep: Option<usize>, before: Option<&str>, newest_stays: bool, needed: &[&'static str]) -> Vec<u64> {
        let things = things();
        let needed = needed.iter().map(|href| (*href, "d")).collect();
        judge(&things, keep, before, newest_stays, &needed).doomed.iter().map(|thing| thing.number).collect()
    }

    #[test]
    fn the_newest_stay() {
        assert_eq!(doomed(Some(7), None, true, &[]), [2, 1, 0]);
        assert_eq!(doomed(Some(50), None, true, &[]), Vec::<u64>::new());
        assert_eq!(doomed(Some(0), None, true, &[]).len(), 9, "never the latest version");
        assert_eq!(doomed(Some(0), None, false, &[]).len(), 10, "but the latest publication");
    }

    #[test]
    fn the_young_stay() {
        assert_eq!(doomed(None, Some("2026-01-03T00:00:00Z"), true, &[]), [1, 0]);
        assert_eq!(doomed(Some(9), Some("2026-01-03T00:00:00Z"), true, &[]), [0]);
        assert_eq!(doomed(Some(1), Some("2027-01-01T00:00:00Z"), true, &[]).len(), 9);
    }

    #[test]
    fn what_is_distributed_stays_and_is_told() {
        assert_eq!(doomed(Some(7), None, true, &["/v/1/"]), [2, 0]);
        let things = things();
        let needed = [("/v/1/", "served")].into_iter().collect();
        let verdict = judge(&things, Some(7), None, true, &needed);
        assert_eq!(verdict.kept, [(&things[8], "served")]);
    }

    #[test]
    fn of_publications_alike_the_distributed_or_the_oldest_stay() {
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
