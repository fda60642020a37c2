//! The seam between the client and the network: a request goes out whole, and a response comes back whole.

use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::error::Cause;
use crate::request::Method;

/// One HTTP request as it goes over the wire. Header names are in lower case.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    /// How long the response may take.
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
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of that name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Sends one request, once, and returns its response.
pub trait Transport {
    /// Fails with [`Cause::Unreachable`] where the request was never sent, with [`Cause::Lost`] where it was sent and the
    /// response did not arrive, and with [`Cause::NotPulp`] where trying again is of no use.
    fn send(&self, request: Sent) -> LocalBoxFuture<'_, Result<Received, Cause>>;
}
