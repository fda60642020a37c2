//! Versions of Pulp's parts, and what the modules use of the newer ones where they can.

use std::fmt;

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
