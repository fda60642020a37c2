"""The scenarios as far as the server has their types and options; that it refuses the rest is test_too_old.py's."""

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
# All there is, whatever the server has.
TABLES = {operation: vars(import_module(f"scenarios.{operation}")) for operation in OPERATIONS}

# What a server has and cannot do: a type, or an option of one.
BROKEN = set()
if not has("core", "3.105"):
    # One of the labels is Pulp's own and must be sent along, but is refused.
    BROKEN.add(("distribution", "container_pull_through", "pulp_labels"))
if not has("certguard", "3.85"):
    # It wants python-rhsm, which the pins do not bring.
    BROKEN.add(("content_guard", "rhsm"))


def works(operation, kind, option):
    kind = kind.split("/")[0]
    return has_option(operation, kind, option) and not {(operation, kind), (operation, kind, option)} & BROKEN


def named(operation, kind, option):
    """A field, under the name that the server has for it."""
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
        # A row that is about a field says nothing without it.
        TYPES={kind: row for kind, row in rows.items() if row or not table["TYPES"][kind]},
        SERVED=table.get("SERVED", {}),
        HIDDEN=[(kind, option) for kind, option in table.get("HIDDEN", []) if has_option(operation, kind, option)],
    )


repository, remote, sync, publication, distribution, content_guard, role, acs, upstream_pulp, user, group, container_content = map(served, OPERATIONS)
