"""Options that name another object: by name, PRN or href, in every type that has such an option."""

from __future__ import annotations

import pytest
from scenarios import content_guard, distribution, remote, repository

MODULES = {"repository": repository, "distribution": distribution, "content_guard": content_guard, "remote": remote}
REFERENCES = [
    (module, kind, option)
    for module, table in MODULES.items()
    for kind, fields in table.TYPES.items()
    for option, field in fields.items()
    if field.refers_to
]


def as_given(value, change):
    """The names in a value changed into something else that means them."""
    if isinstance(value, list):
        return [change(name) for name in value]
    if isinstance(value, dict):
        return {key: change(name) for key, name in value.items()}
    return change(value)


@pytest.mark.parametrize(("module", "kind", "option"), REFERENCES)
def test_spellings(module, kind, option, modules, local, services):
    """Whatever is given, it is the same object: no change from one spelling to another."""
    table, name = MODULES[module], f"it-reference {kind} {option}"
    fields = table.TYPES[kind]
    found = {spelling: local.list(fields[option].refers_to) for spelling in ("name",)}["name"]
    by_name = {entry["name"]: entry for entry in found}
    call = {"type": kind, "name": name, "state": "present"}
    # What its type needs beside.
    call |= {other: fields[other].first for other in ("base_path", "remote") if module == "distribution" and other in fields}
    for spelling in ("name", "prn", "pulp_href"):
        given = as_given(fields[option].first, lambda one: by_name[one][spelling])
        result = modules.call(module, **call | {option: given})
        assert result["changed"] is (spelling == "name"), spelling
        wanted = as_given(fields[option].first, lambda one: by_name[one]["pulp_href"])
        assert local.find(table.PATHS[kind], name)[option] == wanted


@pytest.mark.parametrize(("module", "kind", "option"), REFERENCES)
def test_missing(module, kind, option, modules, local):
    """A name that nobody has is an error that says what is missing; in check mode it is taken as made before."""
    fields = MODULES[module].TYPES[kind]
    call = {"type": kind, "name": "it-reference-missing", "state": "present"}
    call |= {other: fields[other].first for other in ("base_path", "remote") if module == "distribution" and other in fields}
    call[option] = as_given(fields[option].first, lambda _: "it-nowhere")
    assert '"it-nowhere" does not exist, or user admin may not see it' in modules.fail(module, **call)
    predicted = modules.call(module, check=True, **call)
    assert predicted["changed"]
    assert "does not exist yet; taken as made by an earlier step" in predicted["warnings"][0]
    assert local.find(MODULES[module].PATHS[kind], "it-reference-missing") is None
