//! Looks up content in a repository version or on the whole server.

use std::collections::BTreeSet;

use serde_json::Value;

use super::local::Local;
use crate::context::Context;
use crate::error::RequestError;
use crate::object::Fields;
use crate::request::{Request, chunks};
use crate::version::Version;

/// Where content of a type is listed, and which filters the list supports.
pub struct Shelf {
    pub list: &'static str,
    /// Pulp's name for the type in a version's content summary.
    kind: &'static str,
    /// The filter for a checksum.
    checksum: &'static str,
    /// Whether that filter accepts several checksums at once.
    many: bool,
    /// The plugin and its first version that is known to create content in the request itself, without a task.
    pub at_once: Option<(&'static str, Version)>,
}

/// Returns where and how content of a type is listed.
pub fn shelf(kind: &str) -> &'static Shelf {
    match kind {
        "rpm" => &Shelf {
            list: "content/rpm/packages/",
            kind: "rpm.package",
            checksum: "pkgId",
            many: true,
            at_once: Some(("rpm", Version(3, 32, 14))),
        },
        "deb" => &Shelf {
            list: "content/deb/packages/",
            kind: "deb.package",
            checksum: "sha256",
            many: false,
            at_once: None,
        },
        "python" => &Shelf {
            list: "content/python/packages/",
            kind: "python.python",
            checksum: "sha256",
            many: true,
            at_once: None,
        },
        _ => &Shelf {
            list: "content/file/files/",
            kind: "file.file",
            checksum: "sha256",
            many: false,
            at_once: Some(("file", Version(3, 105, 25))),
        },
    }
}

/// The first version of pulpcore in which several paths can be looked up at once.
const MANY_PATHS: Version = Version(3, 123, 0);
/// Up to this number, single requests cost no more than finding out whether a list would be cheaper.
const FEW: usize = 5;
const FIELDS: (&str, &str) = (
    "fields",
    "pulp_href,prn,sha256,relative_path,location_href,filename,pulp_labels,artifact,package,version,architecture",
);

/// A file or package that an item refers to. Unknown fields are not used in look-ups.
#[derive(Debug, Clone, Default)]
pub struct Want {
    pub local: Option<Local>,
    /// Its path in a file repository.
    pub path: Option<String>,
    pub sha256: Option<String>,
}

impl Want {
    /// Returns whether content matches all known fields.
    pub fn is(&self, content: &Value) -> bool {
        let same =
            |wanted: &Option<String>, key: &str| wanted.as_ref().is_none_or(|wanted| text(content, key) == wanted);
        same(&self.sha256, "sha256") && same(&self.path, "relative_path")
    }

    /// Returns the name for messages.
    pub fn name(&self) -> &str {
        let local = self.local.as_ref().map(|local| local.name.as_str());
        self.path.as_deref().or(local).or(self.sha256.as_deref()).unwrap_or_default()
    }
}

/// Returns a text field of content.
pub fn text<'a>(content: &'a Value, key: &str) -> &'a str {
    content.text(key).unwrap_or_default()
}

/// Returns the path of content in its repository, from whichever field its type has.
pub fn place(content: &Value) -> &str {
    let names = ["relative_path", "filename", "location_href"];
    names.iter().map(|key| text(content, key)).find(|name| !name.is_empty()).unwrap_or_default()
}

/// Lists all content of a version.
pub async fn all(context: &Context, shelf: &Shelf, version: &str) -> Result<Vec<Value>, RequestError> {
    context.client.list(shelf.list, &[("repository_version", version), FIELDS]).await
}

/// Lists all content of the server.
pub async fn everywhere(context: &Context, shelf: &Shelf) -> Result<Vec<Value>, RequestError> {
    context.client.list(shelf.list, &[FIELDS]).await
}

/// Finds the content at the wanted paths, or with the wanted checksums where no path is known. May return more.
pub async fn find(
    context: &Context,
    shelf: &Shelf,
    version: Option<&str>,
    wants: &[&Want],
) -> Result<Vec<Value>, RequestError> {
    let scope: Vec<(&str, &str)> =
        version.iter().map(|version| ("repository_version", *version)).chain([FIELDS]).collect();
    let many_paths = context.has(MANY_PATHS);
    // On the whole server, a path may match any number of files, but a checksum only a few. However, checksums are
    // looked up one by one.
    let by_checksum = version.is_none() && !(many_paths && wants.len() > FEW);
    let by_path = |want: &Want| want.path.is_some() && (want.sha256.is_none() || !by_checksum);
    let (paths, checksums): (Vec<&Want>, Vec<&Want>) = wants.iter().partition(|want| by_path(want));
    let paths: BTreeSet<&str> = paths.iter().filter_map(|want| want.path.as_deref()).collect();
    let checksums: BTreeSet<&str> = checksums.iter().filter_map(|want| want.sha256.as_deref()).collect();
    let singles = |count: usize, many: bool| if many { count.min(FEW) } else { count };
    let cost = singles(paths.len(), many_paths) + singles(checksums.len(), shelf.many);
    if let Some(version) = version
        && cost > FEW
        && few_pages(context, shelf, version, cost).await?
    {
        return all(context, shelf, version).await;
    }
    let one = |field: &str, value: &&str| (field.to_owned(), (*value).to_owned());
    let mut filters = match many_paths {
        true => chunks("relative_path", paths.into_iter()),
        false => paths.iter().map(|path| one("relative_path", path)).collect(),
    };
    filters.extend(match shelf.many {
        true => chunks(shelf.checksum, checksums.into_iter()),
        false => checksums.iter().map(|checksum| one(shelf.checksum, checksum)).collect(),
    });
    let asked = async |(field, value): &(String, String)| {
        context.client.list(shelf.list, &[&scope[..], &[(field, value)]].concat()).await
    };
    let pages = context.each(&filters, asked).await;
    Ok(pages.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Returns whether reading the whole version costs no more than the given number of requests.
async fn few_pages(context: &Context, shelf: &Shelf, version: &str, requests: usize) -> Result<bool, RequestError> {
    let summary = context.client.send(&Request::get(version, &[])).await?.body;
    let present =
        summary.get("content_summary").and_then(|summary| summary.get("present")?.get(shelf.kind)?.get("count"));
    let count = present.and_then(Value::as_u64).unwrap_or_default() as usize;
    // A page of 1000 objects costs the server about as much as ten single look-ups.
    Ok(count.div_ceil(1_000) * 10 <= requests.max(10))
}

/// Returns the artifact with a checksum, if it exists and this user may see it.
pub async fn artifact(context: &Context, sha256: &str) -> Result<Option<String>, RequestError> {
    let found = context.client.list("artifacts/", &[("sha256", sha256), ("fields", "pulp_href,sha256")]).await;
    match found {
        Ok(found) => Ok(found.first().map(crate::lookup::href)),
        // Not every user may list artifacts; in that case the file is sent.
        Err(error) if matches!(error.cause, crate::error::Cause::Status(403, _)) => Ok(None),
        Err(error) => Err(error),
    }
}
