//! Versions of pulpcore and its plugins, and the features that the modules use if the server has them.

use std::fmt;

/// The first three numbers of a version. `3.106.0.dev` is read as 3.106.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64, pub u64, pub u64);

impl Version {
    /// Reads the leading numbers of a version; `None` if there are none.
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

/// The versions of pulpcore that introduced features which the modules use if available.
pub mod since {
    use super::Version;
    /// `POST /login/` starts a session.
    pub const LOGIN: Version = Version(3, 70, 0);
    /// A finished task contains the entity that it created or updated.
    pub const TASK_RESULT: Version = Version(3, 88, 0);
    /// A PATCH that changes nothing returns 200 and starts no task.
    pub const NO_OP_PATCH: Version = Version(3, 90, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_suffixes_are_ignored() {
        assert_eq!(Version::parse("3.106.0.dev"), Some(Version(3, 106, 0)));
        assert_eq!(Version::parse("3.43"), Some(Version(3, 43, 0)));
        assert_eq!(Version::parse("2.0rc1"), Some(Version(2, 0, 0)));
        assert_eq!(Version::parse("dev"), None);
        assert!(Version(3, 9, 0) < Version(3, 10, 0));
    }
}
