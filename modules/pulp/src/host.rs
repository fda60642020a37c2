//! The parts of the machine that a run uses: environment, network, signals and clock. Tests provide their own.

use std::rc::Rc;
use std::time::SystemTime;

use crate::client::{Transport, http::Http};
use crate::connection::Connection;
use crate::error::Error;
use crate::stop::Stop;

/// Reads an environment variable.
pub type Env = Box<dyn Fn(&str) -> Option<String>>;

/// Prepares the transport to the server of a connection, without sending anything.
pub type Connect = Box<dyn Fn(&Connection) -> Result<Rc<dyn Transport>, Error>>;

/// Everything outside the program that a run depends on.
pub struct Host {
    pub env: Env,
    pub connect: Connect,
    pub stop: Stop,
    /// The wall clock. Delays use tokio's clock.
    pub now: Box<dyn Fn() -> SystemTime>,
}

impl Host {
    /// Returns the real machine. Must be called within a runtime.
    pub fn real() -> Host {
        Host {
            env: Box::new(|name| std::env::var(name).ok()),
            connect: Box::new(|connection| Ok(Rc::new(Http::new(connection)?))),
            stop: Stop::on_signals(),
            now: Box::new(SystemTime::now),
        }
    }
}
