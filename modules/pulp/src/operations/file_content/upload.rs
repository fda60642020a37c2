//! Uploads files that are too large for one request: starts one of Pulp's uploads, or resumes it, and commits it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek, SeekFrom};

use ring::digest::{Context as Hasher, SHA256};
use serde_json::Value;

use super::local::{Local, hex, read_part, sha256, unreadable};
use super::send::{changed, refused};
use crate::context::Context;
use crate::error::{Cause, Error, RequestError, TaskError};
use crate::form::Form;
use crate::lookup::href;
use crate::request::Request;
use crate::task;

/// A file that is being uploaded in parts.
pub struct Upload<'a> {
    pub context: &'a Context,
    pub local: &'a Local,
    pub name: &'a str,
    pub chunk_size: u64,
}

impl Upload<'_> {
    /// Sends all parts that the server does not have yet, and commits the upload; returns the artifact.
    pub async fn run(&self) -> Result<String, Error> {
        let (upload, there) = match self.begun().await? {
            Some(begun) => begun,
            None => (self.begin().await?, BTreeSet::new()),
        };
        match self.send(&upload, &there).await {
            Ok(artifact) => Ok(artifact),
            Err(error) if keeps(&error) => Err(error.with_hint("run the task again; the upload resumes")),
            Err(error) => {
                let error = self.explain(error).await;
                // An upload that cannot succeed only takes up space. Errors are ignored, as it may already be deleted.
                let _ = self.context.client.send(&Request::delete(upload)).await;
                Err(error)
            }
        }
    }

    fn action(&self) -> String {
        format!("upload \"{}\"", self.name)
    }

    /// Returns the offset and length of each part. An upload has no name on the server, so the length of its first part
    /// is derived from the checksum: by this length, a later run finds the upload again.
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

    /// Returns an unfinished upload of this file from an earlier run, with the offsets of its parts.
    async fn begun(&self) -> Result<Option<(String, BTreeSet<u64>)>, Error> {
        let during = |error: RequestError| error.during(format!("look up unfinished uploads of \"{}\"", self.name));
        let size = self.local.size.to_string();
        let same_size = self.context.client.list("uploads/", &[("size", &size), ("fields", "pulp_href")]).await;
        let parts = self.parts();
        for upload in same_size.map_err(during)? {
            let detail = self.context.client.send(&Request::get(href(&upload), &[])).await;
            let chunks = match detail {
                Ok(detail) => detail.body.get("chunks").and_then(Value::as_array).cloned().unwrap_or_default(),
                // Someone else finished it in the meantime.
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
        // If the response is lost, the upload that was created is empty and costs nothing.
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

    /// Makes the server join the parts and verify the checksum of the whole file.
    async fn commit(&self, upload: &str) -> Result<String, Error> {
        let body = [("sha256".to_owned(), self.local.sha256.as_str().into())].into_iter().collect();
        let request = Request::post(format!("{upload}commit/"), body);
        let reply = self.context.client.send(&request).await.map_err(|error| error.during(self.action()))?;
        let task = reply.task().unwrap_or_default().to_owned();
        let mut endings = task::wait(self.context, [task.clone()]).await;
        let ending = endings.remove(&task).unwrap_or(Err(TaskError::Gone { href: task }));
        let done = ending.map_err(|task| task.during(self.action()))?;
        let artifact = done.created.into_iter().find(|href| href.contains("/artifacts/"));
        artifact.ok_or_else(|| {
            Error::State(format!("\"{}\" was uploaded, but the server has no artifact for it", self.name))
        })
    }

    /// Adds a hint if the server does not have enough disk space for the file.
    async fn explain(&self, error: Error) -> Error {
        let no_room = matches!(error.answer(), Some((500 | 507, _))) || matches!(error, Error::Task { .. });
        let Some(storage) = no_room.then(|| self.context.client.status()) else {
            return error;
        };
        let free = storage.await.ok().and_then(|status| status.pointer("/storage/free")?.as_u64());
        match free {
            // Pulp needs space for the parts and for the whole file at the same time.
            Some(free) if free < 2 * self.local.size => error.with_hint(format!(
                "free disk space on the server: {} are left, and uploading {} requires twice its size",
                in_units(free),
                in_units(self.local.size)
            )),
            _ => error,
        }
    }
}

/// Formats a size.
fn in_units(bytes: u64) -> String {
    if bytes >> 20 > 9 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

/// Returns whether a later run can use the parts that were sent.
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
