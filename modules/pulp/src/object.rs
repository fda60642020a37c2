//! Reads Pulp's objects. They stay JSON, so that a field that Pulp did not return is not taken for an empty one.
//!
//! Source of the fields: the responses in Pulp's API documentation, e.g.
//! <https://pulpproject.org/pulpcore/restapi/>. A text that is null or missing is `None`.

use serde_json::Value;

use crate::schema::Object;

/// Fields of any object, by name.
pub trait Fields {
    /// Returns a field, or `None` if the object does not have it.
    fn field(&self, name: &str) -> Option<&Value>;

    /// Returns a field that is text.
    fn text(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str()
    }

    /// Returns whether a field is true.
    fn is(&self, name: &str) -> bool {
        self.field(name) == Some(&Value::Bool(true))
    }

    /// Returns a field that is a number of things.
    fn count(&self, name: &str) -> Option<u64> {
        self.field(name)?.as_u64()
    }

    /// Returns the values of a field that is a list; none if it is missing.
    fn list(&self, name: &str) -> &[Value] {
        self.field(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Returns the texts of a field that is a list.
    fn texts<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.list(name).iter().filter_map(Value::as_str)
    }

    /// Returns the href of the object; empty if it was not requested.
    fn href(&self) -> &str {
        self.text("pulp_href").unwrap_or_default()
    }

    /// Returns the name of the object; empty if it has none.
    fn name(&self) -> &str {
        self.text("name").unwrap_or_default()
    }
}

impl Fields for Value {
    fn field(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Fields for Object {
    fn field(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// The href of a repository version, `…/repositories/rpm/rpm/UUID/versions/3/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionHref<'a>(pub &'a str);

impl<'a> VersionHref<'a> {
    /// Returns the href itself.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Returns the number of the version; 0 if this is not the href of a version.
    pub fn number(self) -> u64 {
        self.0.trim_end_matches('/').rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Returns the href of the repository that the version belongs to.
    pub fn repository(self) -> &'a str {
        self.0.split("versions/").next().unwrap_or_default()
    }
}

/// A repository.
#[derive(Debug, Clone, Copy)]
pub struct RepositoryView<'a>(pub &'a Value);

impl<'a> RepositoryView<'a> {
    /// Returns the href of its latest version.
    pub fn latest_version(self) -> Option<VersionHref<'a>> {
        self.0.text("latest_version_href").map(VersionHref)
    }

    /// Returns the href of its latest version as text; empty if it was not requested.
    pub fn latest_href(self) -> &'a str {
        self.latest_version().map(VersionHref::as_str).unwrap_or_default()
    }

    /// Returns the href of the remote that it is synced from by default.
    pub fn remote(self) -> Option<&'a str> {
        self.0.text("remote")
    }
}

/// A publication.
#[derive(Debug, Clone, Copy)]
pub struct PublicationView<'a>(pub &'a Value);

impl<'a> PublicationView<'a> {
    /// Returns the href of the version that it publishes.
    pub fn version(self) -> Option<VersionHref<'a>> {
        self.0.text("repository_version").map(VersionHref)
    }

    /// Returns when it was created, in ISO 8601.
    pub fn created(self) -> Option<&'a str> {
        self.0.text("pulp_created")
    }

    /// Returns whether it is a checkpoint.
    pub fn is_checkpoint(self) -> bool {
        self.0.is("checkpoint")
    }
}

/// A distribution. It serves a publication, a version, or the latest version of a repository.
#[derive(Debug, Clone, Copy)]
pub struct DistributionView<'a>(pub &'a Value);

impl<'a> DistributionView<'a> {
    /// Returns the href of the publication that it serves.
    pub fn publication(self) -> Option<&'a str> {
        self.0.text("publication")
    }

    /// Returns the href of the version that it serves.
    pub fn version(self) -> Option<VersionHref<'a>> {
        self.0.text("repository_version").map(VersionHref)
    }

    /// Returns the href of the repository that it follows.
    pub fn repository(self) -> Option<&'a str> {
        self.0.text("repository")
    }

    /// Returns whether it serves checkpoints.
    pub fn is_checkpoint(self) -> bool {
        self.0.is("checkpoint")
    }
}

/// A task.
#[derive(Debug, Clone, Copy)]
pub struct TaskView<'a>(pub &'a Value);

impl<'a> TaskView<'a> {
    /// Returns its state: `waiting`, `running`, `completed`, …; empty if it was not requested.
    pub fn state(self) -> &'a str {
        self.0.text("state").unwrap_or_default()
    }

    /// Returns when a worker began to run it, in ISO 8601.
    pub fn started(self) -> Option<&'a str> {
        self.0.text("started_at")
    }

    /// Returns the hrefs of the objects that it created.
    pub fn created_resources(self) -> impl Iterator<Item = &'a str> {
        self.0.texts("created_resources")
    }

    /// Returns its progress, as objects with `code`, `message`, `state`, `done` and `total`.
    pub fn progress_reports(self) -> &'a [Value] {
        self.0.list("progress_reports")
    }

    /// Returns the href of its task group, if it has one.
    pub fn group(self) -> Option<&'a str> {
        self.0.text("task_group")
    }
}
