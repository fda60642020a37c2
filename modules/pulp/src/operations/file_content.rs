//! `file_content`: uploads files and packages, adds them to repositories, removes them and reads them.

mod content;
mod deb;
mod local;
mod modify;
mod plan;
mod send;
mod upload;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use self::content::{Want, content_type};
pub use self::local::fits;
use self::plan::{Existing, ItemPlan};
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::{self, Named, href};
use crate::object::RepositoryView;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::schema::Type;
use crate::types;

/// The module `file_content`.
pub struct FileContent;

/// Options of `file_content`.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Name of the repository to add the files to, remove them from or read them in.
    #[serde(default)]
    pub repository: String,
    /// Path of a file on the host where the module runs, or a pattern (`*`, `?`, `[a-z]`) that matches several files.
    /// Files that the server already has are not sent.
    pub file: Option<String>,
    /// Path of the file in the repository. If it ends with a slash, it is the folder that the files go to; for several
    /// files it must be a folder. Defaults to the file's name. To remove or read a file that is not on this host, this
    /// option or `sha256` is enough.
    #[schemars(extend("x-types" = ["file"]))]
    pub relative_path: Option<String>,
    /// SHA-256 checksum. With `file`, the checksum that the file must have; without `file`, it selects a file or
    /// package that the server has.
    pub sha256: Option<String>,
    /// Name of the distribution that packages are added to. Defaults to `pulp`, as everywhere in Pulp.
    #[schemars(extend("x-types" = ["deb"], "default" = "pulp"))]
    pub distribution: Option<String>,
    /// Component of the distribution that packages are added to. Defaults to `upload`.
    #[schemars(extend("x-types" = ["deb"], "default" = "upload"))]
    pub component: Option<String>,
    /// Number of bytes to send per request. A larger file is sent in parts of this size, and parts that did not arrive
    /// are sent again, in this run or the next. A proxy in front of Pulp may limit the size, usually to 10 MB.
    #[serde(default = "eight_megabytes")]
    pub chunk_size: u64,
}

fn eight_megabytes() -> u64 {
    8 << 20
}

impl Operation for FileContent {
    const NOUN: &'static str = "file_content";
    const PLURAL: &'static str = "file_contents";
    const ABOUT: &'static str = "Upload, remove and read files and packages in Pulp repositories";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::file_content::TYPES;
    const KEY: &'static [&'static str] = &["repository", "file", "relative_path", "sha256"];
    const READS_WITH: &'static [&'static str] = &["chunk_size"];
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let repositories = repositories(context, items).await?;
        let mut jobs = Vec::new();
        for item in items {
            jobs.push(prepared(context, item, &repositories).await);
        }
        plan::refuse_clashes(items, &jobs)?;
        let existing = look(context, items, &jobs).await;
        let jobs: Vec<Result<ItemPlan, Error>> = jobs
            .into_iter()
            .zip(items)
            .map(|(job, item)| {
                let mut job = job?;
                if let Some(existing) = existing.get(&(item.kind.path, item.label.as_str())) {
                    plan::decide(item, &mut job, existing.as_ref().map_err(Clone::clone)?)?;
                }
                Ok(job)
            })
            .collect();
        modify::bring_about(context, items, jobs).await
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        let found = content::everywhere(context, content_type(kind.name)).await;
        let found = found.map_err(|error| error.during("list content"))?;
        // Content may be in any number of repositories, so the result does not name them.
        let row = |content: &Value| Outcome {
            entity: plan::shown(content),
            msg: "read".to_owned(),
            reason: Reason::Read,
            ..Outcome::default()
        };
        Ok(found.iter().map(row).collect())
    }
}

/// Looks up the repositories that the items name, by the path of their type.
async fn repositories(context: &Context, items: &[Item<Options>]) -> Result<BTreeMap<&'static str, Named>, Error> {
    let mut found = BTreeMap::new();
    for item in items {
        if !found.contains_key(item.kind.path) {
            let names =
                items.iter().filter(|other| other.kind.path == item.kind.path).map(|other| other.label.as_str());
            let fields = [("fields", "name,pulp_href,latest_version_href")];
            let named = lookup::named(context, item.kind.path, names, &fields).await;
            found.insert(item.kind.path, named.map_err(|error| error.during("look up repositories"))?);
        }
    }
    Ok(found)
}

/// Finds an item's repository and the files that it refers to.
async fn prepared(
    context: &Context,
    item: &Item<Options>,
    repositories: &BTreeMap<&'static str, Named>,
) -> Result<ItemPlan, Error> {
    for field in item.kind.fields().iter().filter(|field| item.desired.contains_key(&field.option)) {
        context.server.check_field(field)?;
    }
    let mut warnings = Vec::new();
    let repository = match repositories[item.kind.path].one("repository", &item.label)? {
        Some(found) => {
            let version = RepositoryView(found).latest_href();
            Some((href(found), version.to_owned()))
        }
        None if context.check => {
            warnings.push(format!(
                "repository \"{}\" does not exist yet; assuming that an earlier step creates it",
                item.label
            ));
            None
        }
        None => {
            return Err(Error::Missing {
                what: format!("{} repository \"{}\"", item.kind.name, item.label),
                user: context.client.user().to_owned(),
            });
        }
    };
    Ok(ItemPlan { repository, wants: wants(context, item).await?, steps: Vec::new(), labels: Vec::new(), warnings })
}

/// Returns the files that an item refers to.
async fn wants(context: &Context, item: &Item<Options>) -> Result<Vec<Want>, Error> {
    let options = &item.options;
    let wrong = |text: String| Err(Error::State(format!("repository \"{}\": {text}", item.label)));
    if options.chunk_size < 1 << 16 {
        return wrong("chunk_size must be at least 65536".to_owned());
    }
    let sha256 = options.sha256.as_ref().map(|sha256| sha256.trim().to_lowercase());
    if sha256.as_ref().is_some_and(|text| text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return wrong("sha256 must be 64 hexadecimal digits".to_owned());
    }
    if item.state != State::Present && (options.distribution.is_some() || options.component.is_some()) {
        return wrong(
            "distribution and component require state present; packages are removed from all components".to_owned(),
        );
    }
    let folder = options.relative_path.as_deref().is_none_or(|path| path.ends_with('/'));
    let path_of = |name: &str| match (item.kind.name, &options.relative_path) {
        ("file", Some(path)) if folder => Some(format!("{path}{name}")),
        ("file", Some(path)) => Some(path.clone()),
        ("file", None) => Some(name.to_owned()),
        _ => None,
    };
    let Some(pattern) = &options.file else {
        if item.state == State::Read && sha256.is_none() && options.relative_path.is_none() {
            return Ok(Vec::new());
        }
        if sha256.is_none() && (item.state == State::Present || options.relative_path.is_none()) {
            return wrong("file or sha256 is required".to_owned());
        }
        if options.relative_path.as_deref().is_some_and(|path| path.ends_with('/')) {
            return wrong(
                "without file, relative_path must be the path of one file and must not end with a slash".to_owned(),
            );
        }
        return Ok(vec![Want { local: None, path: options.relative_path.clone(), sha256 }]);
    };
    // A file that is removed by its path does not have to exist on this host.
    if item.kind.name == "file" && item.state == State::Absent && !pattern.contains(['*', '?', '[']) {
        let name = pattern.rsplit('/').next().unwrap_or_default();
        return Ok(vec![Want { local: None, path: path_of(name), sha256 }]);
    }
    let paths = local::matching(pattern)?;
    if paths.len() > 1 && !folder {
        return wrong(format!(
            "{} files match {pattern}, so relative_path must be a folder and end with a slash",
            paths.len()
        ));
    }
    let mut wants = Vec::new();
    for path in paths {
        let local = local::look(context, &path).await?;
        if let Some(wanted) = sha256.as_ref().filter(|wanted| **wanted != local.sha256) {
            return wrong(format!("file {} has SHA-256 {}, not {wanted}", path.display(), local.sha256));
        }
        let by_place = item.kind.name == "file" && item.state == State::Absent;
        let sha256 = if by_place { sha256.clone() } else { Some(local.sha256.clone()) };
        wants.push(Want { path: path_of(&local.name), sha256, local: Some(local) });
    }
    Ok(wants)
}

/// Looks up the requested files in each repository and on the server, once per repository and type.
async fn look<'a>(
    context: &Context,
    items: &'a [Item<Options>],
    jobs: &[Result<ItemPlan, Error>],
) -> HashMap<(&'static str, &'a str), Result<Existing, Error>> {
    let mut groups: BTreeMap<(&'static str, &str), Vec<usize>> = BTreeMap::new();
    for place in (0..items.len()).filter(|place| jobs[*place].is_ok()) {
        groups.entry((items[place].kind.path, items[place].label.as_str())).or_default().push(place);
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let existing = context
        .each(&groups, async |((_, label), places)| {
            let of_group: Vec<(&Item<Options>, &ItemPlan)> =
                places.iter().filter_map(|place| Some((&items[*place], jobs[*place].as_ref().ok()?))).collect();
            let existing = Existing::of(context, content_type(items[places[0]].kind.name), &of_group).await;
            existing.map_err(|error| error.during(format!("look up content for repository \"{label}\"")))
        })
        .await;
    groups.into_iter().map(|(key, _)| key).zip(existing).collect()
}
