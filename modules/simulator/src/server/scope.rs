//! What a user sees who is not a superuser: Pulp's roles show it some objects and hide others, and all that is about users.

use super::http::Response;
use super::{Entity, ROOT, Server};

/// Lists that are for superusers alone (pulpcore 3.43.3 and 3.123.1).
const RESTRICTED: &[&str] = &["users/", "groups/", "roles/", "access_policies/", "distributions/core/artifacts/"];

/// Of what objects may be hidden.
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
        // Who sees a namespace sees the images in it (pulp_container, `get_dist_qs`).
        let seen = |one: &Entity| one.text("namespace").is_some_and(|namespace| !self.hidden.contains(namespace));
        let visible: Vec<&String> = self.objects.iter().filter(|(_, one)| seen(one)).map(|(href, _)| href).collect();
        self.hidden = self.hidden.iter().filter(|href| !visible.contains(href)).cloned().collect();
    }

    /// Whether an object is hidden, or lies below one that is.
    pub(super) fn is_hidden(&self, href: &str) -> bool {
        self.hidden.contains(href)
            || href.split_once("versions/").is_some_and(|(repository, _)| self.hidden.contains(repository))
    }

    /// What a user who is not a superuser gets instead of what is at a path.
    pub(super) fn out_of_scope(&self, path: &str) -> Option<Response> {
        if RESTRICTED.iter().any(|list| path.starts_with(list)) {
            return Some(Response::says(403, "You do not have permission to perform this action."));
        }
        let href = format!("{ROOT}{path}");
        // An action is one word below its object.
        let owner = href.trim_end_matches('/').rsplit_once('/').map(|(owner, _)| format!("{owner}/"));
        let hidden = self.is_hidden(&href) || owner.is_some_and(|owner| self.is_hidden(&owner));
        hidden.then(|| self.not_found(&href))
    }
}
