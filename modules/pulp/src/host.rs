//! What a run takes from the machine it runs on: environment, network, signals and the clock. Tests bring their own.

use std::rc::Rc;
use std::time::SystemTime;

use crate::client::{Transport, http::Http};
use crate::connection::Connection;
use crate::error::Error;
use crate::stop::Stop;

/// Reads an environment variable.
pub type Env = Box<dyn Fn(&str) -> Option<String>>;

/// Opens the way to the server that a connection names; sends nothing yet.
pub type Connect = Box<dyn Fn(&Connection) -> Result<Rc<dyn Transport>, Error>>;

/// Everything outside of the program that a run depends on.
pub struct Host {
    pub env: Env,
    pub connect: Connect,
    pub stop: Stop,
    /// The wall clock. Waiting goes by tokio's clock.
    pub now: Box<dyn Fn() -> SystemTime>,
}

impl Host {
    /// The machine itself. Must be called within a runtime.
    pub fn real() -> Host {
        Host {
            env: Box::new(|name| std::env::var(name).ok()),
            connect: Box::new(|connection| Ok(Rc::new(Http::new(connection)?))),
            stop: Stop::on_signals(),
            now: Box::new(SystemTime::now),
        }
    }
}
