//! The interface between the client and the network: whole requests and whole responses.

use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::error::Cause;
use crate::request::Method;

/// One HTTP request as it is sent. Header names are in lower case.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    /// The time limit of the request.
    pub timeout: Duration,
}

/// One HTTP response. Header names are in lower case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Received {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    /// Returns the first header with that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns all headers with that name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Sends requests.
pub trait Transport {
    /// Sends a request once and returns its response. Fails with [`Cause::Unreachable`] if the request was not sent,
    /// with [`Cause::Lost`] if it was sent but no response arrived, and with [`Cause::NotPulp`] if a retry would not
    /// help.
    fn send(&self, request: Sent) -> LocalBoxFuture<'_, Result<Received, Cause>>;
}
