"""The types and options that the modules declare, read off their source: what the scenarios must cover, and since when it is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "modules" / "pulp" / "src"
STRUCT = re.compile(r"^pub struct (\w+) \{(?:\n(.*?)^)?\}", re.M | re.S)
FIELD = re.compile(r"((?:^    #\[.*\]\n)*)^    pub (\w+): (.+),$", re.M)
TYPE = re.compile(r"^impl Entity for (\w+) \{\n    const TYPE: &str = \"(\w+)\";.*?= needs\(\"(\w+)\", \"([\d.]+)\"\);", re.M | re.S)
BEFORE = re.compile(r"\"x-pulp-before\" = \[\"(\w+)\", \"([\d.]+)\", \"(\w+)\"\]")
SINCE = re.compile(r"\"x-since\" = \"(\w+) ([\d.]+)\"")
ALIAS = re.compile(r"^use crate::types::([\w:]+)::(\w+) as (\w+);", re.M)



class Option(NamedTuple):
    """An option as declared, e.g. `Clearable<Secret<Text>>`."""

    kind: str
    # The component and version that it needs, if it needs one.
    since: tuple[str, str] | None
    # The component and version before which Pulp has another name for it, and that name.
    before: tuple[str, str, str] | None
    # Whether its declaration names the value that clears it, beside its type.
    empties: bool


class Type(NamedTuple):
    options: dict[str, Option]
    needs: tuple[str, str]


def structs(file):
    """The structs of a file: their fields; flattened structs are resolved."""
    text = file.read_text()
    others = dict(STRUCT.findall((file.parent / "mod.rs").read_text()))
    for path, name, alias in ALIAS.findall(text):
        others[alias] = structs(SOURCE / "types" / f"{path.replace('::', '/')}.rs")[name]
    own = {}
    for name, body in STRUCT.findall(text):
        own[name] = fields(body, others)
    return own


def fields(body, others):
    found = {}
    for attributes, name, kind in FIELD.findall(body):
        if "flatten" not in attributes:
            since, before = SINCE.search(attributes), BEFORE.search(attributes)
            found[name] = Option(kind, since and since.groups(), before and before.groups(), "x-clear" in attributes)
        elif isinstance(others[kind], str):
            found |= fields(others[kind], {})
        else:
            found |= others[kind]
    return found


@cache
def declared(operation):
    """The types of an operation."""
    files = sorted((SOURCE / "types" / operation).glob("*.rs")) or [SOURCE / "types" / f"{operation}.rs"]
    # What names an item is no field to change.
    key = "username" if operation == "user" else "name"
    types = {}
    for file in files:
        own = structs(file)
        for struct, name, *needs in TYPE.findall(file.read_text()):
            options = {option: kind for option, kind in own[struct].items() if option != key}
            types[name] = Type(options, tuple(needs))
    assert types, f"no types of {operation} found in {SOURCE}"
    return types


def nested(operation):
    """Whether the options of an operation's one item stand under its noun."""
    return "const NESTED: bool = true;" in (SOURCE / "operations" / f"{operation}.rs").read_text()
