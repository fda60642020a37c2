//! What a real Pulp does not do on demand: lost answers, proxies in its place, tasks that end badly, older versions.
//! A fake server plays it; all else is tested on real ones.

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
