"""Nothing that the modules declare is left out of the scenarios."""

from __future__ import annotations

import pytest
from declared import declared
from served import TABLES


def rows(operation):
    """The fields of a table by type; a type may have several rows."""
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
    """A row says of a field what its declaration says: whether it can be cleared, and whether it is a secret."""
    wrong = []
    for kind, declaration in declared(operation).items():
        for option, (written, _, _, empty) in declaration.options.items():
            field = rows(operation).get(kind, {}).get(option)
            clears = written.startswith(("Clearable<", "Nullable<", "Merged", "Labels")) or empty
            if field and (field.clears, field.secret) != (clears, "Secret<" in written):
                wrong.append(f"{kind}.{option}: {written}")
    assert not wrong
