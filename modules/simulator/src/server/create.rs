//! Creates objects: POST requests to a list.

use pulp::version::Version;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::tasks::Call;
use super::validate::{Valid, family};
use super::work::Effect;
use super::{Answer, Object, Server};

impl Server {
    pub(super) fn create(&mut self, list: &str, request: &Request, user: &str) -> Answer {
        if list.starts_with("content/") {
            return self.make_content(list, request);
        }
        let Some(_) =
            self.edition.bodies.get(list).filter(|_| !matches!(list, "access_policies/" | "signing-services/"))
        else {
            return Err(Response::says(405, "Method \"POST\" not allowed."));
        };
        if list == "artifacts/" {
            return self.make_artifact(request);
        }
        let body = request.object()?;
        let valid = self.validate(list, body.clone(), None);
        if list == "pulp_container/namespaces/"
            && body.get("name").and_then(Value::as_str).is_some_and(|name| self.named(list, name).is_some())
        {
            if !self.edition.is_new() {
                return Err(Response::says(400, "The fields name must make a unique set."));
            }
            // pulp_container 2.30.0 fails here instead of rejecting the name.
            return Err(Response::html(500, "Server Error (500)"));
        }
        let valid = valid?;
        match family(list) {
            "distributions" => self.later(request, valid, list, user),
            "publications" => self.publish(request, valid, list),
            _ => {
                let href = self.made(list, valid, user);
                Ok(Response::json(201, self.shown(&href).unwrap_or_default()))
            }
        }
    }

    /// Adds an object to its list, with its default values, first version and roles; returns its href.
    pub(super) fn made(&mut self, list: &str, valid: Valid, user: &str) -> String {
        let Valid { mut fields, mut hidden } = valid;
        if list == "acs/file/file/" || list == "acs/rpm/rpm/" {
            let none = fields.get("paths").is_none_or(pulp::plan::is_blank);
            if none {
                fields.insert("paths".to_owned(), json!([""]));
            }
        }
        if list == "users/" {
            // Pulp gives a user without a password an unusable one.
            let password = hidden.entry("password").or_insert(Value::Null);
            if password.is_null() {
                *password = "!".into();
            }
        }
        if list == "access_policies/" {
            hidden.insert("original".to_owned(), Value::Object(fields.clone()));
        }
        let href = self.insert(list, fields, hidden);
        if family(list) == "repositories" {
            self.begin_versions(&href);
        }
        if matches!(family(list), "repositories" | "remotes" | "distributions") {
            let model = self.edition.templates[list].model.clone();
            self.hold(user, &format!("{model}_owner"), Some(&href));
        }
        if list == "contentguards/core/rbac/" {
            self.hold(user, "core.rbaccontentguard_owner", Some(&href));
            self.hold(user, "core.rbaccontentguard_downloader", Some(&href));
        }
        href
    }

    /// Starts the task that creates a distribution.
    fn later(&mut self, request: &Request, valid: Valid, list: &str, user: &str) -> Answer {
        // On older versions, all changes to distributions wait for each other.
        let parallel = self.edition.has(Version(3, 117, 0));
        let lock = "/api/v3/distributions/".to_owned();
        let effect =
            Effect::Create { list: list.to_owned(), fields: valid.fields, hidden: valid.hidden, user: user.to_owned() };
        let call = Call {
            name: "pulpcore.app.tasks.base.ageneral_create",
            exclusive: if parallel { Vec::new() } else { vec![lock] },
            ..Call::of(request, effect)
        };
        Ok(self.accepted(call))
    }

    fn publish(&mut self, request: &Request, valid: Valid, list: &str) -> Answer {
        let Valid { mut fields, hidden } = valid;
        let version = fields.get("repository_version").and_then(Value::as_str).map(str::to_owned);
        let repository = fields.get("repository").and_then(Value::as_str).map(str::to_owned);
        let latest = repository.as_ref().map(|repository| self.latest(repository));
        let Some(version) = version.or_else(|| Some(format!("{}versions/{}/", repository?, latest?))) else {
            return Err(Response::says(400, "no version"));
        };
        let (repository, _) =
            self.version(&version).ok_or_else(|| Response::field("repository_version", "not found"))?;
        let plugin = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
        if plugin(&self.objects[&repository].list) != plugin(list) {
            return Err(Response::field("repository_version", "Invalid hyperlink - Incorrect URL match."));
        }
        let of_repository = self.objects[&repository].fields.clone();
        let given: Vec<String> = fields.keys().cloned().collect();
        fields.retain(|key, value| !value.is_null() || key == "manifest");
        for key in ["checksum_type", "compression_type", "layout", "excluded_package_metadata_fields"] {
            let inherited = of_repository.get(key).filter(|value| !value.is_null());
            let shown = self.edition.templates[list].shows.contains_key(key);
            if let Some(value) = inherited.filter(|_| shown && !given.iter().any(|given| given == key)) {
                fields.insert(key.to_owned(), value.clone());
            }
        }
        // Pulp accepts this field, but does not store it (pulp_deb 3.11).
        fields.remove("publish_legacy_release_files");
        fields.insert("repository_version".to_owned(), version.into());
        fields.insert("repository".to_owned(), repository.clone().into());
        let effect = Effect::Publish { list: list.to_owned(), fields, hidden: Object::from_iter(hidden) };
        let call = Call { name: "pulpcore.app.tasks.publish", shared: vec![repository], ..Call::of(request, effect) };
        Ok(self.accepted(call))
    }

    /// Creates a distribution, as its task does; returns its href.
    pub(super) fn create_later(&mut self, list: &str, valid: Valid, user: &str) -> Result<String, String> {
        let taken = |key: &str| {
            let given = valid.fields.get(key);
            self.objects.values().any(|other| family(&other.list) == "distributions" && other.fields.get(key) == given)
        };
        if taken("name") || taken("base_path") {
            return Err("This field must be unique.".to_owned());
        }
        let mut valid = valid;
        let path = valid.fields.get("base_path").and_then(Value::as_str).unwrap_or_default().to_owned();
        if list.starts_with("distributions/container/") {
            let space = path.split('/').next().unwrap_or_default().to_owned();
            let known = self.named("pulp_container/namespaces/", &space).map(|(href, _)| href.clone());
            let space = known.unwrap_or_else(|| {
                let fields = json!({"name": space});
                self.insert(
                    "pulp_container/namespaces/",
                    fields.as_object().cloned().unwrap_or_default(),
                    Object::new(),
                )
            });
            valid.fields.insert("namespace".to_owned(), space.into());
            valid.fields.insert("content_guard".to_owned(), self.redirect_guard().into());
        }
        if list == "distributions/container/pull-through/" && self.edition.is_new() {
            let labels = valid.fields.entry("pulp_labels").or_insert_with(|| json!({}));
            labels["pulp_container.pull_through"] = path.into();
            let number = self.number();
            valid.fields.insert("base_path".to_owned(), super::uuid(number).into());
        } else if valid.fields.get("base_path").is_some() && self.edition.templates[list].shows.contains_key("base_url")
        {
            let url = format!("http://{}/pulp/content/{path}/", self.host);
            valid.fields.insert("base_url".to_owned(), url.into());
        }
        Ok(self.made(list, valid, user))
    }

    /// Finds or creates the content guard that pulp_container uses for all of its distributions.
    fn redirect_guard(&mut self) -> String {
        let list = "contentguards/core/content_redirect/";
        if let Some((href, _)) = self.named(list, "content redirect") {
            return href.clone();
        }
        let fields = json!({"name": "content redirect"}).as_object().cloned().unwrap_or_default();
        self.insert(list, fields, Object::new())
    }
}
