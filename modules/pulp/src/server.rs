//! Reads `/status/`: the versions of the server's components, and its workers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Error;
use crate::object::Fields;
use crate::pulp_type::Needs;
use crate::schema::{Field, Type};
use crate::version::Version;

/// The components of a Pulp server, with their versions.
#[derive(Debug, Clone, Default)]
pub struct Server {
    versions: BTreeMap<String, Version>,
}

impl Server {
    /// Reads the body of `/status/`.
    pub fn from_status(status: &Value) -> Option<Server> {
        let parts = status.get("versions")?.as_array()?;
        let versions = parts
            .iter()
            .filter_map(|part| Some((part.text("component")?.to_owned(), Version::parse(part.text("version")?)?)));
        Some(Server { versions: versions.collect() })
    }

    /// Returns the version of pulpcore.
    pub fn core(&self) -> Version {
        self.versions.get("core").copied().unwrap_or(Version(0, 0, 0))
    }

    /// Returns whether a component is installed, but older than a version.
    pub fn older_than(&self, component: &str, version: Version) -> bool {
        self.versions.get(component).is_some_and(|have| *have < version)
    }

    /// Returns whether a component is installed and has at least a version.
    pub fn at_least(&self, component: &str, version: Version) -> bool {
        self.versions.get(component).is_some_and(|have| *have >= version)
    }

    /// Returns the name of a field on this server.
    pub fn name_of<'a>(&self, field: &'a Field) -> &'a str {
        match &field.pulp_before {
            Some((component, version, old)) if self.older_than(component, *version) => old,
            _ => &field.pulp,
        }
    }

    /// Fails if the server does not have a type.
    pub fn check_type(&self, noun: &str, kind: &Type) -> Result<(), Error> {
        let Needs { component, version } = kind.needs;
        let wanted = Version::parse(version).unwrap_or(Version(0, 0, 0));
        let have = match self.versions.get(component) {
            Some(have) if *have >= wanted => return Ok(()),
            Some(have) => format!("this server has {have}"),
            None => "this server does not have this plugin".to_owned(),
        };
        Err(Error::Unsupported(format!(
            "{noun} type {} requires {} {wanted} or newer, but {have}",
            kind.name,
            plugin_name(component)
        )))
    }

    /// Fails if the server is too old for a field.
    pub fn check_field(&self, field: &Field) -> Result<(), Error> {
        match &field.since {
            Some((component, version)) if self.older_than(component, *version) => Err(Error::Unsupported(format!(
                "option \"{}\" requires {} {version} or newer, but this server has {}",
                field.option,
                plugin_name(component),
                self.versions[component]
            ))),
            _ => Ok(()),
        }
    }
}

/// Returns the name of a component's Python package.
pub fn plugin_name(component: &str) -> String {
    match component {
        "core" => "pulpcore".to_owned(),
        plugin => format!("pulp_{plugin}"),
    }
}

/// Returns the number of online workers in a status.
pub fn online_workers(status: &Value) -> usize {
    status.get("online_workers").and_then(Value::as_array).map_or(0, Vec::len)
}
