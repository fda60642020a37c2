# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Ansible's values as plain JSON, without whatever `omit` left behind."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set

try:
    from ansible._internal._templating._utils import Omit
except ImportError:  # ansible-core before 2.19 has only the placeholder text
    Omit = object()

# An `omit` inside a list or a variable survives templating as this text (2.16).
_PLACEHOLDER = "__omit_place_holder__"


def is_omit(value):
    return value is Omit or (isinstance(value, str) and value.startswith(_PLACEHOLDER))


def plain(value):
    """`value` in the types JSON knows.

    A binary module gets its arguments through `json.dumps`, and a filter's
    result passes through text (2.16): inline vaults and YAML dates survive
    neither. Containers lose their omitted entries.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if not is_omit(item)}
    if _is_list(value):
        return [plain(item) for item in value if not is_omit(item)]
    return str(value)


def _is_list(value):
    # An inline vault (2.16) is a Sequence of characters; only its str() decrypts it.
    return isinstance(value, (Sequence, Set)) and not hasattr(value, "vault")
