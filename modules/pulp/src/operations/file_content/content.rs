//! Looks up content in a repository version or on the whole server.

use std::collections::BTreeSet;

use serde_json::Value;

use super::local::Local;
use crate::context::Context;
use crate::error::RequestError;
use crate::object::Fields;
use crate::request::{Request, chunks};
use crate::version::Version;

/// How Pulp lists content of a type, and which filters the list supports.
pub struct ContentType {
    /// The value of the option `type`.
    name: &'static str,
    /// The path of the list.
    pub path: &'static str,
    /// Pulp's name for the type in a version's content summary.
    summary_key: &'static str,
    /// The filter for a checksum.
    checksum: &'static str,
    /// Whether that filter accepts several checksums at once.
    many: bool,
    /// The plugin and its first version that is known to create content in the request itself, without a task.
    pub at_once: Option<(&'static str, Version)>,
}

static CONTENT_TYPES: [ContentType; 4] = [
    ContentType {
        name: "rpm",
        path: "content/rpm/packages/",
        summary_key: "rpm.package",
        checksum: "pkgId",
        many: true,
        at_once: Some(("rpm", Version(3, 32, 14))),
    },
    ContentType {
        name: "deb",
        path: "content/deb/packages/",
        summary_key: "deb.package",
        checksum: "sha256",
        many: false,
        at_once: None,
    },
    ContentType {
        name: "python",
        path: "content/python/packages/",
        summary_key: "python.python",
        checksum: "sha256",
        many: true,
        at_once: None,
    },
    ContentType {
        name: "file",
        path: "content/file/files/",
        summary_key: "file.file",
        checksum: "sha256",
        many: false,
        at_once: Some(("file", Version(3, 105, 25))),
    },
];

/// Returns how content of a type is listed. Panics for a type that is not in the table; a test goes through all types.
pub fn content_type(name: &str) -> &'static ContentType {
    CONTENT_TYPES.iter().find(|known| known.name == name).unwrap_or_else(|| unreachable!("no content type {name}"))
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
pub async fn all(context: &Context, content_type: &ContentType, version: &str) -> Result<Vec<Value>, RequestError> {
    context.client.list(content_type.path, &[("repository_version", version), FIELDS]).await
}

/// Lists all content of the server.
pub async fn everywhere(context: &Context, content_type: &ContentType) -> Result<Vec<Value>, RequestError> {
    context.client.list(content_type.path, &[FIELDS]).await
}

/// Finds the content at the wanted paths, or with the wanted checksums where no path is known. May return more.
pub async fn find(
    context: &Context,
    content_type: &ContentType,
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
    let cost = singles(paths.len(), many_paths) + singles(checksums.len(), content_type.many);
    if let Some(version) = version
        && cost > FEW
        && few_pages(context, content_type, version, cost).await?
    {
        return all(context, content_type, version).await;
    }
    let one = |field: &str, value: &&str| (field.to_owned(), (*value).to_owned());
    let mut filters = match many_paths {
        true => chunks("relative_path", paths.into_iter()),
        false => paths.iter().map(|path| one("relative_path", path)).collect(),
    };
    filters.extend(match content_type.many {
        true => chunks(content_type.checksum, checksums.into_iter()),
        false => checksums.iter().map(|checksum| one(content_type.checksum, checksum)).collect(),
    });
    let asked = async |(field, value): &(String, String)| {
        context.client.list(content_type.path, &[&scope[..], &[(field, value)]].concat()).await
    };
    let pages = context.each(&filters, asked).await;
    Ok(pages.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Returns whether reading the whole version costs no more than the given number of requests.
async fn few_pages(
    context: &Context,
    content_type: &ContentType,
    version: &str,
    requests: usize,
) -> Result<bool, RequestError> {
    let summary = context.client.send(&Request::get(version, &[])).await?.body;
    let present = summary
        .get("content_summary")
        .and_then(|summary| summary.get("present")?.get(content_type.summary_key)?.get("count"));
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

#[cfg(test)]
mod tests {
    use super::content_type;
    use crate::types::file_content::TYPES;

    #[test]
    fn every_type_has_an_entry() {
        for kind in TYPES {
            assert_eq!(content_type(kind.name).name, kind.name);
        }
    }
}
