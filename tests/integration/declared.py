"""The types and options that the modules declare, read off their source: what the scenarios must cover."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "modules" / "pulp" / "src"
STRUCT = re.compile(r"^pub struct (\w+) \{(?:\n(.*?)^)?\}", re.M | re.S)
FIELD = re.compile(r"((?:^    #\[.*\]\n)*)^    pub (\w+): (.+),$", re.M)
TYPE = re.compile(r"^impl Entity for (\w+) \{\n    const TYPE: &str = \"(\w+)\";", re.M)
ALIAS = re.compile(r"^use crate::types::([\w:]+)::(\w+) as (\w+);", re.M)


def structs(file):
    """The structs of a file: their fields, each with its declared type; flattened structs are resolved."""
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
            found[name] = kind
        elif isinstance(others[kind], str):
            found |= fields(others[kind], {})
        else:
            found |= others[kind]
    return found


def declared(operation):
    """The types of an operation: option by option, as declared, e.g. `Clearable<Secret<Text>>`."""
    files = sorted((SOURCE / "types" / operation).glob("*.rs")) or [SOURCE / "types" / f"{operation}.rs"]
    types = {}
    for file in files:
        own = structs(file)
        for struct, name in TYPE.findall(file.read_text()):
            types[name] = {option: kind for option, kind in own[struct].items() if option != "name"}
    assert types, f"no types of {operation} found in {SOURCE}"
    return types
