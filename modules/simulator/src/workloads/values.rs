//! Generates values for options: from the declaration, or by the option's name if the value must refer to an object.

use std::rc::Rc;

use pulp::module::Module;
use pulp::schema::{Field, Shape, Type};
use serde_json::{Value, json};

use super::Source;
use crate::server::Object;
use crate::world::PEM;

const WORDS: &[&str] = &["alpha", "beta gamma", "  trimmed  ", "Ünïcode", "with, comma"];

impl Source<'_> {
    /// Generates a secret and notes it, so that the oracles can look for it.
    pub fn secret(&mut self) -> String {
        let secret = format!("s3cret-{:08x}", self.chance.u32(..));
        self.secrets.push(secret.clone());
        secret
    }

    /// Generates a value for an option; `None` if no value would be valid.
    pub fn value(&mut self, module: &Module, kind: &Type, field: &Field, item: &Object) -> Option<Value> {
        let plugin = kind.path.split('/').nth(1).unwrap_or_default().to_owned();
        if field.clear.is_some() && self.often(10) {
            return Some(Value::Null);
        }
        if let Some(value) = self.by_name(module, kind, &plugin, field, item) {
            return value;
        }
        if let Some(list) = &field.refers_to {
            let list = if list == "remotes/" { format!("remotes/{plugin}/") } else { list.clone() };
            let names: Vec<String> = self.names(&list).into_iter().filter(|name| !name.is_empty()).collect();
            let one = |source: &mut Self| source.pick(&names).map(Value::from);
            return match &field.shape {
                Shape::List(_) => Some((0..self.chance.usize(0..3)).filter_map(|_| one(self)).collect()),
                Shape::Dict => Some(json!({"stable": one(self)?})),
                _ => one(self),
            };
        }
        self.shaped(field, &field.shape)
    }

    /// Generates the value of an option that is recognized by its name. The outer `None` means that it is not; the
    /// inner one that no value would be valid.
    fn by_name(
        &mut self,
        module: &Module,
        kind: &Type,
        plugin: &str,
        field: &Field,
        item: &Object,
    ) -> Option<Option<Value>> {
        let repositories = self.names(&format!("repositories/{plugin}/"));
        let named = |names: Vec<String>, source: &mut Self| source.pick(&names).map(Value::from);
        Some(match (module.name, field.option.as_str()) {
            ("acs", "remote") => Some(format!("{plugin}-remote-1").into()),
            ("distribution", "remote") if kind.name == "container_pull_through" => {
                named(self.names("remotes/container/pull-through/"), self)
            }
            ("distribution", "publication") => {
                let list = format!("publications/{plugin}/");
                let of_type = |(href, one): (&String, &Rc<crate::server::Entity>)| {
                    one.list.starts_with(&list).then(|| href.clone())
                };
                let hrefs: Vec<String> = self.server.objects.iter().filter_map(of_type).collect();
                named(hrefs, self)
            }
            ("distribution", "distribution") => {
                named(self.names(kind.path), self).filter(|name| Some(name) != item.get("name"))
            }
            (_, "repository" | "src_repo") => named(repositories, self),
            ("distribution" | "publication", "version") => Some(self.chance.u64(0..3).into()),
            (_, "url") => Some(format!("https://up{}.example.com/{plugin}/", self.chance.u32(0..4)).into()),
            (_, "base_url") => Some(format!("https://ark{}.example.com", self.chance.u32(0..3)).into()),
            (_, "api_root") => Some("/pulp/".into()),
            (_, "proxy_url") => Some("http://proxy.example.com:3128".into()),
            (_, "base_path") => {
                let name = item.get("name").and_then(Value::as_str).unwrap_or("x").to_lowercase();
                Some(format!("{plugin}/{name}-{}", self.chance.u32(0..2)).into())
            }
            (_, "retain_repo_versions" | "retain_checkpoints") => Some(self.chance.u32(1..4).into()),
            (_, "tags") => {
                Some((0..self.chance.usize(1..4)).map(|_| format!("tag{}", self.chance.u32(0..5))).collect())
            }
            (_, "groups") => Some(self.some(&["staff", "guests"])),
            (_, "users") => Some(self.some(&["ann", "bob", "eve"])),
            ("content_guard", "roles") => {
                let role = self.pick(&["core.rbaccontentguard_downloader", "core.rbaccontentguard_viewer"])?;
                Some(json!([{"role": role, "groups": self.some(&["staff", "guests"])}]))
            }
            (_, "roles") => {
                let role = self.pick(&["reader", "file.filerepository_viewer"])?;
                let mut held = json!({"role": role});
                if self.often(50) {
                    held["repository"] = named(self.names("repositories/file/"), self).unwrap_or_default();
                }
                Some(json!([held]))
            }
            (_, "permissions") => {
                Some(self.some(&["file.view_filerepository", "file.change_filerepository", "core.view_task"]))
            }
            (_, "statements") => Some(
                json!([{"action": ["list"], "principal": "authenticated", "effect": self.pick(&["allow", "deny"])}]),
            ),
            (_, "creation_hooks") => {
                Some(json!([{"function": "add_roles_for_object_creator", "parameters": {"roles": "reader"}}]))
            }
            (_, "queryset_scoping") => Some(json!({"function": "scope_queryset"})),
            (_, "storage_settings") => Some(json!({"location": format!("/var/{}", self.chance.u32(0..3))})),
            (_, "storage_class") => Some("pulpcore.app.models.storage.FileSystem".into()),
            (_, "header_name") => Some("X-Key".into()),
            (_, "distributions") => Some(self.pick(&["stable", "stable testing"])?.into()),
            (_, "wait") => Some(true.into()),
            (_, "retry_delay") => Some(self.chance.u32(0..3).into()),
            (_, "retries") => Some(self.chance.u32(0..3).into()),
            (_, "include_tags" | "exclude_tags") => Some(self.some(&["tag0", "tag1", "tag2"])),
            (_, "uln_server_base_url" | "auth_url" | "sigstore") => Some("https://other.example.com/".into()),
            (_, "email") => Some("who@example.com".into()),
            (_, "last_synced_metadata_time") => None,
            (_, "force") => Some(self.often(20).into()),
            _ => return None,
        })
    }

    /// Picks any number of the words, each at most once.
    pub fn some(&mut self, words: &[&str]) -> Value {
        words.iter().filter(|_| self.chance.bool()).map(|word| Value::from(*word)).collect()
    }

    /// Generates a value of the given shape.
    fn shaped(&mut self, field: &Field, shape: &Shape) -> Option<Value> {
        Some(match shape {
            Shape::Text { choices } if !choices.is_empty() => self.pick(choices)?.into(),
            Shape::Text { .. } if field.pem && field.secret => {
                format!("-----BEGIN KEY-----\n{}\n-----END KEY-----", self.secret()).into()
            }
            Shape::Text { .. } if field.pem => PEM.into(),
            Shape::Text { .. } if field.secret => self.secret().into(),
            Shape::Text { .. } => self.pick(WORDS)?.into(),
            Shape::Int => self.chance.u32(1..6).into(),
            Shape::Number => json!(f64::from(self.chance.u32(1..60))),
            Shape::Bool => self.chance.bool().into(),
            Shape::List(inner) if field.secret => {
                let _ = inner;
                json!([{"X-Token": self.secret()}])
            }
            Shape::List(inner) => {
                let mut values: Vec<Value> = Vec::new();
                for _ in 0..self.chance.usize(1..3) {
                    let value = self.shaped(field, inner)?;
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                values.into()
            }
            Shape::Dict if field.labels => json!({"env": self.pick(&["dev", "prod"])?, "team": "x"}),
            Shape::Dict => json!({"gpgcheck": self.chance.u32(0..2)}),
            Shape::Object(fields) => {
                let pairs = fields.iter().map(|inner| Some((inner.option.clone(), self.shaped(inner, &inner.shape)?)));
                Value::Object(pairs.collect::<Option<Object>>()?)
            }
            Shape::Any => return None,
        })
    }
}
