"""How the fields of the scenarios are recognised in Pulp's API."""

from __future__ import annotations

from scenarios import LABELS_OF_PULP


def stored(local, field, value):
    """A value as Pulp's API shows it."""
    if field.refers_to is None:
        return value.strip() if isinstance(value, str) else value
    if isinstance(value, list):
        return [local.href(field.refers_to, one) for one in value]
    if isinstance(value, dict):
        return {key: local.href(field.refers_to, one) for key, one in value.items()}
    return local.href(field.refers_to, value)


def read(entity, field, option):
    """A field's value in Pulp's API, lists in one order."""
    if field.label:
        return entity["pulp_labels"].get(field.label, entity[option])
    value = entity[field.pulp or option]
    if value == [""]:
        # So acs keep that they have no paths.
        return []
    if option == "pulp_labels":
        return {key: label for key, label in value.items() if key not in LABELS_OF_PULP}
    return ordered(value)


def ordered(value):
    if isinstance(value, list):
        return sorted(value, key=str)
    return value.strip() if isinstance(value, str) else value
