"""The life cycle of an entity of each type: created, updated, cleared and deleted. Each step also runs in check mode and a second time.

All types of a module are in one list, as operators would write it.
"""

from __future__ import annotations

import pytest
from served import acs, content_guard, distribution, remote, repository, role, upstream_pulp
from stored import ordered, read, stored

MODULES = {
    "repository": (repository, "repositories"),
    "remote": (remote, "remotes"),
    "distribution": (distribution, "distributions"),
    "content_guard": (content_guard, "content_guards"),
    "role": (role, "roles"),
    "acs": (acs, "acses"),
    "upstream_pulp": (upstream_pulp, "upstream_pulps"),
}
TYPES = [(module, kind) for module, (table, _) in MODULES.items() for kind in table.TYPES]
STEPS = ["created", "padded", "changed", "unsaid", "cleared", "removed"]


def name(module, kind):
    return f"it-life {module} {kind}"


def item(module, kind, value):
    """Returns an item of a type. `kind` may have a suffix after a slash, if a type has several rows."""
    table = MODULES[module][0]
    given = {option: value(field) for option, field in table.TYPES[kind].items()}
    more = getattr(table, "SERVED", {}).get(kind, {})
    return {"type": kind.split("/")[0], "name": name(module, kind), **more, **{key: value for key, value in given.items() if value is not ...}}


def padded(value):
    """Returns the value with white space around each text."""
    if isinstance(value, list):
        return [padded(entry) for entry in value]
    return f"  {value.strip()} \n" if isinstance(value, str) else value


def wishes(module, kind, step):
    """Returns the item for a step."""
    if step == "created":
        return item(module, kind, lambda field: field.first)
    if step == "padded":
        spaced = item(module, kind, lambda field: field.first if field.choice else padded(field.first))
        return spaced | {"name": padded(spaced["name"])}
    if step == "changed":
        return item(module, kind, lambda field: field.other)
    if step == "unsaid":
        return item(module, kind, lambda field: ... if field.clears else "")
    if step == "cleared":
        return item(module, kind, lambda field: "" if field.clears else field.other)
    return {"type": kind.split("/")[0], "name": name(module, kind), "state": "absent"}


def run_all(modules, module, items, check):
    """Runs the module. Returns the row and the diff (or None) of each item."""
    plural = MODULES[module][1]
    result = modules.run(module, check=check, **{plural: list(items.values())})
    if plural in result:
        diffs = {diff["before_header"]: diff for diff in result["diff"]}
        rows = zip(items, result[plural])
        return {kind: (row, diffs.get(f"{module.replace('_', ' ')} {name(module, kind)}")) for kind, row in rows}
    if len(items) == 1:
        return {kind: ({"failed": True, "msg": result["msg"]}, None) for kind in items}
    # If the arguments of one item are wrong, the whole list is rejected. Run the items one by one.
    return {kind: run_all(modules, module, {kind: item}, check)[kind] for kind, item in items.items()}


@pytest.fixture(scope="module")
def lives(modules, local, services):
    """Runs all steps for all types of a module, once. Returns the rows of check mode, the run and the second run, and the entity from Pulp."""
    lived = {}

    def live(module):
        if module not in lived:
            table = MODULES[module][0]
            lived[module] = {}
            for step in STEPS:
                items = {kind: wishes(module, kind, step) for kind in table.TYPES}
                runs = [run_all(modules, module, items, check) for check in (True, False, False)]
                entities = {kind: local.find(table.PATHS[kind.split("/")[0]], name(module, kind)) for kind in items}
                for kind in items:
                    lived[module][kind, step] = [run[kind] for run in runs], entities[kind]
        return lived[module]

    return live


class Step:
    """The results of one step for one type."""

    def __init__(self, runs, entity):
        (self.predicted, self.real, self.again), self.diffs = zip(*runs)
        self.entity = entity
        for run in (self.predicted, self.real, self.again):
            assert not run["failed"], run["msg"]


@pytest.fixture
def step(request, lives):
    module, kind, which = request.param
    return Step(*lives(module)[kind, which])


def changes(module, kind, step):
    """Returns whether a step changes something. Some types have no field that can be cleared."""
    return step != "cleared" or any(field.clears for field in MODULES[module][0].TYPES[kind].values())


def each(*steps):
    lives = [(module, kind, step) for step in steps for module, kind in TYPES if changes(module, kind, step)]
    parameters = [pytest.param(life, life, id="-".join(life)) for life in lives]
    return pytest.mark.parametrize(("which", "step"), parameters, indirect=["step"])


@each(*STEPS)
def test_again(which, step):
    """The second run changes nothing."""
    assert step.again["changed"] is False, step.diffs[2]
    assert step.diffs[2] is None


@each("created", "changed", "cleared", "removed")
def test_predicted(which, step):
    """Check mode predicts the result of the run."""
    assert step.predicted["changed"] is step.real["changed"] is True
    assert step.diffs[0] == step.diffs[1]


@each("unsaid")
def test_unsaid(which, step):
    """Fields that are left out stay, and so do fields that cannot be cleared and are given as empty text."""
    assert step.predicted["changed"] is step.real["changed"] is False, step.diffs[1]


@each("created", "padded", "changed")
def test_stored(which, step, local):
    """Every field has the given value, or is set if Pulp hides it."""
    module, kind, when = which
    for option, field in MODULES[module][0].TYPES[kind].items():
        wanted = field.other if when == "changed" else field.first
        pulp = field.pulp or option
        if field.hidden:
            assert {"name": pulp, "is_set": True} in step.entity["hidden_fields"]
        else:
            assert read(step.entity, field, option) == ordered(stored(local, field, wanted)), option


@each("cleared")
def test_cleared(which, step):
    """Every field that can be cleared is empty."""
    module, kind, _ = which
    for option, field in MODULES[module][0].TYPES[kind].items():
        pulp = field.pulp or option
        if field.clears and field.hidden:
            assert {"name": pulp, "is_set": False} in step.entity["hidden_fields"]
        elif field.clears:
            assert read(step.entity, field, option) in (None, "", [], {}), option


@each("removed")
def test_removed(which, step):
    assert step.entity is None


@each("created", "changed", "cleared")
def test_diff(which, step):
    """The diff has exactly the changed fields, and no secret."""
    module, kind, when = which
    fields = MODULES[module][0].TYPES[kind]
    if when == "created":
        expected = {"name", *fields, *getattr(MODULES[module][0], "SERVED", {}).get(kind, {})}
    elif when == "changed":
        expected = {option for option, field in fields.items() if field.first != field.other and not field.hidden}
    else:
        expected = {option for option, field in fields.items() if field.clears}
    diff = step.diffs[1]
    assert set(diff["after"]) == expected
    assert set(diff["before"]) == (set() if when == "created" else expected)
    for option, field in fields.items():
        if field.secret and option in expected and when != "cleared":
            assert diff["after"][option] == "<changed>"


@each("created", "changed")
def test_returned(which, step):
    """The result has the server's entity, without secrets, and with the values that the server stores elsewhere."""
    module, kind, _ = which
    fields = MODULES[module][0].TYPES[kind]
    secrets = {field.pulp or option for option, field in fields.items() if field.secret}
    expected = {key: [] if value == [""] else value for key, value in step.entity.items() if key not in secrets}
    expected |= {option: read(step.entity, field, option) for option, field in fields.items() if field.label}
    assert step.again[module] == expected
