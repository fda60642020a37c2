"""The scenarios cover all declared types and options."""

from __future__ import annotations

import pytest
from declared import declared
from served import TABLES


def rows(operation):
    """Returns the fields of a table by type. A type may have several rows."""
    fields = {}
    for kind, row in TABLES[operation]["TYPES"].items():
        fields.setdefault(kind.split("/")[0], {}).update(row)
    return fields


@pytest.mark.parametrize("operation", TABLES)
def test_types(operation):
    assert set(rows(operation)) == set(declared(operation))
    assert set(TABLES[operation]["PATHS"]) == set(declared(operation))


@pytest.mark.parametrize("operation", TABLES)
def test_fields(operation):
    missing = {
        f"{kind}.{option}"
        for kind, declaration in declared(operation).items()
        for option in set(declaration.options) ^ set(rows(operation).get(kind, {}))
    }
    assert not missing


@pytest.mark.parametrize("operation", TABLES)
def test_meaning(operation):
    """The scenarios agree with the declarations about which fields can be cleared and which are secret."""
    wrong = []
    for kind, declaration in declared(operation).items():
        for option, declared_as in declaration.options.items():
            field = rows(operation).get(kind, {}).get(option)
            if field and (field.clears, field.secret) != (declared_as.clearable, declared_as.secret):
                wrong.append(f"{kind}.{option}: {declared_as}")
    assert not wrong
