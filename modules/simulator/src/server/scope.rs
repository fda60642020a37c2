//! Hides objects from users who are not superusers, as if they had roles on only some of them.

use super::http::Response;
use super::{Entity, ROOT, Server};

/// Paths that only a superuser may use. A real server returns the list of groups to everybody, without hidden groups
/// (pulpcore 3.123.1).
const RESTRICTED: &[&str] = &["users/", "groups/", "roles/", "access_policies/", "distributions/core/artifacts/"];

/// The lists with hidden objects.
const SCOPED: &[&str] = &[
    "distributions/",
    "publications/",
    "contentguards/",
    "repositories/",
    "remotes/",
    "acs/",
    "pulp_container/namespaces/",
];

impl Server {
    /// Hides some of the objects from everybody but the administrator.
    pub fn hide(&mut self, seed: u64) {
        let mut chance = fastrand::Rng::with_seed(seed);
        let scoped = self.objects.iter().filter(|(_, one)| SCOPED.iter().any(|list| one.list.starts_with(list)));
        self.hidden = scoped.filter(|_| chance.u8(0..10) < 4).map(|(href, _)| href.clone()).collect();
        // A user who sees a namespace also sees the images in it (pulp_container, `get_dist_qs`).
        let seen = |one: &Entity| one.text("namespace").is_some_and(|namespace| !self.hidden.contains(namespace));
        let visible: Vec<&String> = self.objects.iter().filter(|(_, one)| seen(one)).map(|(href, _)| href).collect();
        self.hidden = self.hidden.iter().filter(|href| !visible.contains(href)).cloned().collect();
    }

    /// Whether an object is hidden, or a version of a hidden repository.
    pub(super) fn is_hidden(&self, href: &str) -> bool {
        self.hidden.contains(href)
            || href.split_once("versions/").is_some_and(|(repository, _)| self.hidden.contains(repository))
    }

    /// Returns the error response if a user who is not a superuser may not use a path.
    pub(super) fn out_of_scope(&self, path: &str) -> Option<Response> {
        if RESTRICTED.iter().any(|list| path.starts_with(list)) {
            return Some(Response::says(403, "You do not have permission to perform this action."));
        }
        let href = format!("{ROOT}{path}");
        // The path of an action is its object's path and one more segment.
        let owner = href.trim_end_matches('/').rsplit_once('/').map(|(owner, _)| format!("{owner}/"));
        let hidden = self.is_hidden(&href) || owner.is_some_and(|owner| self.is_hidden(&owner));
        hidden.then(|| self.not_found(&href))
    }
}

#[cfg(test)]
mod tests {
    use pulp::request::Method;
    use serde_json::Value;

    use super::super::http::Request;
    use super::super::login::{ADMIN, USER};
    use super::*;
    use crate::world;

    fn get(server: &mut Server, basic: &str, path: &str) -> (u16, Value) {
        let headers = vec![("authorization".to_owned(), format!("Basic {basic}"))];
        let path = if path.starts_with('/') { path.to_owned() } else { format!("{ROOT}{path}") };
        let answer = server.handle(&Request::new(Method::Get, &path, headers, Vec::new()));
        (answer.status, answer.value())
    }

    #[test]
    fn hidden_objects_are_not_found() {
        let mut server = world::of(0, 1);
        server.hide(1);
        let count =
            |server: &mut Server, basic: &str, list: &str| get(server, basic, list).1["count"].as_u64().unwrap();
        for list in ["repositories/", "distributions/", "repository_versions/", "remotes/"] {
            let hidden = count(&mut server, ADMIN, list) - count(&mut server, USER, list);
            assert!(hidden > 0, "{list} has no hidden objects");
        }
        let repository = server.hidden.iter().find(|href| href.contains("/repositories/")).cloned().unwrap();
        for below in ["", "versions/", "versions/0/"] {
            let path = format!("{repository}{below}");
            assert_eq!((get(&mut server, ADMIN, &path).0, get(&mut server, USER, &path).0), (200, 404), "{path}");
        }
        assert_eq!((get(&mut server, ADMIN, "users/").0, get(&mut server, USER, "users/").0), (200, 403));
    }
}
