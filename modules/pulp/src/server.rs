//! What `/status/` tells: the versions of the server's parts and its workers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::entity::Needs;
use crate::error::Error;
use crate::schema::{Field, Type};
use crate::version::Version;

/// A Pulp server's parts.
#[derive(Debug, Clone, Default)]
pub struct Server {
    versions: BTreeMap<String, Version>,
}

impl Server {
    /// Reads the body of `/status/`.
    pub fn from_status(status: &Value) -> Option<Server> {
        let parts = status.get("versions")?.as_array()?;
        let versions = parts.iter().filter_map(|part| {
            Some((part.get("component")?.as_str()?.to_owned(), Version::parse(part.get("version")?.as_str()?)?))
        });
        Some(Server { versions: versions.collect() })
    }

    /// The version of pulpcore.
    pub fn core(&self) -> Version {
        self.versions.get("core").copied().unwrap_or(Version(0, 0, 0))
    }

    /// Whether a component is there, but older than that version.
    pub fn older_than(&self, component: &str, version: Version) -> bool {
        self.versions.get(component).is_some_and(|have| *have < version)
    }

    /// Whether a component is there, and of that version or newer.
    pub fn at_least(&self, component: &str, version: Version) -> bool {
        self.versions.get(component).is_some_and(|have| *have >= version)
    }

    /// Pulp's name for a field on this server.
    pub fn name_of<'a>(&self, field: &'a Field) -> &'a str {
        match &field.pulp_before {
            Some((component, version, old)) if self.older_than(component, *version) => old,
            _ => &field.pulp,
        }
    }

    /// Refuses a type that the server does not have.
    pub fn check_type(&self, noun: &str, kind: &Type) -> Result<(), Error> {
        let Needs { component, version } = kind.needs;
        let wanted = Version::parse(version).unwrap_or(Version(0, 0, 0));
        let have = match self.versions.get(component) {
            Some(have) if *have >= wanted => return Ok(()),
            Some(have) => format!("this server has {have}"),
            None => "this server has no such plugin".to_owned(),
        };
        Err(Error::Unsupported(format!(
            "{noun} type {} needs {} {wanted} or newer, {have}",
            kind.name,
            plugin_name(component)
        )))
    }

    /// Refuses a field that the server is too old for.
    pub fn check_field(&self, field: &Field) -> Result<(), Error> {
        match &field.since {
            Some((component, version)) if self.older_than(component, *version) => Err(Error::Unsupported(format!(
                "option \"{}\" needs {} {version} or newer, this server has {}",
                field.option,
                plugin_name(component),
                self.versions[component]
            ))),
            _ => Ok(()),
        }
    }
}

/// The name of the Python package behind a component.
pub fn plugin_name(component: &str) -> String {
    match component {
        "core" => "pulpcore".to_owned(),
        plugin => format!("pulp_{plugin}"),
    }
}

/// How many workers `/status/` shows online.
pub fn online_workers(status: &Value) -> usize {
    status.get("online_workers").and_then(Value::as_array).map_or(0, Vec::len)
}
