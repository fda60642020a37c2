//! A simulated Pulp, and runs of every operation on it: thousands a second, each told again by its seed.
//!
//! 1. [`world`]: a [`server`] with something on it
//! 2. [`workloads`]: what a module is asked to do, drawn from its declarations
//! 3. [`transport`]: the wire between them, on which [`faults`] has things go wrong
//! 4. [`run`]: a run from start to end; [`facts`]: what is so afterwards; [`oracles`]: whether that may be
//! 5. [`scenario`]: all of it, for one seed

pub mod conformance;
pub mod facts;
pub mod faults;
pub mod files;
pub mod oracles;
pub mod run;
pub mod scenario;
pub mod server;
pub mod transport;
pub mod workloads;
pub mod world;
