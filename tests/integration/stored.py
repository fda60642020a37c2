"""Converts the fields of the scenarios to the values in Pulp's API."""

from __future__ import annotations

from scenarios import LABELS_OF_PULP


def stored(local, field, value):
    """Returns a value in the form of Pulp's API."""
    if field.refers_to is None:
        return value.strip() if isinstance(value, str) else value
    if isinstance(value, list):
        return [local.href(field.refers_to, one) for one in value]
    if isinstance(value, dict):
        return {key: local.href(field.refers_to, one) for key, one in value.items()}
    return local.href(field.refers_to, value)


def read(entity, field, option):
    """Returns the value of a field in Pulp's API, with lists sorted."""
    if field.label:
        return entity["pulp_labels"].get(field.label, entity[option])
    value = entity[field.pulp or option]
    if value == [""]:
        # Alternate content sources without paths have this value.
        return []
    if option == "pulp_labels":
        return {key: label for key, label in value.items() if key not in LABELS_OF_PULP}
    return ordered(value)


def ordered(value):
    if isinstance(value, list):
        return sorted(value, key=str)
    return value.strip() if isinstance(value, str) else value
