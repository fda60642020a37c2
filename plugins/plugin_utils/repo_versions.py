# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Reads and updates pulp-repo-versions.yml, the file in kayobe-config with the snapshots that a site syncs."""

from __future__ import annotations

import re

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain
from ansible_collections.release_train.pulp.plugins.plugin_utils.snapshots import TIMESTAMP

VARIABLE = re.compile(r"stackhpc_pulp_repo_(\w+)_version:")
LINE = re.compile(rf"stackhpc_pulp_repo_(\w+)_version:\s*[\"']?({TIMESTAMP})\b.*")


def repo_versions(text):
    """Returns the versions in the file by short name, without those that are templates."""
    return dict(match.groups() for match in map(LINE.fullmatch, text.splitlines()) if match)


def with_repo_versions(text, versions):
    """Returns the text of the file with these versions, the names that were missing in it, and its names that are not in `versions`.

    Lines that need no change stay exactly as they are, so that a diff shows only the new versions.
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
    # From the end, because each insertion shifts the lines after it.
    for place, name in sorted(places, reverse=True):
        lines.insert(place, f"stackhpc_pulp_repo_{name}_version: {versions[name]}")
    return {"text": "\n".join(lines) + "\n", "missing": missing, "unknown": sorted(set(there) - set(versions))}
