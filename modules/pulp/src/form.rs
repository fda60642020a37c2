//! Builds forms with a file (multipart/form-data), as Pulp expects them for uploads.

use std::io;

/// A form. A retry sends the same bytes.
#[derive(Debug, Clone)]
pub struct Form {
    boundary: String,
    bytes: Vec<u8>,
    range: Option<String>,
}

impl Default for Form {
    fn default() -> Form {
        // No file contains these 128 random bits.
        Form { boundary: format!("{:032x}", fastrand::u128(..)), bytes: Vec::new(), range: None }
    }
}

impl Form {
    /// Adds a field.
    pub fn text(mut self, name: &str, value: &str) -> Form {
        self.part(&format!("name=\"{}\"", quoted(name)), "");
        self.bytes.extend_from_slice(value.as_bytes());
        self.bytes.extend_from_slice(b"\r\n");
        self
    }

    /// Adds the file. `fill` appends its content to the buffer, so that a large file is not copied.
    pub fn file(mut self, name: &str, fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<Form> {
        let disposition = format!("name=\"file\"; filename=\"{}\"", quoted(name));
        self.part(&disposition, "Content-Type: application/octet-stream\r\n");
        fill(&mut self.bytes)?;
        self.bytes.extend_from_slice(b"\r\n");
        Ok(self)
    }

    /// Sets which bytes of the whole file this part contains.
    pub fn part_of(mut self, offset: u64, length: u64, total: u64) -> Form {
        self.range = Some(format!("bytes {offset}-{}/{total}", (offset + length).saturating_sub(1)));
        self
    }

    /// Ends the form.
    pub fn end(mut self) -> Form {
        self.bytes.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self
    }

    /// Returns the body.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the header `Content-Type`.
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Returns the header `Content-Range`.
    pub fn range(&self) -> Option<&str> {
        self.range.as_deref()
    }

    fn part(&mut self, disposition: &str, headers: &str) {
        let head = format!("--{}\r\nContent-Disposition: form-data; {disposition}\r\n{headers}\r\n", self.boundary);
        self.bytes.extend_from_slice(head.as_bytes());
    }
}

/// Escapes a name as browsers do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_look_like_those_of_browsers() {
        let fill = |bytes: &mut Vec<u8>| {
            bytes.extend_from_slice(b"\x00\r\n--\xff");
            Ok(())
        };
        let form = Form::default().text("sha256", "ab").file("a \"b\".img", fill).unwrap().part_of(8, 6, 20).end();
        let boundary = form.content_type().replace("multipart/form-data; boundary=", "");
        let mut wanted = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"sha256\"\r\n\r\nab\r\n--{boundary}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.img\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        wanted.extend_from_slice(b"\x00\r\n--\xff");
        wanted.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        assert_eq!(form.bytes(), wanted);
        assert_eq!(form.range(), Some("bytes 8-13/20"));
    }

    #[test]
    fn each_form_has_its_own_boundary() {
        assert_ne!(Form::default().content_type(), Form::default().content_type());
    }
}
