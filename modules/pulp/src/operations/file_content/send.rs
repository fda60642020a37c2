//! Creates content from files. Large files are sent in parts, or not at all if the server has them. Both sides verify
//! checksums.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::content::{self, ContentType, Want, text};
use super::local::{Local, read_part, sha256, unreadable};
use super::upload::Upload;
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::form::Form;
use crate::reason::Reason;
use crate::request::Request;
use crate::schema::Object;
use crate::task;

/// Content to create.
pub struct New {
    pub content_type: &'static ContentType,
    pub want: Want,
    /// Its fields in addition to file and path.
    pub fields: Object,
    /// The repository that it is for.
    pub repository: String,
    pub chunk_size: u64,
}

/// Content that was created.
pub struct Made {
    pub content: Value,
    /// Whether its bytes were sent.
    pub sent: bool,
    /// The repository version that was created with it, for users who may create content only in a repository.
    pub version: Option<String>,
}

/// Below this size, looking up a file costs as much as sending it.
const WORTH_ASKING: u64 = 1 << 20;
/// The maximum number of large parts in memory.
const BIG_AT_ONCE: usize = 2;

/// Creates all content; the results have the same order.
pub async fn make(context: &Context, news: &[New]) -> Vec<Result<Made, Error>> {
    let room = Semaphore::new(BIG_AT_ONCE);
    let artifacts = artifacts(context, news, &room).await;
    let started = context.each(news, async |new| start(context, new, &artifacts, &room).await).await;
    let tasks = started.iter().filter_map(|started| match started {
        Ok(Started { reply, .. }) => reply.task().map(str::to_owned),
        Err(_) => None,
    });
    let endings = task::wait(context, tasks).await;
    let mut made: Vec<Result<Made, Error>> = Vec::new();
    for (new, started) in news.iter().zip(started) {
        made.push(started.and_then(|Started { reply, sent }| {
            let (content, version) = match reply.task() {
                None => (reply.body, None),
                Some(task) => {
                    let ending = endings.get(task).cloned().unwrap_or(Err(TaskError::Gone { href: task.to_owned() }));
                    let done = ending.map_err(|task| task.during(action(new)))?;
                    let version = done.created.into_iter().find(|href| href.contains("/versions/"));
                    (done.result.unwrap_or_default(), version)
                }
            };
            Ok(Made { content, sent, version })
        }));
    }
    read_back(context, news, &mut made).await;
    made
}

fn action(new: &New) -> String {
    format!("upload \"{}\"", new.want.name())
}

/// Looks up content by its checksum where the task does not return it, so that the server confirms that everything
/// arrived.
async fn read_back(context: &Context, news: &[New], made: &mut [Result<Made, Error>]) {
    let unread = |made: &Result<Made, Error>| made.as_ref().is_ok_and(|made| text(&made.content, "sha256").is_empty());
    let by_path: BTreeMap<&str, &'static ContentType> =
        news.iter().map(|new| (new.content_type.path, new.content_type)).collect();
    for content_type in by_path.values() {
        let places: Vec<usize> = (0..news.len())
            .filter(|place| news[*place].content_type.path == content_type.path && unread(&made[*place]))
            .collect();
        let wants: Vec<&Want> = places.iter().map(|place| &news[*place].want).collect();
        let found =
            if wants.is_empty() { Ok(Vec::new()) } else { content::find(context, content_type, None, &wants).await };
        for place in places {
            let want = &news[place].want;
            let content = match &found {
                Ok(found) => found.iter().find(|content| want.is(content)).cloned(),
                Err(error) => {
                    made[place] = Err(error.clone().during(format!("read \"{}\"", want.name())));
                    continue;
                }
            };
            if let (Some(content), Ok(made)) = (content, &mut made[place]) {
                made.content = content;
            }
        }
    }
    for (new, made) in news.iter().zip(made) {
        if made.as_ref().is_ok_and(|made| !new.want.is(&made.content)) {
            let name = new.want.name();
            let wanted = new.want.sha256.as_deref().unwrap_or_default();
            *made = Err(Error::State(format!(
                "\"{name}\" was uploaded, but the server has no content with its SHA-256 {wanted}"
            )));
        }
    }
}

/// An artifact to create content from, and whether its bytes were sent for this.
type Artifact = Result<Option<(String, bool)>, Error>;

/// Returns the artifacts of files that the server already has, and uploads files that are too large for one request.
async fn artifacts<'a>(context: &Context, news: &'a [New], room: &Semaphore) -> BTreeMap<&'a str, Artifact> {
    let mut seen = BTreeSet::new();
    let mut unique: Vec<&New> = Vec::new();
    for new in news {
        let asked = new.want.local.as_ref().is_none_or(|local| local.size > WORTH_ASKING.min(new.chunk_size));
        if asked && seen.insert(&new.want.sha256) {
            unique.push(new);
        }
    }
    let artifacts = context.each(&unique, async |new| artifact(context, new, room).await).await;
    let checksums = unique.iter().map(|new| new.want.sha256.as_deref().unwrap_or_default());
    checksums.zip(artifacts).collect()
}

async fn artifact(context: &Context, new: &New, room: &Semaphore) -> Artifact {
    let checksum = new.want.sha256.as_deref().unwrap_or_default();
    let find = async || {
        let during = |error: RequestError| error.during(format!("look up the artifact of \"{}\"", new.want.name()));
        content::artifact(context, checksum).await.map_err(during)
    };
    if let Some(there) = find().await? {
        return Ok(Some((there, false)));
    }
    let Some(local) = new.want.local.as_ref().filter(|local| local.size > new.chunk_size) else {
        return Ok(None);
    };
    let _turn = room.acquire().await;
    let upload = Upload { context, local, name: new.want.name(), chunk_size: new.chunk_size };
    match upload.run().await {
        // Someone else may have uploaded the same file first.
        Err(error) => match find().await {
            Ok(Some(there)) => Ok(Some((there, true))),
            _ => Err(error),
        },
        Ok(made) => Ok(Some((made, true))),
    }
}

/// The server's response to the creation of content.
struct Started {
    reply: Reply,
    sent: bool,
}

/// Sends the request that creates content, with the file if there is no artifact of it.
async fn start(
    context: &Context,
    new: &New,
    artifacts: &BTreeMap<&str, Artifact>,
    room: &Semaphore,
) -> Result<Started, Error> {
    let want = &new.want;
    let artifact = match want.sha256.as_deref().and_then(|sha256| artifacts.get(sha256)) {
        Some(artifact) => artifact.clone()?,
        None => None,
    };
    let landed = async || -> Result<Option<Reply>, RequestError> {
        let found = content::find(context, new.content_type, None, &[want]).await?;
        Ok(found.into_iter().find(|content| want.is(content)).map(Reply::found))
    };
    let mut fields = new.fields.clone();
    if let Some(path) = &want.path {
        fields.insert("relative_path".to_owned(), path.as_str().into());
    }
    let sent = artifact.as_ref().map_or(want.local.is_some(), |(_, sent)| *sent);
    let upload = match artifact {
        Some((artifact, _)) => {
            fields.insert("artifact".to_owned(), artifact.into());
            None
        }
        None => Some(want.local.as_ref().ok_or_else(|| {
            Error::State(format!("the server has no file with SHA-256 {}", want.sha256.as_deref().unwrap_or_default()))
        })?),
    };
    let _turn = match upload {
        Some(local) if local.size > WORTH_ASKING => room.acquire().await.ok(),
        _ => None,
    };
    let send = async |path: &str, fields: &Object| match upload {
        Some(local) => {
            let form = whole(local, fields)?;
            let reply = context.client.post_form(&Request::post(path, Object::new()), Some(&form), landed).await;
            reply.map_err(|error| refused(error.during(action(new))))
        }
        None => {
            let reply = context.client.post(&Request::post(path, fields.clone()), landed).await;
            reply.map_err(|error| refused(error.during(action(new))))
        }
    };
    let at_once = new.content_type.at_once.filter(|_| upload.is_some());
    let at_once = at_once.is_some_and(|(part, version)| context.server.at_least(part, version));
    let path = format!("{}{}", new.content_type.path, if at_once { "upload/" } else { "" });
    let reply = match send(&path, &fields).await {
        // Only administrators may create content outside a repository; for other users, each file creates a repository
        // version.
        Err(error) if needs_repository(&error) => {
            fields.insert("repository".to_owned(), new.repository.as_str().into());
            send(new.content_type.path, &fields).await?
        }
        reply => reply?,
    };
    Ok(Started { reply, sent })
}

/// Returns whether Pulp requires a repository for the upload, which it reports in two ways.
fn needs_repository(error: &Error) -> bool {
    error.answer().is_some_and(|(status, problem)| status == 403 || problem.says("upload repository was not provided"))
}

/// Returns a form with a whole file.
fn whole(local: &Local, fields: &Object) -> Result<Form, Error> {
    let mut file = File::open(&local.path).map_err(|cause| unreadable(&local.path, &cause))?;
    let mut form = Form::default();
    for (name, value) in fields {
        form = form.text(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let mut found = String::new();
    let fill = |bytes: &mut Vec<u8>| {
        let start = bytes.len();
        read_part(&mut file, bytes, local.size)?;
        found = sha256(&bytes[start..]);
        Ok(())
    };
    let form = form.file(&local.name, fill).map_err(|cause| unreadable(&local.path, &cause))?;
    if found == local.sha256 { Ok(form.end()) } else { Err(changed(local, &found)) }
}

/// Returns the error of a file that changed during its upload.
pub fn changed(local: &Local, found: &str) -> Error {
    Error::Because(
        Reason::FileUnreadable,
        format!(
            "file {} changed during the upload (SHA-256 {} before, {found} after), so the upload was discarded; \
             hint: run the task again when the file is complete",
            local.path.display(),
            local.sha256
        ),
    )
}

/// Adds a hint about what a rejection by a proxy or by Pulp most likely means.
pub fn refused(error: Error) -> Error {
    match error.answer() {
        Some((413, _)) => {
            error.with_hint("set a smaller chunk_size; a proxy in front of Pulp rejects requests of this size")
        }
        Some((403, _)) => {
            let hint = "the user needs permission to modify the repository and, for files larger than chunk_size, to \
                        create uploads";
            error.with_hint(hint)
        }
        _ => error,
    }
}
