# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Retries of a task with `until`: only the failed items of a list run again, and the result covers all tries.

Items with `unknown: true` do not run again, because their work may still be running in Pulp.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# The maximum number of failed items in a message, as in the modules.
SHOWN = 20
# How a module adds a hint to the message of a whole run.
HINT = "\n  hint: "


def rows_of(result):
    """Returns the key and the rows of a list's result, or None for both if the module failed before its first write."""
    for key, value in result.items():
        if isinstance(value, list) and value and all(isinstance(row, Mapping) and {"changed", "failed", "msg"} <= row.keys() for row in value):
            return key, value
    return None, None


def unfinished(arguments, result):
    """Returns the positions of the items to retry, or None to retry the whole task."""
    key, rows = rows_of(result)
    items = arguments.get(key)
    if not result.get("failed") or not isinstance(items, list) or len(items) != len(rows):
        return None
    return [place for place, row in enumerate(rows) if row["failed"] and not row.get("unknown")]


def only(arguments, result, places):
    """Returns the arguments with only the items at these positions."""
    key, _rows = rows_of(result)
    return {**arguments, key: [arguments[key][place] for place in places]}


def merged(before, after, places):
    """Returns the result of all tries. An item is changed if any try changed it."""
    key, rows = rows_of(before)
    _key, again = rows_of(after)
    if again is None or len(again) != len(places):
        again = [_failed_again(rows[place], after) for place in places]
    rows = list(rows)
    for place, row in zip(places, again):
        rows[place] = {**row, "changed": rows[place]["changed"] or row["changed"]}
    failed = [row for row in rows if row["failed"]]
    reasons = {row.get("reason") for row in failed or rows}
    result = {
        **after, key: rows, "changed": any(row["changed"] for row in rows), "failed": bool(failed),
        "msg": _message(before["msg"], key, rows, failed), "reason": reasons.pop() if len(reasons) == 1 else "mixed",
    }  # fmt: skip
    # A list has its hints in its rows.
    result.pop("hint", None)
    for together in ("diff", "warnings"):
        if before.get(together) or after.get(together):
            found = [*before.get(together, []), *after.get(together, [])]
            result[together] = [one for place, one in enumerate(found) if one not in found[:place]]
    return result


def _failed_again(row, after):
    """Returns the row of an item that was to be retried by a try that failed as a whole."""
    row = {name: value for name, value in row.items() if name != "hint"}
    hint = {"hint": after["hint"]} if after.get("hint") else {}
    return {**row, "msg": str(after.get("msg", "")).partition(HINT)[0], "reason": after.get("reason", row.get("reason")), **hint}


def _message(before, key, rows, failed):
    """Returns the message that the module would return for the list. `before` is that of an earlier try: `1 of 3 rpm syncs failed:` …"""
    what = re.match(r"\d+ of \d+ (.+) failed:", before)[1]
    if not failed:
        return f"{sum(row['changed'] for row in rows)} of {len(rows)} {what} changed"
    lines = [f"{len(failed)} of {len(rows)} {what} failed:"]
    for row in failed[:SHOWN]:
        # The first key of a row is the name of its item.
        lines.append(f"  {next(iter(row.values()))}: {row['msg']}")
        if row.get("hint"):
            lines.append(f"    hint: {row['hint']}")
    if len(failed) > SHOWN:
        lines.append(f"  and {len(failed) - SHOWN} more, see {key} in the result")
    return "\n".join(lines)
