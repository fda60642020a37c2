"""Reads the objects with a given name prefix with a plain client. The result does not depend on the run: IDs are replaced with names, times are removed."""

from __future__ import annotations

import json
import re
import time

from server import Server

# Users and groups have numbers instead of UUIDs.
NUMBERED = re.compile(r"(/users/|/groups/|prn:\w+\.(?:user|group):)\d+")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# Checksums count as IDs, too.
ID = re.compile(rf"{UUID.pattern}|[0-9a-f]{{64}}")
# Times, and fields that Pulp writes again each time.
VOLATILE = {"pulp_created", "pulp_last_updated", "no_content_change_since", "last_refreshed", "date_joined", "last_synced_metadata_time", "timestamp_of_interest", "last_replication", "last_login", "last_sync_details", "id"}
# The order in which objects can be deleted: objects that use others come first.
PATHS = (
    "distributions/file/file/", "distributions/rpm/rpm/", "distributions/deb/apt/", "distributions/python/pypi/", "distributions/ansible/ansible/",
    "distributions/container/container/", "distributions/container/pull-through/",
    "acs/rpm/rpm/", "acs/deb/deb/", "acs/file/file/", "upstream-pulps/",
    "contentguards/core/composite/", "contentguards/core/rbac/", "contentguards/core/header/", "contentguards/core/envvar_header/",
    "contentguards/core/content_redirect/", "contentguards/certguard/x509/", "contentguards/certguard/rhsm/",
    "repositories/file/file/", "repositories/rpm/rpm/", "repositories/deb/apt/", "repositories/python/python/", "repositories/ansible/ansible/",
    "repositories/container/container/",
    "remotes/file/file/", "remotes/file/git/", "remotes/rpm/rpm/", "remotes/rpm/uln/", "remotes/deb/apt/", "remotes/python/python/",
    "remotes/ansible/collection/", "remotes/ansible/role/", "remotes/ansible/git/", "remotes/container/container/", "remotes/container/pull-through/",
    "pulp_container/namespaces/", "users/", "groups/", "roles/",
)  # fmt: skip
PUBLICATIONS = {"file": ("publications/file/file/",), "rpm": ("publications/rpm/rpm/",), "deb": ("publications/deb/apt/", "publications/deb/verbatim/")}
CONTENT = {"file": ("content/file/files/", "relative_path"), "container": ("content/container/tags/", "name")}


def name_of(path, entity):
    return entity["username" if path == "users/" else "name"]


class Site(Server):
    """The server under test, as its administrator sees it."""

    def under(self, prefix, paths=PATHS):
        """Returns all objects whose names start with the prefix, by path and name. Fails if two objects in a list have the same name."""
        found = {}
        for path in paths:
            more = {} if path in ("users/", "groups/", "roles/") else {"name__startswith": prefix}
            for entity in self.list(path, **more):
                if name_of(path, entity).startswith(prefix):
                    assert (path, name_of(path, entity)) not in found, f"duplicate: {path} {name_of(path, entity)}"
                    found[path, name_of(path, entity)] = entity
        return found

    def look(self, prefix, paths=PATHS, words=None, deep=True, versions=True):
        """Returns the state of all objects with a prefix by key, in a form that can be compared with that of another prefix.

        `deep` includes the versions, publications and content of repositories. `words` maps other texts that differ from run to run to common names.
        Without `versions`, only the content of the latest version counts.
        """
        found = self.under(prefix, paths)
        words = dict(words or {})
        for (path, name), entity in found.items():
            words |= {id: f"<{path}{name}>" for id in UUID.findall(entity["pulp_href"])}
        state = {key: dict(entity) for key, entity in found.items()}
        for (path, name), entity in found.items():
            if path.startswith("repositories/") and deep:
                state |= self._of_repository(path, name, entity, words, versions)
                if not versions:
                    del state[path, name]["latest_version_href"]
            elif path in ("users/", "groups/"):
                # A user owns each task that they started, so the administrator has thousands of these roles.
                roles = [] if name == self.username else self.list(f"{entity['pulp_href']}roles/")
                held = [(role["role"], role["content_object"] or "") for role in roles]
                state[path, name]["roles"] = sorted(role for role in held if "/tasks/" not in role[1])
            elif path == "contentguards/core/rbac/":
                roles = self.get(f"{entity['pulp_href']}list_roles/")["roles"]
                state[path, name]["roles"] = sorted([role["role"], sorted(role["users"]), sorted(role["groups"])] for role in roles)
            if path == "groups/":
                state[path, name]["users"] = sorted(user["username"] for user in self.list(f"{entity['pulp_href']}users/"))
        return {key: comparable(entity, prefix, words) for key, entity in in_words(state, prefix)}

    def _of_repository(self, path, name, entity, words, versions):
        plugin = path.split("/")[1]
        state = {}
        for version in self.list(f"{entity['pulp_href']}versions/") if versions else ():
            counts = {kind: found["count"] for kind, found in version["content_summary"]["present"].items()}
            state["version", name, version["number"]] = {"content": counts}
        for of in PUBLICATIONS.get(plugin, ()):
            published = sorted(self.list(of, repository=entity["pulp_href"]), key=lambda one: one["pulp_created"])
            for number, publication in enumerate(published):
                words |= {id: f"<{of}{name} {number}>" for id in UUID.findall(publication["pulp_href"])}
                state["publication", name, f"{of}{number}"] = publication
        if plugin in CONTENT:
            of, key = CONTENT[plugin]
            for content in self.list(of, repository_version=entity["latest_version_href"]):
                value = content.get("sha256") or content.get("tagged_manifest")
                assert ("content", name, content[key]) not in state, f"duplicate: {content[key]} in {name}"
                state["content", name, content[key]] = {"is": value}
        return state

    def remove(self, prefix, paths=PATHS):
        """Deletes all objects with a prefix."""
        found = self.under(prefix, paths)
        # In the order of the list; all objects of a path together.
        for path in paths:
            self.delete_all(entity["pulp_href"] for (of, _), entity in found.items() if of == path)

    def remove_all(self, prefix):
        """Deletes all objects with a prefix from all paths, with few requests."""
        self.remove_leftovers(prefix)
        # Namespaces of container distributions, whose base paths start with `ch`.
        if prefix == "ch-":
            self.remove("ch", ["pulp_container/namespaces/"])
        self.remove(prefix, [path for path in PATHS if path.split("/")[0] in ("acs", "upstream-pulps", "pulp_container")])

    def wake(self):
        """Starts a task so that workers look for waiting ones. Workers that have just started do not (pulpcore 3.123, tasking/worker.py)."""
        self._send("POST", "orphans/cleanup/", json={"orphan_protection_time": 1_000_000})

    def settle(self, patience=90):
        """Waits until all tasks have ended."""
        until = time.monotonic() + patience
        while self.list("tasks/", state__in="waiting,running,canceling", fields="state"):
            assert time.monotonic() < until, "the tasks did not end in time"
            time.sleep(0.1)


def in_words(state, prefix):
    """Returns keys and states, the keys without the prefix."""
    return (((key[0], key[1].removeprefix(prefix), *key[2:]), entity) for key, entity in state.items())


def comparable(entity, prefix, words):
    """Returns an entity without the parts that differ from run to run."""
    kept = {key: value for key, value in entity.items() if key not in VOLATILE}
    text = ID.sub(lambda found: words.get(found[0], found[0]), json.dumps(kept, sort_keys=True))
    text = text.replace(prefix, "PREFIX-") if prefix else text
    return ordered(json.loads(NUMBERED.sub(r"\1N", text)))


def ordered(value):
    """Returns the value with all lists sorted."""
    if isinstance(value, dict):
        return {key: ordered(inner) for key, inner in value.items() if key not in ("pulp_created", "pulp_last_updated")}
    return sorted(map(ordered, value), key=str) if isinstance(value, list) else value


def differences(found, wanted):
    """Describes briefly how a reading differs from the expected one."""
    said = []
    for key in sorted(set(found) | set(wanted), key=str):
        if key not in found:
            said.append(f"{key} is missing")
        elif key not in wanted:
            said.append(f"{key} should not exist: {str(found[key])[:200]}")
        elif found[key] != wanted[key]:
            fields = [field for field in set(found[key]) | set(wanted[key]) if found[key].get(field) != wanted[key].get(field)]
            said += [f"{key}: {field} is {found[key].get(field)!r}, not {wanted[key].get(field)!r}"[:300] for field in fields]
    return said
