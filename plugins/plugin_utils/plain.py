# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Converts Ansible's values to plain JSON, without omitted values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set

try:
    from ansible._internal._templating._utils import Omit
except ImportError:  # ansible-core before 2.19 only has the placeholder text
    Omit = object()

# In ansible-core 2.16, an `omit` inside a list or a variable becomes this text.
_PLACEHOLDER = "__omit_place_holder__"


def is_omit(value):
    return value is Omit or (isinstance(value, str) and value.startswith(_PLACEHOLDER))


def plain(value):
    """Returns `value` with JSON types only, and without omitted entries.

    Ansible converts the arguments of a binary module with `json.dumps`, and, in ansible-core 2.16, the result of a
    filter to text. Neither works with inline vaults and YAML dates.
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
    # In ansible-core 2.16, an inline vault is a Sequence of characters; only str() decrypts it.
    return isinstance(value, (Sequence, Set)) and not hasattr(value, "vault")
