//! Generates what the declarations do not say: which options belong together, and items about files, tags or tasks.

use pulp::item::State;
use pulp::module::Module;
use pulp::schema::Type;
use serde_json::{Value, json};

use super::Source;
use crate::server::Object;

impl Source<'_> {
    /// Generates the whole item if its declaration says too little about valid values.
    pub(super) fn special(&mut self, module: &Module, kind: &Type, state: State, item: &mut Object) -> Option<Object> {
        match module.name {
            "file_content" => self.files(kind, state, item),
            "container_content" => self.tags(state, item),
            "task" => self.tasks(item),
            "api_call" => self.call(item),
            "info" => self.question(item),
            "maintenance" => self.upkeep(kind, item),
            _ => return None,
        }
        Some(std::mem::take(item))
    }

    fn files(&mut self, kind: &Type, state: State, item: &mut Object) {
        let repository = self.pick(&self.names(kind.path)).unwrap_or_default();
        item.insert("repository".to_owned(), repository.into());
        let number = self.chance.u32(0..4);
        let path = crate::files::path(kind.name, number);
        let of_server = crate::server::content::checksum_of(&crate::files::content(kind.name, number));
        match (state, kind.name) {
            (State::Read, _) => {}
            (State::Absent, "file") if self.often(50) => {
                item.insert("relative_path".to_owned(), format!("{number}.img").into());
            }
            (State::Absent, _) => drop(item.insert("sha256".to_owned(), of_server.into())),
            _ => {
                item.insert("file".to_owned(), path.into());
                item.insert("chunk_size".to_owned(), (1 << 16).into());
                if kind.name == "file" && self.often(40) {
                    item.insert("relative_path".to_owned(), "folder/".into());
                }
                if kind.name == "deb" && self.often(40) {
                    item.insert("component".to_owned(), "main".into());
                }
            }
        }
    }

    fn tags(&mut self, state: State, item: &mut Object) {
        let names = self.names("repositories/container/container/");
        let (repository, source) = (self.pick(&names), self.pick(&names));
        item.insert("repository".to_owned(), repository.clone().into());
        let tags: Value = (0..self.chance.usize(1..4)).map(|_| format!("tag{}", self.chance.u32(0..5))).collect();
        if state != State::Read || self.often(50) {
            item.insert("tags".to_owned(), tags);
            item.insert("allow_missing".to_owned(), self.often(60).into());
        }
        if state == State::Present {
            item.insert(
                "src_repo".to_owned(),
                source.filter(|source| Some(source) != repository.as_ref()).unwrap_or("container-0".to_owned()).into(),
            );
        }
    }

    fn tasks(&mut self, item: &mut Object) {
        let hrefs: Vec<String> = self.server.tasks.keys().cloned().collect();
        if let Some(href) = self.pick(&hrefs) {
            item.insert("pulp_href".to_owned(), href.into());
        }
        item.entry("state").or_insert_with(|| "read".into());
    }

    fn call(&mut self, item: &mut Object) {
        let list = self.pick(&["repositories/file/file/", "remotes/", "users/", "status/"]).unwrap_or("users/");
        item.insert("path".to_owned(), list.into());
        if list == "repositories/file/file/" && self.often(50) {
            item.insert("method".to_owned(), "POST".into());
            item.insert("body".to_owned(), json!({"name": format!("called-{}", self.chance.u32(0..4))}));
        } else if list != "status/" {
            item.insert("all_pages".to_owned(), self.often(50).into());
        }
    }

    fn question(&mut self, item: &mut Object) {
        let all = [
            "status",
            "repositories",
            "repository_versions",
            "remotes",
            "publications",
            "distributions",
            "content_guards",
            "content",
            "users",
            "groups",
            "roles",
            "access_policies",
            "tasks",
            "signing_services",
            "upstream_pulps",
            "uploads",
        ];
        item.insert("what".to_owned(), self.pick(&all).unwrap_or("status").into());
    }

    fn upkeep(&mut self, kind: &Type, item: &mut Object) {
        let list = if kind.name == "prune" { "repositories/rpm/rpm/" } else { "repositories/" };
        match kind.name {
            "reclaim_space" | "prune" => {
                drop(item.insert("repositories".to_owned(), json!([self.pick(&self.names(list))])))
            }
            "remove_versions" | "remove_publications" => {
                let all = if self.often(30) { json!(["*"]) } else { json!([self.pick(&self.names(list))]) };
                item.insert("repositories".to_owned(), all);
                item.insert("keep".to_owned(), self.chance.u32(0..3).into());
            }
            "repair" if self.often(70) => {
                drop(item.insert("repository".to_owned(), self.pick(&self.names(list)).into()))
            }
            _ => {}
        }
    }

    /// Removes options that are only valid together with others, or not with each other.
    pub(super) fn tidy(&mut self, module: &Module, kind: &Type, item: &mut Object) {
        let proxy = ["proxy_url", "proxy_username", "proxy_password"];
        if proxy.iter().any(|option| !item.get(*option).is_some_and(Value::is_string)) {
            proxy.iter().for_each(|option| drop(item.shift_remove(*option)));
        }
        match module.name {
            "distribution" => {
                let sources = ["repository", "publication", "distribution"];
                let given: Vec<&str> = sources.into_iter().filter(|option| item.contains_key(*option)).collect();
                given.iter().skip(1).for_each(|option| drop(item.shift_remove(*option)));
                if !item.contains_key("repository") {
                    item.shift_remove("version");
                }
                if kind.name == "container_pull_through" {
                    given.iter().for_each(|option| drop(item.shift_remove(*option)));
                    item.shift_remove("version");
                }
            }
            "sync" if item.get("sync_policy").is_some_and(|policy| policy == "mirror_complete") => {
                item.shift_remove("skip_types");
            }
            "content_guard" => {
                let name = item.get("name").cloned();
                if let Some(Value::Array(guards)) = item.get_mut("guards") {
                    guards.retain(|guard| Some(guard) != name.as_ref());
                }
            }
            // The module's own user must still be able to log in.
            "user" if item.get("username").is_some_and(|name| name == "admin") => {
                item.shift_remove("password");
                item.shift_remove("is_active");
            }
            "publication" if item.get("checkpoint") == Some(&json!(true)) => drop(item.shift_remove("version")),
            _ => {}
        }
    }
}
