//! Creates artifacts, from a single file or from an upload in parts.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::work::Effect;
use super::{Answer, Server};
use crate::server::content::checksum_of;

impl Server {
    /// Processes a PUT of a part.
    pub(super) fn take_part(&mut self, upload: &str, request: &Request) -> Answer {
        let form = request.form().ok_or_else(|| Response::field("file", "No file was submitted."))?;
        let range = request.header("content-range").unwrap_or_default();
        let offset = range.trim_start_matches("bytes ").split('-').next().and_then(|text| text.parse::<u64>().ok());
        let Some(offset) = offset else {
            return Err(Response::says(400, "Content-Range header is missing"));
        };
        let wanted = form.fields.get("sha256").and_then(Value::as_str);
        if wanted.is_some_and(|wanted| wanted != checksum_of(&form.file)) {
            return Err(Response::says(400, "Checksum does not match chunk upload."));
        }
        self.chunks.entry(upload.to_owned()).or_default().insert(offset, form.file);
        Ok(Response::json(200, self.shown(upload).unwrap_or_default()))
    }

    pub(super) fn commit(&mut self, upload: &str, request: &Request) -> Answer {
        let sha256 = request.object()?.get("sha256").and_then(Value::as_str).unwrap_or_default().to_owned();
        let effect = Effect::Commit { upload: upload.to_owned(), sha256 };
        let call = Call {
            name: "pulpcore.app.tasks.upload.commit",
            exclusive: vec![upload.to_owned()],
            ..Call::of(request, effect)
        };
        Ok(self.accepted(call))
    }

    /// Creates an artifact from an upload's parts; returns its href.
    pub(super) fn put_together(&mut self, upload: &str, sha256: &str) -> Result<String, String> {
        let parts = self.chunks.get(upload).ok_or_else(|| "Upload matching query does not exist.".to_owned())?;
        let bytes: Vec<u8> = parts.values().flatten().copied().collect();
        if checksum_of(&bytes) != sha256 {
            return Err("The sha256 checksum did not match.".to_owned());
        }
        let there = self.of_list("artifacts/").any(|(_, one)| one.text("sha256") == Some(sha256));
        if there {
            return Err("Artifact with sha256 checksum already exists.".to_owned());
        }
        let artifact = self.artifact(&bytes);
        self.gone(upload);
        Ok(artifact)
    }

    /// Processes a POST of an artifact.
    pub(super) fn make_artifact(&mut self, request: &Request) -> Answer {
        let form = request.form().ok_or_else(|| Response::field("file", "No file was submitted."))?;
        let sha256 = checksum_of(&form.file);
        if self.of_list("artifacts/").any(|(_, one)| one.text("sha256") == Some(&sha256)) {
            return Err(Response::json(
                400,
                json!({"non_field_errors": ["Artifact with sha256 checksum already exists."]}),
            ));
        }
        let href = self.artifact(&form.file);
        Ok(Response::json(201, self.shown(&href).unwrap_or_default()))
    }
}
