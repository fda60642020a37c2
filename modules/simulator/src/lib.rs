//! Runs every operation on a simulated Pulp server: thousands of runs a second, each replayed by its seed.
//!
//! 1. [`world`]: a [`server`] that already has objects
//! 2. [`workloads`]: a module's arguments, generated from its declarations
//! 3. [`transport`]: the connection between module and server, with the disturbances from [`faults`]
//! 4. [`run`]: one run of a module; [`facts`]: the server's state after it; [`oracles`]: checks of the result
//! 5. [`scenario`]: all runs of one seed

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
