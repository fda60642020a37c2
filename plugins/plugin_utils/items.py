# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Converts role items to module items, with one function per module.

A role item has options of several modules, and may have keys of its user. A module rejects unknown options, so each
function only keeps those of its module.
"""

from __future__ import annotations

import json

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.display import Display

from ansible_collections.release_train.pulp.plugins.plugin_utils.declarations import MODULES
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import is_omit, plain



def repositories(items, pulp_type):
    """Returns the repositories."""
    return _unique("repository", pulp_type, "name", (_pick("repository", pulp_type, item) for item in _read(items, "name")))


def remotes(items, pulp_type):
    """Returns the remotes of items that have a `url` or are absent."""
    return _unique("remote", pulp_type, "name", (_remote(item, pulp_type) for item in _read(items, "name") if _has_remote(item) or _absent(item)))


def syncs(items, pulp_type):
    """Returns the syncs of present items that have a `url`."""
    wanted = [item for item in _read(items, "name") if _has_remote(item) and not _absent(item)]
    return _unique("sync", pulp_type, "repository", (_sync(item, pulp_type) for item in wanted))


def publications(items, pulp_type):
    """Returns the publications.

    Operators pass their list of distributions. An absent distribution does not mean that its publication is absent, too,
    because other distributions may serve it.
    """
    wanted = [item for item in _read(items, "repository") if not (_absent(item) and item.get("base_path"))]
    picked = [_without_empty(_pick("publication", pulp_type, item), "version") for item in wanted]
    # A version may have several publications, so only identical items are dropped.
    return _once(picked)


def distributions(items, pulp_type):
    """Returns the distributions."""
    return _unique("distribution", pulp_type, "name", (_distribution(item, pulp_type) for item in _read(items, "name")))


def content_guards(items, pulp_type):
    """Returns the content guards."""
    return _unique("content_guard", pulp_type, "name", (_pick("content_guard", pulp_type, item) for item in _read(items, "name")))


def container_contents(items):
    """Returns the container contents."""
    picked = [_pick("container_content", "container", item) for item in _read(items, "repository")]
    # A repository may have several items, so only identical ones are dropped.
    return _once(picked)


def users(items):
    """Returns the users."""
    return _unique("user", "Pulp", "username", (_pick("user", "user", item) for item in _read(items, "username")))


def groups(items):
    """Returns the groups."""
    return _unique("group", "Pulp", "name", (_pick("group", "group", item) for item in _read(items, "name")))


def required(items):
    """Returns the items without those that have a false `required`."""
    return [item for item in _read(items) if boolean(item.get("required", True) or False)]


def _remote(item, pulp_type):
    remote = _pick("remote", pulp_type, {**item, "name": remote_name(item)})
    if pulp_type == "container" and not _absent(item):
        remote.setdefault("upstream_name", item["name"])
    return remote


def _sync(item, pulp_type):
    sync = _pick("sync", pulp_type, {**item, "repository": item["name"], "remote": remote_name(item)})
    sync.pop("state", None)
    return sync


def _distribution(item, pulp_type):
    distribution = _without_empty(_pick("distribution", pulp_type, item), "version", "repository", "distribution", "publication")
    if _absent(item):
        return distribution
    if "repository" not in distribution:
        # `mode` selects a publication of `repository`; a promotion serves what its source serves.
        distribution.pop("mode", None)
    elif _type("distribution", pulp_type).get("serves_publications"):
        # Without a version, such a distribution would follow the repository, whose latest version may not be published.
        distribution.setdefault("version", "latest")
    if pulp_type == "container" and item.get("content_guard"):
        Display().warning(
            f'distribution "{item["name"]}": content_guard is ignored, Pulp accepts none for type container (private: true restricts pulling)'
        )
    return distribution


def remote_name(item):
    """Returns the name that the role pulp_repository gives to an item's remote."""
    return f"{item['name']}-remote"


def _has_remote(item):
    return item.get("url") not in (None, "")


def _absent(item):
    return item.get("state") == "absent"


def _pick(module, pulp_type, item):
    """Returns the keys of an item that are options of the module. Absent items only keep their name and `force`."""
    options = _options(module, pulp_type)
    key = next((key for key in ("name", "username") if key in options), None)
    if _absent(item) and key:
        options = [option for option in options if option in (key, "force")]
    return {key: item[key] for key in (*options, "state") if key in item}


def _options(module, pulp_type):
    return _type(module, pulp_type)["options"]


def _type(module, pulp_type):
    """Returns the declaration of a type."""
    types = MODULES[module]["types"]
    try:
        return types[pulp_type]
    except KeyError:
        known = ", ".join(types)
        raise AnsibleFilterError(f'{module}: no type "{pulp_type}", it is one of {known}') from None


def _without_empty(item, *keys):
    """Returns an item without empty values of these keys. In role items they mean "not set", but modules clear the option."""
    return {key: value for key, value in item.items() if key not in keys or value not in (None, "")}


def _once(items):
    """Returns the items without identical ones."""
    return list({json.dumps(item, sort_keys=True): item for item in items}.values())


def _unique(module, pulp_type, key, items):
    """Returns the last item for each key, as if the items had been applied in order."""
    last = {}
    for item in items:
        name = item[key]
        if last.pop(name, item) != item:
            Display().warning(f'{pulp_type} {module} "{name}" is listed more than once, with different options: the last entry is used')
        last[name] = item
    return list(last.values())


def _read(items, key=None):
    """Returns the items as plain data. Fails if one has no `key`."""
    if items is None or is_omit(items):
        return []
    items = plain(items)
    if not isinstance(items, list):
        raise AnsibleFilterError(f"expected a list of items, not {type(items).__name__}")
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise AnsibleFilterError(f"item {number} of {len(items)} is not a dictionary")
        if key and item.get(key) in (None, ""):
            label = f' ("{item["name"]}")' if item.get("name") else ""
            raise AnsibleFilterError(f"item {number} of {len(items)}{label} has no {key}")
    return items
