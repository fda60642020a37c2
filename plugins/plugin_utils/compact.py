# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Expands the compact lists: one entry becomes four entries of the playbooks' lists, or two for an image."""

from __future__ import annotations

from ansible.errors import AnsibleFilterError

from ansible_collections.release_train.pulp.plugins.plugin_utils.items import required
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

TYPES = ("deb", "rpm")


def expand(repositories, images=None, repository_defaults=None, image_defaults=None):
    """Returns the lists of the playbooks by the names of their variables."""
    lists = {
        f"stackhpc_pulp_{name}": []
        for pulp_type in TYPES
        for name in (
            f"repository_{pulp_type}_repos",
            f"publication_{pulp_type}_development",
            f"distribution_{pulp_type}_development",
            f"distribution_{pulp_type}_production",
        )
    }
    for entry in _entries(repositories, repository_defaults):
        pulp_type = entry.pop("type", None)
        if pulp_type not in TYPES:
            raise AnsibleFilterError(f'release_train_repositories: "{entry["name"]}" needs `type`: {" or ".join(TYPES)}')
        development, production = _stages(entry, pulp_type)
        lists[f"stackhpc_pulp_repository_{pulp_type}_repos"].append(entry)
        lists[f"stackhpc_pulp_publication_{pulp_type}_development"].append(development)
        lists[f"stackhpc_pulp_distribution_{pulp_type}_development"].append(development)
        lists[f"stackhpc_pulp_distribution_{pulp_type}_production"].append(production)
    images = _entries(images, image_defaults)
    lists["stackhpc_pulp_repository_container_repos"] = images
    lists["stackhpc_pulp_distribution_container"] = [_image_distribution(image) for image in images]
    return lists


def _entries(items, defaults):
    """Returns the entries with their defaults; a string is the name of an entry."""
    items = [{"name": item} if isinstance(item, str) else item for item in plain(items or [])]
    entries = required([{"state": "present", **plain(defaults or {}), **item} for item in items])
    for entry in entries:
        if not entry.get("name"):
            raise AnsibleFilterError("each entry of release_train_repositories and release_train_images needs `name`")
    return entries


def _stages(entry, pulp_type):
    """Returns the distributions of a repository: `…development` serves the repository, `…production` serves what development serves."""
    if not entry.get("base_path"):
        raise AnsibleFilterError(f'release_train_repositories: "{entry["name"]}" needs `base_path`')
    name = entry.get("distribution_name") or entry["name"]
    common = {key: entry[key] for key in ("state", "content_guard", "pulp_labels", "dnf", "apt") if key in entry}
    development, production = (
        {**common, "name": f"{name.rstrip('-')}-{stage}", "base_path": f"{entry['base_path'].strip('/')}/{stage}"}
        for stage in ("development", "production")
    )
    development["repository"] = entry["name"]
    if pulp_type == "deb":
        # Clients trust the upstream's signatures, which only `verbatim` keeps.
        development["mode"] = entry.get("mode", "verbatim")
    production["distribution"] = development["name"]
    return development, production


def _image_distribution(image):
    served = {key: image[key] for key in ("state", "private", "pulp_labels") if key in image}
    return {**served, "name": image["name"], "repository": image["name"], "base_path": image.get("base_path", image["name"])}
