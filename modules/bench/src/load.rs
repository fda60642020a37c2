//! Defines the loads: the arguments of the modules, and the writes that the floor sends for the same work.

use serde_json::{Value, json};

use crate::copies::{self, TAGS};
use crate::floor::{Made, Write};
use crate::world::{PREFIX, Upstream};

/// A typical job of an operator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// A repository, remote, sync, publication and distribution for each item.
    Rpm,
    /// A repository, remote, sync and distribution for each item.
    Images { credentials: bool },
    /// Only repositories.
    Files,
    /// Only remotes.
    Remotes,
    /// Three tags, copied to each repository.
    Tags,
    /// One big file.
    Upload,
}

/// A run of a load; the order is that of the variants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    First,
    /// The same arguments again.
    Again,
    /// The same arguments again, with `resync: never`.
    WithoutResync,
}

pub const LOADS: [Load; 7] = [
    Load::Rpm,
    Load::Images { credentials: false },
    Load::Images { credentials: true },
    Load::Files,
    Load::Remotes,
    Load::Tags,
    Load::Upload,
];

/// The smaller repositories of ark: the benchmark does not measure how fast Pulp parses metadata.
const RPM_SOURCES: [&str; 5] = ["rocky-9-appstream", "rocky-9-crb", "rocky-9-extras", "epel-9", "docker-ce-el9"];
const TAG: &str = "2024.1-rocky-9-20241119T010203";
const RPM: &str = "rpm/rpm/";
const CONTAINER: &str = "container/container/";
const FILE: &str = "file/file/";

impl Load {
    pub const fn title(self) -> &'static str {
        match self {
            Load::Rpm => "30 rpm repositories",
            Load::Images { credentials: false } => "99 images",
            Load::Images { credentials: true } => "99 images with credentials",
            Load::Files => "1,000 file repositories",
            Load::Remotes => "1,000 file remotes",
            Load::Tags => "300 tags to 100 repositories",
            Load::Upload => "a file of 1 GiB",
        }
    }

    pub const fn size(self) -> usize {
        match self {
            Load::Rpm => 30,
            Load::Images { .. } => 99,
            Load::Files | Load::Remotes => 1_000,
            Load::Tags => 100,
            Load::Upload => 1,
        }
    }

    /// Returns the runs of the load. Loads without syncs have no separate run without re-sync.
    pub const fn passes(self) -> &'static [Pass] {
        match self {
            Load::Rpm | Load::Images { .. } => &[Pass::First, Pass::Again, Pass::WithoutResync],
            _ => &[Pass::First, Pass::WithoutResync],
        }
    }

    /// Returns the number of rounds. Lists of 1,000 have only one, because deleting them takes minutes and leaving them
    /// would slow down the next round. So does the big file, which stays on the server's disk until the end.
    pub fn rounds(self, wanted: usize) -> usize {
        if self.size() < 1_000 && self != Load::Upload { wanted } else { 1 }
    }

    pub fn title_of(self, pass: Pass) -> &'static str {
        match pass {
            Pass::First => "first run",
            Pass::WithoutResync if self.passes().len() > 2 => "nothing changed, without re-sync",
            Pass::Again | Pass::WithoutResync => "nothing changed",
        }
    }

    /// Returns the name of an item. `tag` contains the client (modules or floor) and the round.
    pub fn name(self, tag: &str, number: usize) -> String {
        match self {
            // As long as names that operators use, because the length of request lines is limited.
            Load::Rpm => format!("{PREFIX}{tag} Linux 9 - Repository {number:02}"),
            Load::Images { credentials: false } => format!("{PREFIX}{tag}/service-{number:02}"),
            Load::Images { credentials: true } => format!("{PREFIX}{tag}/private-{number:02}"),
            Load::Files | Load::Remotes => format!("{PREFIX}{tag}-{number:04}"),
            Load::Tags => format!("{PREFIX}{tag}/released-{number:02}"),
            Load::Upload => format!("{PREFIX}{tag}-host-images"),
        }
    }

    /// Returns the fields of an item's remote, except for its name.
    fn remote(self, number: usize, upstream: &Upstream) -> Value {
        let pick = |list: &[String]| list[number % list.len()].clone();
        let url = &upstream.url;
        match self {
            Load::Rpm => {
                let source = RPM_SOURCES[number % RPM_SOURCES.len()];
                json!({"url": format!("{url}/upstream/rpm/{source}/"), "policy": "on_demand"})
            }
            Load::Images { credentials: false } => {
                json!({"url": url, "upstream_name": pick(&upstream.public), "includes": [TAG], "policy": "on_demand"})
            }
            Load::Images { credentials: true } => json!({
                "url": url, "upstream_name": pick(&upstream.private), "includes": [TAG], "policy": "on_demand",
                "username": upstream.username, "password": upstream.password,
            }),
            Load::Files | Load::Remotes => {
                json!({"url": format!("{url}/upstream/file/PULP_MANIFEST"), "policy": "on_demand"})
            }
            Load::Tags | Load::Upload => Value::Null,
        }
    }

    /// Returns the names and arguments of the modules to run, in order. The connection options are missing.
    pub fn calls(self, pass: Pass, tag: &str, upstream: &Upstream) -> Vec<(&'static str, Value)> {
        let resync = if pass == Pass::WithoutResync { "never" } else { "always" };
        let all = |item: &dyn Fn(usize, String) -> Value| {
            (0..self.size()).map(|number| item(number, self.name(tag, number))).collect::<Vec<Value>>()
        };
        let repositories = || all(&|_, name| json!({"name": name}));
        let remotes =
            || all(&|number, name| merged(json!({"name": format!("{name}-remote")}), self.remote(number, upstream)));
        match self {
            Load::Rpm => vec![
                ("repository", json!({"type": "rpm", "repositories": repositories()})),
                ("remote", json!({"type": "rpm", "remotes": remotes()})),
                (
                    "sync",
                    json!({
                        "type": "rpm", "sync_policy": "additive", "resync": resync,
                        "syncs": all(&|_, name| json!({"repository": name, "remote": format!("{name}-remote")})),
                    }),
                ),
                (
                    "publication",
                    json!({
                        "type": "rpm", "state": "present",
                        "publications": all(&|_, name| json!({"repository": name})),
                    }),
                ),
                (
                    "distribution",
                    json!({
                        "type": "rpm",
                        "distributions": all(&|_, name| json!({
                            "name": name, "base_path": base_path(&name), "repository": name, "version": "latest",
                        })),
                    }),
                ),
            ],
            Load::Images { .. } => vec![
                (
                    "container_sync",
                    json!({
                        "resync": resync,
                        "images": all(&|number, name| merged(json!({"name": name}), as_options(self.remote(number, upstream)))),
                    }),
                ),
                (
                    "distribution",
                    json!({
                        "type": "container",
                        "distributions": all(&|_, name| json!({
                            "name": name, "base_path": base_path(&name), "repository": name,
                        })),
                    }),
                ),
            ],
            Load::Files => vec![("repository", json!({"type": "file", "repositories": repositories()}))],
            Load::Remotes => vec![("remote", json!({"type": "file", "remotes": remotes()}))],
            Load::Tags => vec![(
                "container_content",
                json!({"container_contents": all(&|number, name| json!({
                    "repository": name, "src_repo": copies::source(number), "tags": TAGS,
                }))}),
            )],
            // The caller adds the path of the file.
            Load::Upload => {
                vec![("file_content", json!({"type": "file", "repository": self.name(tag, 0), "state": "present"}))]
            }
        }
    }

    /// Returns the floor's writes for an item; `made` has the hrefs of what exists before the pass.
    pub fn chain(self, pass: Pass, tag: &str, number: usize, made: Option<&Made>, upstream: &Upstream) -> Vec<Write> {
        let made = |what: &str| made.and_then(|made| made.get(what)).cloned().unwrap_or_default();
        match pass {
            Pass::First if self == Load::Tags => {
                let body = json!({"source_repository_version": made("source"), "names": TAGS});
                vec![write(format!("{}copy_tags/", made("repositories")), "copies", body)]
            }
            Pass::First => self.first(&self.name(tag, number), number, upstream),
            Pass::Again | Pass::WithoutResync => {
                let mut writes = Vec::new();
                if let Load::Images { credentials: true } = self {
                    // Only the server can compare secrets.
                    let body = json!({"username": upstream.username, "password": upstream.password});
                    writes.push(Write { patch: true, ..write(made("remotes"), "remotes", body) });
                }
                if pass == Pass::Again {
                    let body = json!({"remote": made("remotes")});
                    writes.push(write(format!("{}sync/", made("repositories")), "sync", body));
                }
                writes
            }
        }
    }

    fn first(self, name: &str, number: usize, upstream: &Upstream) -> Vec<Write> {
        let post = |path: &str, kind: &str, body: Value| write(format!("{path}/{kind}"), path, body);
        let repository = |kind| post("repositories", kind, json!({"name": name}));
        let remote = |kind| {
            post("remotes", kind, merged(json!({"name": format!("{name}-remote")}), self.remote(number, upstream)))
        };
        let distribution = |kind, source: Value| {
            post("distributions", kind, merged(json!({"name": name, "base_path": base_path(name)}), source))
        };
        let sync = |body: Value| write("<repositories>sync/".to_owned(), "sync", body);
        match self {
            Load::Rpm => vec![
                repository(RPM),
                remote(RPM),
                Write { wait: true, ..sync(json!({"remote": "<remotes>", "sync_policy": "additive"})) },
                Write { wait: true, ..post("publications", RPM, json!({"repository": "<repositories>"})) },
                distribution(RPM, json!({"publication": "<publications>"})),
            ],
            Load::Images { .. } => vec![
                repository(CONTAINER),
                remote(CONTAINER),
                sync(json!({"remote": "<remotes>"})),
                distribution(CONTAINER, json!({"repository": "<repositories>"})),
            ],
            Load::Files => vec![repository(FILE)],
            Load::Remotes => vec![remote(FILE)],
            Load::Tags | Load::Upload => Vec::new(),
        }
    }
}

fn write(path: String, name: &str, body: Value) -> Write {
    Write { patch: false, path, body, name: name.to_owned(), wait: false }
}

/// Returns the base path for a name.
fn base_path(name: &str) -> String {
    name.replace(' ', "-")
}

/// Renames the fields of a container remote to the options of `container_sync`.
fn as_options(mut remote: Value) -> Value {
    for (field, option) in
        [("includes", "include_tags"), ("username", "remote_username"), ("password", "remote_password")]
    {
        if let Some(value) = remote.as_object_mut().and_then(|remote| remote.remove(field)) {
            remote[option] = value;
        }
    }
    remote
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
