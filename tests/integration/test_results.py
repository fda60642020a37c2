"""For every type, the result of a create or update is the same as that of a read."""

from __future__ import annotations

import pytest
from test_life import MODULES, TYPES, item

# Pulp may update this time after the module has ended.
MOMENTS = {"pulp_last_updated"}


def shown(entity):
    return {key: value for key, value in entity.items() if key not in MOMENTS}


@pytest.fixture(scope="module")
def results(modules, services):
    """Returns the entities of all types after each step: as the module returned them, and as it reads them."""
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
def test_result_matches_read(results, module, kind, step):
    returned, read = results(module)[kind, step]
    assert shown(returned) == shown(read)
