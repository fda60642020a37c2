//! A simulated Pulp, and runs of every operation on it: thousands a second, each told again by its seed.

pub mod server;
