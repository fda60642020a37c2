//! Creates servers with objects for the runs to work on, by sending requests to them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use pulp::request::Method;
use serde_json::{Value, json};

use crate::server::http::Response;
use crate::server::{ROOT, Server};

/// The number of different worlds for each edition.
const WORLDS: u64 = 24;

/// A text that passes for a PEM certificate.
pub const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

/// The plugins with repositories, each with the name of its type in Pulp's URLs.
pub const PLUGINS: &[(&str, &str)] = &[
    ("rpm", "rpm"),
    ("deb", "apt"),
    ("container", "container"),
    ("file", "file"),
    ("python", "python"),
    ("ansible", "ansible"),
];

thread_local! {
    static MADE: RefCell<BTreeMap<(usize, u64), Server>> = const { RefCell::new(BTreeMap::new()) };
}

/// Returns a server of the edition with the given index, with the objects that the seed selects.
pub fn of(edition: usize, seed: u64) -> Server {
    let which = (edition, seed % WORLDS);
    MADE.with_borrow_mut(|made| made.entry(which).or_insert_with(|| make(edition, which.1)).clone())
}

struct Maker {
    server: Server,
    chance: fastrand::Rng,
}

fn make(edition: usize, seed: u64) -> Server {
    let mut maker = Maker { server: Server::new(edition, seed), chance: fastrand::Rng::with_seed(seed) };
    maker.access();
    for (plugin, kind) in PLUGINS {
        maker.plugin(plugin, kind);
    }
    maker.rest();
    maker.server.settle();
    maker.server.tasks.retain(|_, task| task.serial % 3 == 0);
    maker.server.advance(maker.server.now + 90_000_000);
    maker.server
}

impl Maker {
    fn call(&mut self, method: Method, path: &str, body: Value) -> Response {
        let body = (!body.is_null()).then_some(body);
        let answer = self.server.admin(method, path, body.clone());
        assert!(answer.status < 400, "{} {path} {body:?}: {}", method.name(), String::from_utf8_lossy(&answer.body));
        self.server.settle();
        answer
    }

    /// Creates an object; returns its href.
    fn make(&mut self, list: &str, body: Value) -> String {
        let answer = self.call(Method::Post, list, body);
        let shown = answer.value();
        let made = |task: &str| self.server.tasks[task].made.first().cloned().unwrap_or_default();
        match shown["task"].as_str() {
            Some(task) => made(task),
            None => shown["pulp_href"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn has(&self, list: &str) -> bool {
        self.server.edition.templates.contains_key(list)
    }

    fn access(&mut self) {
        for name in ["ann", "bob", "eve"] {
            self.make(
                "users/",
                json!({"username": name, "password": format!("{name}-password-1"), "is_active": name != "eve"}),
            );
        }
        for name in ["staff", "guests"] {
            let group = self.make("groups/", json!({"name": name}));
            for user in ["ann", "bob"].into_iter().filter(|_| self.chance.bool()).collect::<Vec<_>>() {
                self.call(Method::Post, &format!("{group}users/"), json!({"username": user}));
            }
        }
        self.make("roles/", json!({"name": "reader", "permissions": ["file.view_filerepository"]}));
        for (name, list, more) in [
            ("gate", "contentguards/core/rbac/", json!({})),
            (
                "header",
                "contentguards/core/header/",
                json!({"header_name": "x-key", "header_value": "old-header-secret"}),
            ),
            ("cert", "contentguards/certguard/x509/", json!({"ca_certificate": PEM})),
            ("idle", "contentguards/core/rbac/", json!({})),
        ] {
            if !self.has(list) {
                continue;
            }
            let mut body = more;
            body["name"] = name.into();
            let guard = self.make(list, body);
            if name == "gate" {
                let role = json!({"role": "core.rbaccontentguard_downloader", "groups": ["staff"]});
                self.call(Method::Post, &format!("{guard}add_role/"), role);
            }
        }
        let members: Vec<String> = ["gate", "header"]
            .iter()
            .filter_map(|name| self.server.named("contentguards/", name))
            .map(|(href, _)| href.clone())
            .collect();
        self.make("contentguards/core/composite/", json!({"name": "all", "guards": members}));
    }

    fn plugin(&mut self, plugin: &str, kind: &str) {
        if !self.has(&format!("repositories/{plugin}/{kind}/")) {
            return;
        }
        let list = match plugin {
            "ansible" => "remotes/ansible/collection/".to_owned(),
            _ => format!("remotes/{plugin}/{kind}/"),
        };
        let mut remotes = Vec::new();
        for (number, policy) in ["immediate", "on_demand", "immediate"].into_iter().enumerate() {
            let mut body = json!({"name": format!("{plugin}-remote-{number}"), "url": format!("https://up{}.example.com/{plugin}/", number % 2)});
            if plugin != "ansible" {
                body["policy"] = policy.into();
            }
            match plugin {
                "container" => body["upstream_name"] = format!("image{number}").into(),
                "deb" => body["distributions"] = "stable".into(),
                _ => {}
            }
            if number == 1 {
                body["username"] = "old-user-name".into();
                body["password"] = "old-remote-password".into();
            }
            remotes.push(self.make(&list, body));
        }
        let repositories = format!("repositories/{plugin}/{kind}/");
        for number in 0..4 {
            let mut body = json!({"name": format!("{plugin}-{number}")});
            if number < 2 {
                body["remote"] = remotes[number].clone().into();
            }
            if number == 3 {
                body["retain_repo_versions"] = 2.into();
                body["description"] = "what there was".into();
            }
            let repository = self.make(&repositories, body);
            for sync in 0..[1, 2, 0, 1][number] {
                self.server.season = sync;
                self.call(Method::Post, &format!("{repository}sync/"), json!({"remote": remotes[number % 2]}));
            }
            self.server.season = 0;
            self.serve(plugin, number, &repository);
        }
    }

    /// Creates a publication of a repository, and a distribution that serves the repository, the publication or nothing.
    fn serve(&mut self, plugin: &str, number: usize, repository: &str) {
        let kind = match plugin {
            "deb" => "apt",
            "python" => "pypi",
            other => other,
        };
        let mut body =
            json!({"name": format!("{plugin}-dist-{number}"), "base_path": format!("{plugin}/path{number}")});
        let latest = format!("{repository}versions/{}/", self.server.latest(repository));
        if matches!(plugin, "rpm" | "deb" | "file") && number != 2 {
            let publication =
                self.make(&format!("publications/{plugin}/{kind}/"), json!({"repository_version": latest}));
            match self.chance.usize(0..3) {
                0 => body["repository"] = repository.into(),
                1 => body["publication"] = publication.into(),
                _ => {}
            }
        } else {
            match self.chance.usize(0..3) {
                0 => body["repository"] = repository.into(),
                1 => body["repository_version"] = latest.into(),
                _ => {}
            }
        }
        if plugin != "container" && self.chance.bool() {
            let names = ["gate", "header", "cert", "all"];
            let guard =
                self.server.named("contentguards/", names[self.chance.usize(0..4)]).map(|(href, _)| href.clone());
            body["content_guard"] = guard.into();
        }
        let list = format!("distributions/{plugin}/{kind}/");
        if !self.server.edition.bodies[&list].contains_key("repository_version")
            && body["repository_version"].is_string()
        {
            body = json!({"name": body["name"], "base_path": body["base_path"], "repository": repository});
        }
        self.make(&list, body);
    }

    fn rest(&mut self) {
        for plugin in ["rpm", "file"] {
            let remote = self.server.named("remotes/", &format!("{plugin}-remote-1")).map(|(href, _)| href.clone());
            if self.has(&format!("acs/{plugin}/{plugin}/")) {
                self.make(
                    &format!("acs/{plugin}/{plugin}/"),
                    json!({"name": format!("{plugin}-acs"), "remote": remote}),
                );
            }
        }
        if self.has("pulp_container/namespaces/") {
            self.make("pulp_container/namespaces/", json!({"name": "space"}));
        }
        let upstream = json!({"name": "upstream", "base_url": "https://ark.example.com", "api_root": "/pulp/", "username": "old-ark-user", "password": "old-ark-password"});
        self.make("upstream-pulps/", upstream);
        let service = json!({"name": "signer"}).as_object().cloned().unwrap_or_default();
        self.server.insert("signing-services/", service, Default::default());
        // Pulp keeps roles on a group after the group is deleted.
        for (list, name) in [("users/", "ann"), ("groups/", "staff")] {
            if let Some(holder) = self.server.named(list, name).map(|(href, _)| href.clone()) {
                self.server.hold(&holder, "file.filerepository_viewer", Some(&format!("{ROOT}groups/9999/")));
            }
        }
    }
}
