# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""A task's retries (`until`): of a list, only the items that failed run again, and the result is that of all tries.

Nothing runs again of which the module does not know what became: it may still be under way in Pulp.
"""

from __future__ import annotations

from collections.abc import Mapping


def rows_of(result):
    """The key and the rows of a list's result; neither if it has none, as it failed before its first write."""
    for key, value in result.items():
        if isinstance(value, list) and value and all(isinstance(row, Mapping) and {"changed", "failed", "msg"} <= row.keys() for row in value):
            return key, value
    return None, None


def unfinished(arguments, result):
    """Which items of a list a retry is about, by their places; None if it is about the task as a whole."""
    key, rows = rows_of(result)
    items = arguments.get(key)
    if not result.get("failed") or not isinstance(items, list) or len(items) != len(rows):
        return None
    return [place for place, row in enumerate(rows) if row["failed"] and not row.get("unknown")]


def only(arguments, result, places):
    """The arguments for the items at some places."""
    key, _rows = rows_of(result)
    return {**arguments, key: [arguments[key][place] for place in places]}


def merged(before, after, places):
    """The result of all tries: what one of them changed is changed."""
    key, rows = rows_of(before)
    _key, again = rows_of(after)
    if again is None or len(again) != len(places):
        again = [{**rows[place], "msg": after.get("msg", "")} for place in places]
    rows = list(rows)
    for place, row in zip(places, again):
        rows[place] = {**row, "changed": rows[place]["changed"] or row["changed"]}
    failed = [row for row in rows if row["failed"]]
    result = {**after, key: rows, "changed": any(row["changed"] for row in rows), "failed": bool(failed), "msg": _message(key, rows, failed)}
    for together in ("diff", "warnings"):
        if before.get(together) or after.get(together):
            found = [*before.get(together, []), *after.get(together, [])]
            result[together] = [one for place, one in enumerate(found) if one not in found[:place]]
    return result


def _message(key, rows, failed):
    """What the module says of a list."""
    what = key.replace("_", " ")
    if not failed:
        return f"{sum(row['changed'] for row in rows)} of {len(rows)} {what} changed"
    # A row's first key is what its item is called by.
    reasons = (f"{next(iter(row.values()))}: {row['msg']}" for row in failed)
    return f"{len(failed)} of {len(rows)} {what} failed: {'; '.join(reasons)}"
