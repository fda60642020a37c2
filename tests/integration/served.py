"""The scenarios, limited to the types and options that the server has. test_too_old.py tests the rest."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace

from scenarios import Field
from world import has, has_option, has_type, name_of

OPERATIONS = (
    "repository", "remote", "sync", "publication", "distribution", "content_guard",
    "role", "acs", "upstream_pulp", "user", "group", "container_content",
)
# All types and options, whether or not the server has them.
TABLES = {operation: vars(import_module(f"scenarios.{operation}")) for operation in OPERATIONS}

# Types and options that the server has, but that do not work there.
BROKEN = set()
if not has("core", "3.105"):
    # One of the labels is Pulp's own. Pulp requires it in requests, and rejects it.
    BROKEN.add(("distribution", "container_pull_through", "pulp_labels"))
if not has("certguard", "3.85"):
    # It requires python-rhsm, which is not installed.
    BROKEN.add(("content_guard", "rhsm"))


def works(operation, kind, option):
    kind = kind.split("/")[0]
    return has_option(operation, kind, option) and not {(operation, kind), (operation, kind, option)} & BROKEN


def named(operation, kind, option):
    """Returns a field with its name on this server."""
    field = TABLES[operation]["TYPES"][kind][option]
    return replace(field, pulp=name_of(operation, kind, option, field.pulp)) if isinstance(field, Field) else field


def served(operation):
    table = TABLES[operation]
    rows = {
        kind: {option: named(operation, kind, option) for option in row if works(operation, kind, option)}
        for kind, row in table["TYPES"].items()
        if has_type(operation, kind)
    }
    return SimpleNamespace(
        PATHS={kind: path for kind, path in table["PATHS"].items() if has_type(operation, kind)},
        # Drop types without remaining fields, except those that never had fields.
        TYPES={kind: row for kind, row in rows.items() if row or not table["TYPES"][kind]},
        SERVED=table.get("SERVED", {}),
        HIDDEN=[(kind, option) for kind, option in table.get("HIDDEN", []) if has_option(operation, kind, option)],
    )


repository, remote, sync, publication, distribution, content_guard, role, acs, upstream_pulp, user, group, container_content = map(served, OPERATIONS)
