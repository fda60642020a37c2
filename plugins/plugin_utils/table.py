# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Formats lists as tables."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain


def table(rows, columns):
    """Returns the lines of a table with one column per key. A key such as `joined.version` reads nested dictionaries."""
    cells = [[heading.rpartition(".")[2].upper().replace("_", " ") for heading in columns]]
    cells += [[_cell(row, column.split(".")) for column in columns] for row in plain(rows or [])]
    widths = [max(len(line[number]) for line in cells) for number in range(len(columns))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in cells]


def _cell(value, keys):
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if value in (None, "", {}, []):
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{count} {what}" for what, count in value.items())
    # Only the last part of an href, because the rest is the same in all rows.
    return value.rstrip("/").rpartition("/")[2] if str(value).startswith("/") else str(value)
