//! What `/status/` tells: the versions of the server's parts and its workers.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::entity::Needs;
use crate::error::Error;
use crate::schema::{Field, Type};

/// A version, as far as it matters here: three numbers. `3.106.0.dev` is 3.106.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64, pub u64, pub u64);

impl Version {
    /// Reads the leading numbers of a version; `None` if there is none.
    pub fn parse(text: &str) -> Option<Version> {
        let mut numbers = text.split('.').map_while(|part| {
            let digits = part.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            digits.parse::<u64>().ok()
        });
        Some(Version(numbers.next()?, numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A Pulp server's parts.
#[derive(Debug, Clone, Default)]
pub struct Server {
    versions: BTreeMap<String, Version>,
}

/// Versions of pulpcore in which it learned something the modules use where they can.
pub mod since {
    use super::Version;
    /// `POST /login/` gives a session.
    pub const LOGIN: Version = Version(3, 70, 0);
    /// A finished task holds the entity it made.
    pub const TASK_RESULT: Version = Version(3, 88, 0);
    /// A PATCH that changes nothing is answered with 200 and no task.
    pub const NO_OP_PATCH: Version = Version(3, 90, 0);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_far_as_they_are_numbers() {
        assert_eq!(Version::parse("3.106.0.dev"), Some(Version(3, 106, 0)));
        assert_eq!(Version::parse("3.43"), Some(Version(3, 43, 0)));
        assert_eq!(Version::parse("2.0rc1"), Some(Version(2, 0, 0)));
        assert_eq!(Version::parse("dev"), None);
        assert!(Version(3, 9, 0) < Version(3, 10, 0));
    }
}
