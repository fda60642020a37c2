//! Tests what a real Pulp server does not do on demand, on a fake one: lost responses, proxies that respond in its
//! place, failing tasks, older versions. Everything else is tested on real servers.

mod access;
mod answers;
mod bulk;
mod calls;
mod domains;
mod files;
mod in_use;
mod infos;
mod login;
mod lost;
mod maintenance;
mod paging;
mod partly;
mod promotion;
mod publications;
mod refusals;
mod rows;
mod secrets;
mod server;
mod sizes;
mod syncs;
mod tags;
mod tasks;
mod uploads;
