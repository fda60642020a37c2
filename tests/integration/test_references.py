"""Options that refer to another object by name, PRN or href, in every type with such an option."""

from __future__ import annotations

import pytest
from served import content_guard, distribution, repository
from world import has

MODULES = {
    "repository": (repository, "repositories"),
    "distribution": (distribution, "distributions"),
    "content_guard": (content_guard, "content_guards"),
}


def references(module):
    types = MODULES[module][0].TYPES
    return [(kind, option, field) for kind, fields in types.items() for option, field in fields.items() if field.refers_to]


def as_given(value, change):
    """Returns a value with `change` applied to its names."""
    if isinstance(value, list):
        return [change(name) for name in value]
    if isinstance(value, dict):
        return {key: change(name) for key, name in value.items()}
    return change(value)


def items(module, change):
    """Returns an item for each option that refers to an object, with the options that its type requires."""
    types = MODULES[module][0].TYPES
    made = []
    for kind, option, field in references(module):
        name = f"it-reference-{kind}-{option}".replace("_", "-")
        item = {"type": kind, "name": name}
        if module == "distribution":
            item |= {"base_path": name}
            item |= {"remote": types[kind]["remote"].first} if kind == "container_pull_through" else {}
        made.append(item | {option: as_given(field.first, lambda one, field=field: change(field, one))})
    return made


@pytest.mark.parametrize("module", MODULES)
def test_spellings(module, modules, local, services):
    """Name, PRN and href refer to the same object, so changing one to another is no change."""
    table, plural = MODULES[module]
    objects = {
        path: {entry["name"]: entry for entry in local.list(path)} for path in {field.refers_to for *_, field in references(module)}
    }
    # Old servers have no PRNs.
    spellings = {spelling for found in objects.values() for entry in found.values() for spelling in entry}
    for spelling in ("name", "prn", "pulp_href") if "prn" in spellings else ("name", "pulp_href"):
        given = items(module, lambda field, one, spelling=spelling: objects[field.refers_to][one][spelling])
        result = modules.call(module, **{plural: given})
        for (kind, option, field), row in zip(references(module), result[plural]):
            assert row["changed"] is (spelling == "name"), (kind, option, spelling)
            wanted = as_given(field.first, lambda one, field=field: objects[field.refers_to][one]["pulp_href"])
            assert local.find(table.PATHS[kind], row["name"])[option] == wanted, (kind, option, spelling)
    modules.call(module, **{plural: [{"type": item["type"], "name": item["name"], "state": "absent"} for item in given]})


@pytest.mark.parametrize("module", MODULES)
def test_missing(module, modules, local):
    """A missing object is an error that names it. In check mode, an earlier step may create it."""
    table, plural = MODULES[module]
    given = items(module, lambda field, one: "it-nowhere")
    result = modules.run(module, **{plural: given})
    assert result["failed"] and not result["changed"]
    predicted = modules.call(module, check=True, **{plural: given})
    for (kind, option, _), row, before in zip(references(module), result[plural], predicted[plural]):
        assert '"it-nowhere" does not exist, or user admin may not see it' in row["msg"], (kind, option)
        assert before["changed"], (kind, option)
        assert local.find(table.PATHS[kind], row["name"]) is None
    assert all("does not exist yet; assuming that an earlier step creates it" in warning for warning in predicted["warnings"])


def test_another_service(modules, local, services):
    """Before pulp_deb 3.10, the signing service of a release must be removed before another one is set."""
    call = {"type": "deb", "name": "it-reference-exchanged", "state": "present"}
    modules.converge("repository", **call, signing_service_release_overrides={"jammy": "it-release-one"})
    other = {"signing_service_release_overrides": {"jammy": "it-release-two"}}
    if not has("deb", "3.10"):
        assert "The signing service is immutable" in modules.fail("repository", **call, **other)
        modules.converge("repository", **call, signing_service_release_overrides={})
    assert modules.converge("repository", **call, **other)["changed"]
    found = local.find(repository.PATHS["deb"], call["name"])["signing_service_release_overrides"]
    assert found == {"jammy": local.href("signing-services/", "it-release-two")}
