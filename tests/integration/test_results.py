"""Results are what a read shows: of every type, after it is created and after it is updated."""

from __future__ import annotations

import pytest
from test_life import MODULES, TYPES, item

# Counted on by nobody, and still counting when the module is done.
MOMENTS = {"pulp_last_updated"}


def shown(entity):
    return {key: value for key, value in entity.items() if key not in MOMENTS}


@pytest.fixture(scope="module")
def results(modules, services):
    """What each type's entity is after a step, as the module returned it and as it reads it."""
    lived = {}

    def of(module):
        if module not in lived:
            table, plural = MODULES[module]
            made = {}
            for step in ("first", "other"):
                wanted = [item(module, kind, lambda field: getattr(field, step)) for kind in table.TYPES]
                wanted = [one | {"name": one["name"].replace("it-life", "it-result")} for one in wanted]
                result = modules.call(module, **{plural: wanted})[plural]
                keys = [{"type": one["type"], "name": one["name"], "state": "read"} for one in wanted]
                read = modules.call(module, **{plural: keys})[plural]
                for kind, returned, found in zip(table.TYPES, result, read):
                    made[kind, step] = returned[module], found[module]
            modules.call(module, **{plural: [key | {"state": "absent"} for key in keys]})
            lived[module] = made
        return lived[module]

    return of


@pytest.mark.parametrize("step", ["first", "other"])
@pytest.mark.parametrize(("module", "kind"), TYPES)
def test_a_result_is_what_a_read_shows(results, module, kind, step):
    returned, read = results(module)[kind, step]
    assert shown(returned) == shown(read)
