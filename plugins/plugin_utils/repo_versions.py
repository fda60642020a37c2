# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The file in which kayobe-config says which snapshots a site syncs: pulp-repo-versions.yml."""

from __future__ import annotations

import re

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain
from ansible_collections.release_train.pulp.plugins.plugin_utils.snapshots import TIMESTAMP

VARIABLE = re.compile(r"stackhpc_pulp_repo_(\w+)_version:")
LINE = re.compile(rf"stackhpc_pulp_repo_(\w+)_version:\s*[\"']?({TIMESTAMP})\b.*")


def repo_versions(text):
    """The versions that the file names, by short name. Those that are templates repeat another one."""
    return dict(match.groups() for match in map(LINE.fullmatch, text.splitlines()) if match)


def with_repo_versions(text, versions):
    """The file's text with these versions, and the names that it lacked or that are none of them.

    Lines that need no change stay to the letter, so that a diff shows what a release brings.
    """
    versions = plain(versions)
    lines = text.splitlines() or ["---"]
    there = {match[1]: number for number, line in enumerate(lines) if (match := VARIABLE.match(line))}
    for name, old in repo_versions(text).items():
        number = there[name]
        lines[number] = lines[number].replace(old, versions.get(name, old), 1)
    missing = sorted(set(versions) - set(there))
    places = []
    for name in missing:
        before = [other for other in there if other < name]
        places.append((there[max(before)] + 1 if before else min(there.values(), default=len(lines)), name))
    # From the end, so that the places before stay where they are.
    for place, name in sorted(places, reverse=True):
        lines.insert(place, f"stackhpc_pulp_repo_{name}_version: {versions[name]}")
    return {"text": "\n".join(lines) + "\n", "missing": missing, "unknown": sorted(set(there) - set(versions))}
