//! Sends requests to a real server over plain HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pulp::request::Method;
use serde_json::Value;

use super::Answer;
use crate::server::ROOT;

/// A real server and the credentials of its administrator.
pub struct Real {
    /// Host and port.
    pub address: String,
    /// `name:password`, base64-encoded.
    pub basic: String,
}

impl Real {
    /// Sends one request on a new connection.
    pub fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("{ROOT}{path}") };
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(&self.address).context("the real server is not reachable")?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        write!(
            stream,
            "{} {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: Basic {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            method.name(),
            self.address,
            self.basic,
            body.len()
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let head =
            answer.windows(4).position(|window| window == b"\r\n\r\n").context("the response has no end of headers")?;
        let status =
            std::str::from_utf8(&answer[..head])?.split(' ').nth(1).context("the response has no status")?.parse()?;
        Ok(Answer { status, body: serde_json::from_slice(&answer[head + 4..]).unwrap_or_default() })
    }

    /// Waits for a task for about a minute; returns it once it has ended.
    pub fn ended(&self, task: &str) -> Result<Value> {
        for _ in 0..600 {
            let shown = self.send(Method::Get, task, None)?.body;
            match shown["state"].as_str() {
                Some("waiting" | "running" | "canceling") => sleep(Duration::from_millis(100)),
                Some(_) => return Ok(shown),
                None => bail!("{task} is not a task: {shown}"),
            }
        }
        bail!("{task} did not end within a minute")
    }
}
