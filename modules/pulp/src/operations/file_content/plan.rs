//! Compares existing content with the wanted content, and plans one step per file. Only the look-up sends requests.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::Options;
use super::content::{self, ContentType, Want, place, text};
use super::deb::{self, Release};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::{Item, State};
use crate::lookup::href;
use crate::schema::Object;

/// An item that is being processed.
pub struct ItemPlan {
    /// The repository's href and latest version; `None` in check mode if an earlier step would create it.
    pub repository: Option<(String, String)>,
    pub wants: Vec<Want>,
    pub steps: Vec<Step>,
    /// Existing content whose labels must change, with its new labels.
    pub labels: Vec<(Value, Object)>,
    pub warnings: Vec<String>,
}

/// What to do with a file.
#[derive(Debug, Clone)]
pub enum Step {
    /// It already exists, or is only read.
    Keep(Value),
    /// This content is added; `None` if it has to be created first.
    Add { want: Want, content: Option<Value>, replaces: Option<String> },
    /// This content is removed.
    Remove(Value),
}

impl Step {
    /// Returns the content that the step leaves in the repository, if it already exists.
    fn content(&self) -> Option<&Value> {
        match self {
            Step::Keep(content) | Step::Add { content: Some(content), .. } => Some(content),
            Step::Add { content: None, .. } | Step::Remove(_) => None,
        }
    }
}

/// The existing files that a repository's items refer to: in the repository, and elsewhere on the server.
pub struct Existing {
    inside: Vec<Value>,
    anywhere: Vec<Value>,
    artifacts: HashSet<String>,
    releases: HashMap<Release, deb::Links>,
}

impl Existing {
    /// Looks up the files in as few requests as possible.
    pub async fn of(
        context: &Context,
        content_type: &ContentType,
        group: &[(&Item<Options>, &ItemPlan)],
    ) -> Result<Existing, RequestError> {
        let wants: Vec<&Want> = group.iter().flat_map(|(_, job)| &job.wants).collect();
        let everything = group.iter().any(|(_, job)| job.wants.is_empty());
        let version = group.iter().find_map(|(_, job)| job.repository.as_ref()).map(|(_, version)| version.as_str());
        let inside = match version {
            Some(version) if everything => content::all(context, content_type, version).await?,
            Some(version) => content::find(context, content_type, Some(version), &wants).await?,
            None => Vec::new(),
        };
        let added = group.iter().filter(|(item, _)| item.state == State::Present).flat_map(|(_, job)| &job.wants);
        let missing: Vec<&Want> = added.filter(|want| !inside.iter().any(|content| want.is(content))).collect();
        let anywhere = match missing.is_empty() {
            true => Vec::new(),
            false => content::find(context, content_type, None, &missing).await?,
        };
        // Without a local file, the server must have an artifact.
        let mut artifacts = HashSet::new();
        let bare = |want: &&&Want| want.local.is_none() && !anywhere.iter().any(|content| want.is(content));
        for sha256 in missing.iter().filter(bare).filter_map(|want| want.sha256.as_deref()) {
            if content::artifact(context, sha256).await?.is_some() {
                artifacts.insert(sha256.to_owned());
            }
        }
        let releases = deb::look(context, version, group).await?;
        Ok(Existing { inside, anywhere, artifacts, releases })
    }
}

/// Plans an item.
pub fn decide(item: &Item<Options>, job: &mut ItemPlan, existing: &Existing) -> Result<(), Error> {
    job.steps = match item.state {
        State::Read if job.wants.is_empty() => existing.inside.iter().cloned().map(Step::Keep).collect(),
        State::Read | State::Completed | State::Canceled => matches(existing, &job.wants).map(Step::Keep).collect(),
        State::Absent => matches(existing, &job.wants).map(Step::Remove).collect(),
        State::Present => job.wants.iter().map(|want| add(item, want, existing)).collect::<Result<_, _>>()?,
    };
    if let Some(wanted) = item.desired.get("pulp_labels").and_then(Value::as_object) {
        job.labels =
            job.steps.iter().filter_map(Step::content).filter_map(|content| relabeled(content, wanted)).collect();
    }
    Ok(())
}

/// Returns content with its new labels, if they differ from its current ones.
fn relabeled(content: &Value, wanted: &Object) -> Option<(Value, Object)> {
    let now = content.get("pulp_labels").and_then(Value::as_object).cloned().unwrap_or_default();
    let ours = now.iter().filter(|(key, _)| key.starts_with("release_train_"));
    let mut after = wanted.clone();
    after.extend(ours.map(|(key, value)| (key.clone(), value.clone())));
    let same = after.len() == now.len() && after.iter().all(|(key, value)| now.get(key) == Some(value));
    (!same).then(|| (content.clone(), after))
}

/// Returns the wanted content that the repository has.
fn matches(existing: &Existing, wants: &[Want]) -> impl Iterator<Item = Value> {
    existing.inside.iter().filter(|content| wants.iter().any(|want| want.is(content))).cloned()
}

fn add(item: &Item<Options>, want: &Want, existing: &Existing) -> Result<Step, Error> {
    let linked = |content: &&Value| {
        Release::of(item).is_none_or(|release| existing.releases[&release].links.contains(&href(content)))
    };
    let inside: Vec<&Value> = existing.inside.iter().filter(|content| want.is(content)).collect();
    if let Some(content) = inside.iter().copied().find(linked) {
        return Ok(Step::Keep(content.clone()));
    }
    let same_place = |content: &&Value| want.path.as_deref().is_some_and(|path| text(content, "relative_path") == path);
    let replaces = existing.inside.iter().find(same_place).map(|content| text(content, "sha256").to_owned());
    let found: Vec<&Value> =
        inside.into_iter().chain(existing.anywhere.iter().filter(|content| want.is(content))).collect();
    let places: BTreeSet<&str> = found.iter().map(|content| place(content)).collect();
    let checksum = want.sha256.as_deref().unwrap_or_default();
    match found.first() {
        Some(_) if want.local.is_none() && want.path.is_none() && places.len() > 1 => Err(Error::State(format!(
            "the file with SHA-256 {checksum} has several paths on the server; \
             hint: set relative_path to one of them: {}",
            places.into_iter().collect::<Vec<_>>().join(", ")
        ))),
        Some(content) => Ok(Step::Add { want: want.clone(), content: Some((*content).clone()), replaces }),
        None if want.local.is_some() || want.path.is_some() && existing.artifacts.contains(checksum) => {
            Ok(Step::Add { want: want.clone(), content: None, replaces })
        }
        None => Err(Error::State(format!(
            "repository \"{}\": the server has no {} content with SHA-256 {checksum}; hint: set file",
            item.label, item.kind.name
        ))),
    }
}

/// Rejects two different files at the same path, before anything is sent.
pub fn refuse_clashes(items: &[Item<Options>], jobs: &[Result<ItemPlan, Error>]) -> Result<(), Error> {
    let mut places: HashMap<(&str, &str, &str), &Want> = HashMap::new();
    for (item, job) in items.iter().zip(jobs).filter(|(item, _)| item.state == State::Present) {
        for want in job.iter().flat_map(|job| &job.wants) {
            let Some(path) = &want.path else { continue };
            let other = places.insert((item.kind.path, &item.label, path), want);
            if other.is_some_and(|other| other.sha256 != want.sha256) {
                return Err(Error::Args(format!(
                    "two different files have the path \"{path}\" in repository \"{}\"",
                    item.label
                )));
            }
        }
    }
    Ok(())
}

/// Returns content in the form of the result.
pub fn shown(content: &Value) -> Value {
    let mut entry = json!({
        "relative_path": place(content), "sha256": text(content, "sha256"), "pulp_href": content.get("pulp_href"),
    });
    for key in ["prn", "pulp_labels"] {
        if let Some(value) = content.get(key) {
            entry[key] = value.clone();
        }
    }
    entry
}
