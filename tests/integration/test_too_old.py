"""Types and options that need a newer server are rejected by name, and nothing is done for that item.

On a server with the latest version, there are none. The other tests cover all other types and options.
"""

from __future__ import annotations

import pytest
from declared import declared, nested
from scenarios import sync
from served import TABLES
from world import COMPONENTS, has_option, has_type, numbers

ROWS = [(operation, row) for operation, table in TABLES.items() for row in table["TYPES"]]
TYPES = [(operation, row) for operation, row in ROWS if not has_type(operation, row) and "/" not in row]
OPTIONS = [
    (operation, row, option)
    for operation, row in ROWS
    if has_type(operation, row)
    for option in TABLES[operation]["TYPES"][row]
    if not has_option(operation, row, option)
]
# Options that Pulp requires to create an object.
NEEDED = ["url", "upstream_name", "distributions", "base_path", "remote"]


def needs(component, version):
    """Returns the end of the error message."""
    plugin = {"core": "pulpcore"}.get(component, f"pulp_{component}")
    full = ".".join(map(str, [*numbers(version), 0, 0][:3]))
    have = f"this server has {'.'.join(map(str, numbers(COMPONENTS[component])))}" if component in COMPONENTS else "this server does not have this plugin"
    return f"requires {plugin} {full} or newer, but {have}"


def key(operation, kind):
    name = {"repository": f"it-ground-{kind}"} if operation in ("sync", "publication", "container_content") else {"name": "it-too-old"}
    return {"type": kind, **name}


def value(field):
    """Returns the first value of a field, or of an option of a sync."""
    return field.first if hasattr(field, "first") else next(iter(field.keeps or field.skips or field.leaves_out))


def as_given(operation, item):
    """Returns the arguments for an item, nested under its noun if the module requires that."""
    if not nested(operation):
        return item
    return {"state": item.pop("state"), operation: item}


@pytest.mark.parametrize("state", ["present", "absent", "read"])
@pytest.mark.parametrize(("operation", "kind"), TYPES)
def test_type(operation, kind, state, modules):
    if operation == "sync" and state != "present":
        pytest.skip("a sync has no other state")
    message = modules.fail(operation, **key(operation, kind), state=state)
    noun = operation.replace("_", " ")
    assert message == f"{noun} type {kind} {needs(*declared(operation)[kind].needs)}"


@pytest.mark.parametrize(("operation", "row", "option"), OPTIONS)
def test_option(operation, row, option, modules, local):
    """The option is rejected although everything else is valid, in check mode, too."""
    kind, fields = row.split("/")[0], TABLES[operation]["TYPES"][row]
    given = {other: value(fields[other]) for other in NEEDED if other in fields and has_option(operation, row, other)}
    item = key(operation, kind) | given | {"state": "present"}
    paths = (sync.PATHS if operation in ("sync", "publication") else TABLES[operation]["PATHS"])[kind]
    before = local.list(paths, name=item.get("name", item.get("repository")))
    for check in (True, False):
        result = modules.run(operation, check=check, **as_given(operation, item | {option: value(fields[option])}))
        assert result["failed"] and not result["changed"]
        assert result["msg"] == f'option "{option}" {needs(*declared(operation)[kind].options[option].since)}'
    assert local.list(paths, name=item.get("name", item.get("repository"))) == before
