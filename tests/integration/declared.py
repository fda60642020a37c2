"""The types and options that the modules declare, as exported by docgen."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

DECLARATIONS = Path(__file__).resolve().parents[2] / "plugins" / "plugin_utils" / "declarations.json"
MODULES = json.loads(DECLARATIONS.read_text())["modules"]


class Option(NamedTuple):
    """The declaration of an option that is a field in Pulp."""

    # The component and version that it needs, if any.
    since: tuple[str, str] | None
    # The component, the version before which Pulp has another name for it, and that name.
    before: tuple[str, str, str] | None
    clearable: bool
    secret: bool


class Type(NamedTuple):
    options: dict[str, Option]
    needs: tuple[str, str]


@cache
def declared(operation):
    """Returns the types of an operation, with all options that are fields in Pulp except the key of an item."""
    module = MODULES[operation]
    key = "username" if operation == "user" else "name"
    types = {}
    for name, kind in module["types"].items():
        fields = {option: field for option, field in kind["options"].items() if option != key and "own" not in field}
        types[name] = Type({option: read(field) for option, field in fields.items()}, tuple(kind["needs"]))
    return types


def read(field):
    since, before = field.get("since"), field.get("pulp_before")
    return Option(since and tuple(since), before and tuple(before), field.get("clearable", False), field.get("secret", False))


def nested(operation):
    """Returns whether the options of a single item are nested under the operation's noun."""
    return MODULES[operation]["nested"]
