# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Snapshots: distributions that always serve the same publication, with a timestamp at the end of their paths."""

from __future__ import annotations

import re

from ansible.errors import AnsibleFilterError

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

TIMESTAMP = r"\d{8}T\d{6}"
PLACE = re.compile(rf"(.+)/({TIMESTAMP})/?")


def snapshots(distributions, timestamp):
    """Appends the timestamp to names and paths that have none, and sets `skip_existing`. Without a timestamp, returns the items unchanged."""
    distributions = plain(distributions or [])
    return [_snapshot(item, _checked(timestamp)) for item in distributions] if timestamp else distributions


def _snapshot(item, timestamp):
    if item.get("state") == "absent":
        return item
    if not PLACE.fullmatch(item.get("base_path") or ""):
        for key in ("name", "base_path"):
            if not item.get(key):
                raise AnsibleFilterError(f'distribution "{item.get("name", "")}": a snapshot needs `{key}`')
        item = {**item, "name": f"{item['name'].rstrip('-')}-{timestamp}", "base_path": f"{item['base_path'].strip('/')}/{timestamp}"}
    return {"skip_existing": True, **item}


def snapshot_series(distributions, repositories=None):
    """Returns the repositories that an environment has snapshots of: short name, repository, and the path of the snapshots."""
    short_names = {item["name"]: item["short_name"] for item in plain(repositories or []) if item.get("short_name")}
    series = {}
    for item in plain(distributions or []):
        if item.get("state") != "absent" and item.get("base_path"):
            name = item.get("short_name") or short_names.get(item.get("repository")) or re.sub(TIMESTAMP + "$", "", item["name"])
            series[key_of(name)] = {"short_name": key_of(name), "repository": item.get("repository"), "path": _path(item["base_path"])}
    return [series[name] for name in sorted(series)]


def snapshot_versions(series, served, at=None):
    """Returns the timestamps of the latest snapshots by short name; with `at`, of those that were the latest at that time."""
    latest = _checked(at) if at else "9"
    newest = dict(sorted(place for place in _by_place(served) if place[1] <= latest))
    missing = [one["short_name"] for one in series if one["path"] not in newest]
    if missing:
        raise AnsibleFilterError(f"these repositories have no snapshot{f' from {at} or earlier' if at else ''}: {', '.join(missing)}")
    return {one["short_name"]: newest[one["path"]] for one in series}


def promotions(series, served, versions, content_guard):
    """Returns distributions, of all types, with another content guard for these snapshots. Fails if a snapshot is missing."""
    there = _by_place(served)
    paths = {key_of(name): one["path"] for one in series for name in (one["repository"], one["short_name"]) if name}
    found, unknown, missing = [], [], []
    for name, timestamp in plain(versions or {}).items():
        path = paths.get(key_of(name))
        distribution = there.get((path, str(timestamp)))
        if path is None:
            unknown.append(name)
        elif distribution is None:
            missing.append(f"{path}/{timestamp}")
        else:
            found.append({"type": _type(distribution), "name": distribution["name"], "content_guard": content_guard})
    problems = [f"{what}: {', '.join(names)}" for what, names in (("missing snapshots", missing), ("unknown repositories", unknown)) if names]
    if problems:
        raise AnsibleFilterError(f"nothing was promoted: {'; '.join(problems)}")
    return found


def key_of(name):
    """Returns a short name in the form of kayobe-config's variable names."""
    name = re.sub(r"^stackhpc_pulp_repo_|_version$", "", str(name))
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def _by_place(served):
    """Returns the snapshots by path and timestamp."""
    dated = ((PLACE.fullmatch(distribution["base_path"]), distribution) for distribution in plain(served or []))
    return {match.groups(): distribution for match, distribution in dated if match}


def _path(base_path):
    match = PLACE.fullmatch(base_path)
    return (match[1] if match else base_path).strip("/")


def _type(distribution):
    """Returns the plugin from an href such as `/pulp/api/v3/distributions/rpm/rpm/…/`."""
    return distribution["pulp_href"].split("/distributions/")[1].split("/")[0]


def _checked(timestamp):
    if not re.fullmatch(TIMESTAMP, str(timestamp)):
        raise AnsibleFilterError(f'a snapshot timestamp must be like 20241119T010203, not "{timestamp}"')
    return str(timestamp)
