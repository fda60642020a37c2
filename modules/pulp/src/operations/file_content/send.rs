//! Bytes become content: as little is sent as can be, in parts, and every part is checked on both ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Seek, SeekFrom};

use ring::digest::{Context as Hasher, SHA256};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::content::{self, Shelf, Want, text};
use super::local::{Local, hex, read_part, sha256, unreadable};
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::form::Form;
use crate::lookup::href;
use crate::request::Request;
use crate::schema::Object;
use crate::task;

/// Content that is to be made.
pub struct New {
    pub shelf: &'static Shelf,
    pub want: Want,
    /// What it is to have beside file and path.
    pub fields: Object,
    pub chunk_size: u64,
}

/// What became of one.
pub struct Made {
    pub content: Value,
    /// Whether its bytes were sent.
    pub sent: bool,
}

/// For less than this, looking for it costs as much as sending it.
const WORTH_ASKING: u64 = 1 << 20;
/// How many big parts are in memory at once.
const BIG_AT_ONCE: usize = 2;

/// Makes all of it; results in their order.
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
            let content = match reply.task() {
                None => reply.body,
                Some(task) => {
                    let ending = endings.get(task).cloned().unwrap_or(Err(TaskError::Gone { href: task.to_owned() }));
                    let done = ending.map_err(|task| Error::Task { action: action(new), task, hint: None })?;
                    done.result.unwrap_or_default()
                }
            };
            Ok(Made { content, sent })
        }));
    }
    read_back(context, news, &mut made).await;
    made
}

fn action(new: &New) -> String {
    format!("upload \"{}\"", new.want.name())
}

/// What the tasks made is looked up by its checksum, where they do not say: so it is the server's word that all arrived.
async fn read_back(context: &Context, news: &[New], made: &mut [Result<Made, Error>]) {
    let unread = |made: &Result<Made, Error>| made.as_ref().is_ok_and(|made| text(&made.content, "sha256").is_empty());
    let shelves: BTreeMap<&str, &'static Shelf> = news.iter().map(|new| (new.shelf.list, new.shelf)).collect();
    for shelf in shelves.values() {
        let places: Vec<usize> =
            (0..news.len()).filter(|place| news[*place].shelf.list == shelf.list && unread(&made[*place])).collect();
        let wants: Vec<&Want> = places.iter().map(|place| &news[*place].want).collect();
        let found = if wants.is_empty() { Ok(Vec::new()) } else { content::find(context, shelf, None, &wants).await };
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

/// An artifact that content can be made of, and whether its bytes were sent for that.
type Artifact = Result<Option<(String, bool)>, Error>;

/// The artifacts of those that are there already, and of those that are too big for one request.
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
        let during = |error: RequestError| error.during(format!("look for the file of \"{}\"", new.want.name()));
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
        // Somebody else may have been faster with the same file.
        Err(error) => match find().await {
            Ok(Some(there)) => Ok(Some((there, true))),
            _ => Err(error),
        },
        Ok(made) => Ok(Some((made, true))),
    }
}

/// What the server answered to a wish for content.
struct Started {
    reply: Reply,
    sent: bool,
}

/// Asks for content, with its file where there is no artifact of it.
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
        let found = content::find(context, new.shelf, None, &[want]).await?;
        Ok(found.into_iter().find(|content| want.is(content)).map(|body| Reply { status: 201, body }))
    };
    let mut fields = new.fields.clone();
    if let Some(path) = &want.path {
        fields.insert("relative_path".to_owned(), path.as_str().into());
    }
    let during = |error: RequestError| refused(error.during(action(new)));
    match (artifact, &want.local) {
        (Some((artifact, sent)), _) => {
            fields.insert("artifact".to_owned(), artifact.into());
            let request = Request::post(new.shelf.list, fields);
            Ok(Started { reply: context.client.post(&request, landed).await.map_err(during)?, sent })
        }
        (None, Some(local)) => {
            let _turn = if local.size > WORTH_ASKING { room.acquire().await.ok() } else { None };
            let form = whole(local, &fields)?;
            let at_once = new.shelf.at_once.is_some_and(|(part, version)| context.server.at_least(part, version));
            let path = format!("{}{}", new.shelf.list, if at_once { "upload/" } else { "" });
            let request = Request::post(path, Object::new());
            let reply = context.client.post_form(&request, Some(&form), landed).await.map_err(during)?;
            Ok(Started { reply, sent: true })
        }
        (None, None) => Err(Error::State(format!("the server has no file with SHA-256 {}", want.name()))),
    }
}

/// A whole file as a form.
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

fn changed(local: &Local, found: &str) -> Error {
    Error::State(format!(
        "file {} changed while it was uploaded: its SHA-256 was {}, what was sent has {found}; nothing of it is used",
        local.path.display(),
        local.sha256
    ))
}

/// What refusals of a proxy or of Pulp most likely mean.
fn refused(error: Error) -> Error {
    match error.answer() {
        Some((413, _)) => {
            error.with_hint("a proxy before Pulp takes no request of this size: a smaller chunk_size helps")
        }
        Some((403, _)) => error.with_hint("Pulp lets only administrators make content that is in no repository yet"),
        _ => error,
    }
}

/// A file on its way, in parts.
struct Upload<'a> {
    context: &'a Context,
    local: &'a Local,
    name: &'a str,
    chunk_size: u64,
}

impl Upload<'_> {
    /// Sends all parts that the server does not have yet, and has it put them together; returns the artifact.
    async fn run(&self) -> Result<String, Error> {
        let (upload, there) = match self.begun().await? {
            Some(begun) => begun,
            None => (self.begin().await?, BTreeSet::new()),
        };
        match self.send(&upload, &there).await {
            Ok(artifact) => Ok(artifact),
            Err(error) if keeps(&error) => Err(error.with_hint("run again, the upload goes on where it stopped")),
            Err(error) => {
                let error = self.explain(error).await;
                // What will never be a file only takes room; that it is gone already is no harm.
                let _ = self.context.client.send(&Request::delete(upload)).await;
                Err(error)
            }
        }
    }

    fn action(&self) -> String {
        format!("upload \"{}\"", self.name)
    }

    /// Where the parts begin. The first one's length tells by the checksum whose it is: an upload has no name on the
    /// server, and in a later run it shall be found again.
    fn parts(&self) -> Vec<(u64, u64)> {
        let mark = u64::from_str_radix(&self.local.sha256[..12], 16).unwrap_or_default();
        let first = self.chunk_size - mark % (self.chunk_size / 2);
        let mut parts = vec![(0, first.min(self.local.size))];
        while let Some((offset, length)) = parts.last().copied()
            && offset + length < self.local.size
        {
            let offset = offset + length;
            parts.push((offset, self.chunk_size.min(self.local.size - offset)));
        }
        parts
    }

    /// An upload of this file that a run before this one did not end, and the offsets that it has.
    async fn begun(&self) -> Result<Option<(String, BTreeSet<u64>)>, Error> {
        let during = |error: RequestError| error.during(format!("look for a begun upload of \"{}\"", self.name));
        let size = self.local.size.to_string();
        let same_size = self.context.client.list("uploads/", &[("size", &size), ("fields", "pulp_href")]).await;
        let parts = self.parts();
        for upload in same_size.map_err(during)? {
            let detail = self.context.client.send(&Request::get(href(&upload), &[])).await;
            let chunks = match detail {
                Ok(detail) => detail.body.get("chunks").and_then(Value::as_array).cloned().unwrap_or_default(),
                // Ended since by somebody else.
                Err(RequestError { cause: Cause::Status(404, _), .. }) => continue,
                Err(error) => return Err(during(error)),
            };
            let number = |chunk: &Value, key: &str| chunk.get(key).and_then(Value::as_u64).unwrap_or(u64::MAX);
            let chunks: Vec<(u64, u64)> =
                chunks.iter().map(|chunk| (number(chunk, "offset"), number(chunk, "size"))).collect();
            if chunks.contains(&parts[0]) && chunks.iter().all(|chunk| parts.contains(chunk)) {
                return Ok(Some((href(&upload), chunks.into_iter().map(|(offset, _)| offset).collect())));
            }
        }
        Ok(None)
    }

    async fn begin(&self) -> Result<String, Error> {
        let body = [("size".to_owned(), self.local.size.into())].into_iter().collect();
        // One that was made and not told is empty, and costs nothing.
        let again = async || Ok(None);
        let reply = self.context.client.post(&Request::post("uploads/", body), again).await;
        Ok(href(&reply.map_err(|error| error.during(self.action()))?.body))
    }

    async fn send(&self, upload: &str, there: &BTreeSet<u64>) -> Result<String, Error> {
        let unreadable = |cause: std::io::Error| unreadable(&self.local.path, &cause);
        let mut file = File::open(&self.local.path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.len() != self.local.size {
            return Err(changed(self.local, "another size"));
        }
        let mut hasher = Hasher::new(&SHA256);
        for (offset, length) in self.parts() {
            file.seek(SeekFrom::Start(offset)).map_err(unreadable)?;
            let mut checksum = String::new();
            let fill = |bytes: &mut Vec<u8>| {
                let start = bytes.len();
                read_part(&mut file, bytes, length)?;
                hasher.update(&bytes[start..]);
                if !there.contains(&offset) {
                    checksum = sha256(&bytes[start..]);
                }
                Ok(())
            };
            let form = Form::default().file("part", fill).map_err(unreadable)?;
            if there.contains(&offset) {
                continue;
            }
            let form = form.text("sha256", &checksum).part_of(offset, length, self.local.size).end();
            let sent = self.context.client.send_form(&Request::put(upload), &form).await;
            sent.map_err(|error| refused(error.during(self.action())))?;
        }
        let sent = hex(hasher.finish().as_ref());
        if sent != self.local.sha256 {
            return Err(changed(self.local, &sent));
        }
        self.commit(upload).await
    }

    /// Has the server put the parts together, and compare the checksum of the whole.
    async fn commit(&self, upload: &str) -> Result<String, Error> {
        let body = [("sha256".to_owned(), self.local.sha256.as_str().into())].into_iter().collect();
        let request = Request::post(format!("{upload}commit/"), body);
        let landed = async || -> Result<Option<Reply>, RequestError> {
            let task = task::open_on(self.context, upload).await?;
            Ok(task.map(|task| Reply { status: 202, body: json!({"task": task}) }))
        };
        let reply = self.context.client.post(&request, landed).await.map_err(|error| error.during(self.action()))?;
        let task = reply.task().unwrap_or_default().to_owned();
        let mut endings = task::wait(self.context, [task.clone()]).await;
        let ending = endings.remove(&task).unwrap_or(Err(TaskError::Gone { href: task }));
        let done = ending.map_err(|task| Error::Task { action: self.action(), task, hint: None })?;
        let artifact = done.created.into_iter().find(|href| href.contains("/artifacts/"));
        artifact.ok_or_else(|| {
            Error::State(format!("\"{}\" was uploaded, but the server shows no artifact of it", self.name))
        })
    }

    /// Whether the server has no room for the file.
    async fn explain(&self, error: Error) -> Error {
        let no_room = matches!(error.answer(), Some((500 | 507, _))) || matches!(error, Error::Task { .. });
        let Some(storage) = no_room.then(|| self.context.client.status()) else {
            return error;
        };
        let free = storage.await.ok().and_then(|status| status.pointer("/storage/free")?.as_u64());
        match free {
            // The parts, and the file that is made of them.
            Some(free) if free < 2 * self.local.size => error.with_hint(format!(
                "the server's disk is full or nearly so: {} are free, to upload {} takes twice that",
                told(free),
                told(self.local.size)
            )),
            _ => error,
        }
    }
}

/// A size in words.
fn told(bytes: u64) -> String {
    if bytes >> 20 > 9 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

/// Whether what was sent so far is of use to a later run.
fn keeps(error: &Error) -> bool {
    match error {
        Error::Request { request, .. } => {
            matches!(
                request.cause,
                Cause::Lost(_) | Cause::Unreachable(_) | Cause::Interrupted | Cause::Status(502..=504, _)
            )
        }
        Error::Task { task, .. } => !matches!(task, TaskError::Failed { .. } | TaskError::Canceled { .. }),
        _ => false,
    }
}
