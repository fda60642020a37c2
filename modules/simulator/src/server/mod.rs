//! A simulated Pulp server: a state machine without clock, network or threads. Its caller advances the time, and all of
//! its random numbers come from its seed, so that each run can be repeated exactly.

pub mod access;
pub mod actions;
pub mod content;
pub mod create;
pub mod edition;
pub mod http;
pub mod lists;
pub mod login;
pub mod remove;
pub mod scope;
pub mod serving;
pub mod show;
pub mod tasks;
pub mod update;
pub mod uploads;
pub mod validate;
pub mod versions;
pub mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pulp::request::Method;
use serde_json::{Map, Value, json};

use edition::{Edition, editions};
use http::{Request, Response};
use login::{ADMIN_NAME, Session};
use tasks::{Fate, Task};
use versions::Version;

/// The path of the API.
pub const ROOT: &str = "/pulp/api/v3/";

/// A JSON object.
pub type Object = Map<String, Value>;

/// The response to a request; `Err` if the server rejects it.
pub type Answer = Result<Response, Response>;

/// An object on the server; tasks and repository versions are stored separately.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The path of its list, relative to the API's root.
    pub list: String,
    pub fields: Object,
    /// Fields that are stored but never shown, e.g. passwords.
    pub hidden: Object,
    /// A number that is higher for newer objects.
    pub serial: u64,
    /// Milliseconds since the server's first moment.
    pub created: u64,
    pub updated: u64,
}

impl Entity {
    /// Returns the value of a text field.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    /// Returns the object's name, or the field that other types have instead of it.
    pub fn name(&self) -> &str {
        ["name", "username", "viewset_name"].iter().find_map(|key| self.text(key)).unwrap_or_default()
    }
}

/// A role that a user or a group holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    pub serial: u64,
    /// The href of a user or a group.
    pub holder: String,
    pub role: String,
    pub object: Option<String>,
    pub domain: Option<String>,
}

/// The simulated server.
#[derive(Clone)]
pub struct Server {
    pub edition: &'static Edition,
    /// Milliseconds since the server's first moment, [`show::FIRST_DAY`].
    pub now: u64,
    pub chance: fastrand::Rng,
    serial: u64,
    /// The objects by href. Copies of a server share an object until one of them changes it.
    pub objects: BTreeMap<String, Rc<Entity>>,
    /// The versions of each repository, by href and number.
    pub versions: BTreeMap<String, BTreeMap<u64, Version>>,
    pub tasks: BTreeMap<String, Task>,
    pub groups: BTreeSet<String>,
    pub sessions: BTreeMap<String, Session>,
    /// The hrefs of objects that only the administrator sees.
    pub hidden: BTreeSet<String>,
    pub holds: Vec<Hold>,
    /// The hrefs of the users in each group.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// The parts of each upload, by offset.
    pub chunks: BTreeMap<String, BTreeMap<u64, Vec<u8>>>,
    /// How many workers are online.
    pub workers: usize,
    /// The maximum number of objects in a page of a list.
    pub page: usize,
    /// The fates of the next tasks.
    pub fates: Vec<Fate>,
    /// A number on which the upstreams' content depends.
    pub season: u64,
    /// The host in the URLs that the server returns.
    pub host: String,
}

/// Returns a UUID that contains the given number.
pub fn uuid(number: u64) -> String {
    format!("01a00000-0000-7000-8000-{number:012x}")
}

impl Server {
    /// Returns a new server with an administrator, built-in roles and access policies.
    pub fn new(which: usize, seed: u64) -> Server {
        let mut server = Server {
            edition: &editions()[which],
            now: 0,
            chance: fastrand::Rng::with_seed(seed ^ 0x5EED),
            serial: 0,
            objects: BTreeMap::new(),
            versions: BTreeMap::new(),
            tasks: BTreeMap::new(),
            groups: BTreeSet::new(),
            sessions: BTreeMap::new(),
            hidden: BTreeSet::new(),
            holds: Vec::new(),
            members: BTreeMap::new(),
            chunks: BTreeMap::new(),
            workers: 2,
            page: usize::MAX,
            fates: Vec::new(),
            season: 0,
            host: "pulp.example.com".to_owned(),
        };
        let admin = json!({"username": ADMIN_NAME, "is_staff": true});
        server.insert("users/", admin.as_object().cloned().unwrap_or_default(), login::password(login::ADMIN_PASSWORD));
        access::found(&mut server);
        server
    }

    /// Returns the next serial number.
    pub fn number(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Returns a time as the server writes it; the serial number makes it unique.
    pub fn moment(&self, millis: u64, serial: u64) -> String {
        show::moment(millis, serial)
    }

    /// Adds an object to its list, with defaults for missing fields; returns its href.
    pub fn insert(&mut self, list: &str, fields: Object, hidden: Object) -> String {
        let serial = self.number();
        let id = match list {
            "users/" | "groups/" => serial.to_string(),
            _ => uuid(serial),
        };
        let href = format!("{ROOT}{list}{id}/");
        let mut all = self.edition.templates.get(list).map(|template| template.shows.clone()).unwrap_or_default();
        all.extend(fields);
        let (created, updated) = (self.now, self.now);
        let entity = Entity { list: list.to_owned(), fields: all, hidden, serial, created, updated };
        self.objects.insert(href.clone(), Rc::new(entity));
        href
    }

    /// Whether both servers have the same facts. Objects are compared by pointer: two copies share those that neither
    /// has changed.
    pub fn holds_the_same(&self, other: &Server) -> bool {
        self.objects.len() == other.objects.len()
            && self
                .objects
                .iter()
                .zip(&other.objects)
                .all(|(one, other)| one.0 == other.0 && Rc::ptr_eq(one.1, other.1))
            && self.versions == other.versions
            && self.members == other.members
            && self.holds == other.holds
    }

    /// Returns an object for changing it.
    pub fn entity_mut(&mut self, href: &str) -> Option<&mut Entity> {
        self.objects.get_mut(href).map(Rc::make_mut)
    }

    /// Returns the objects of a list.
    pub fn of_list<'a>(&'a self, list: &'a str) -> impl Iterator<Item = (&'a String, &'a Rc<Entity>)> {
        self.objects.iter().filter(move |(_, entity)| entity.list == list)
    }

    /// Returns the object with this name whose list starts with the given path.
    pub fn named(&self, list: &str, name: &str) -> Option<(&String, &Rc<Entity>)> {
        self.objects.iter().find(|(_, entity)| entity.list.starts_with(list) && entity.name() == name)
    }

    /// Returns the href for an href or a PRN, if the object exists.
    pub fn resolve(&self, reference: &str) -> Option<String> {
        if let Some(prn) = reference.strip_prefix("prn:") {
            let id = prn.rsplit(':').next()?;
            let end = format!("/{id}/");
            return self.objects.keys().chain(self.tasks.keys()).find(|href| href.ends_with(&end)).cloned();
        }
        let known = self.objects.contains_key(reference) || self.version(reference).is_some();
        known.then(|| reference.to_owned())
    }

    /// Processes a request at the server's current time.
    pub fn handle(&mut self, request: &Request) -> Response {
        let answer = self.answer(request).unwrap_or_else(|refusal| refusal);
        match request.method {
            Method::Head => Response { body: Vec::new(), ..answer },
            _ => answer,
        }
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let Some(path) = request.path.strip_prefix(ROOT) else {
            return Err(Response::html(404, "Not Found"));
        };
        if path == "status/" {
            return Ok(Response::json(200, self.status()));
        }
        let user = self.identify(request)?;
        if path == "login/" {
            return self.login(request, &user);
        }
        let sees_all = self.objects[&user].name() == ADMIN_NAME;
        if let Some(refusal) = self.out_of_scope(path).filter(|_| !sees_all) {
            return Err(refusal);
        }
        let (list, generic) = (self.edition.templates.contains_key(path), lists::is_generic(path));
        match request.method {
            Method::Get | Method::Head if list || generic || lists::is_list(self, path) => {
                self.list(path, request, sees_all)
            }
            Method::Post if list => self.create(path, request, &user),
            _ => self.single(path, request, &user),
        }
    }

    /// Processes a request about one object, or an action.
    fn single(&mut self, path: &str, request: &Request, user: &str) -> Answer {
        let href = request.path.as_str();
        match request.method {
            Method::Get | Method::Head => self.read(href, request),
            Method::Patch | Method::Put if self.tasks.contains_key(href) => self.cancel(href, request),
            Method::Put if self.chunks.contains_key(href) => self.take_part(href, request),
            Method::Patch if path.starts_with("publications/") => {
                Err(Response::says(405, "Method \"PATCH\" not allowed."))
            }
            Method::Patch | Method::Put if self.objects.contains_key(href) => self.update(href, request),
            Method::Delete => self.remove(href, request),
            Method::Post => self.act(path, request, user),
            _ => Err(self.not_found(href)),
        }
    }

    /// Returns the response for a missing object.
    pub fn not_found(&self, href: &str) -> Response {
        let path = href.strip_prefix(ROOT).unwrap_or(href);
        let list = path.trim_end_matches('/').rsplit_once('/').map(|(list, _)| format!("{list}/")).unwrap_or_default();
        match lists::is_list(self, &list) || list.ends_with("versions/") {
            true => Response::json(404, json!({"detail": "No object matches the given query."})),
            false => Response::html(404, "Not Found"),
        }
    }

    fn status(&self) -> Value {
        let online: Vec<Value> =
            (0..self.workers).map(|number| json!({"name": format!("{number}@sim"), "current_task": null})).collect();
        json!({
            "versions": self.edition.versions(), "online_workers": online, "online_api_apps": [], "online_content_apps": [],
            "database_connection": {"connected": true}, "redis_connection": {"connected": false},
            "storage": {"total": 1u64 << 40, "used": 1u64 << 30, "free": 1u64 << 39},
            "content_settings": {"content_origin": "http://pulp.example.com", "content_path_prefix": "/pulp/content/"},
            "domain_enabled": false,
        })
    }
}
