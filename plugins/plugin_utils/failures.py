# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Failures in the results of modules: which items failed and why, and which items a role continues with.

For a list, a module returns one row per item, under the name of the list. If a result has no rows, the module failed
before its first write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.release_train.pulp.plugins.plugin_utils.items import remote_name
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain
from ansible_collections.release_train.pulp.plugins.plugin_utils.retry import HINT, SHOWN, rows_of

# In check mode, modules warn about missing objects that an earlier step may create.
PLANNED = re.compile(r"(.+) does not exist yet; assuming that an earlier step creates it")


def unsettled(result):
    """Returns whether a task should not be retried: all that failed may still be running in Pulp, or be done already."""
    rows = _rows(result)
    if rows is None:
        # Nothing was written, so the task can be retried, unless somebody stopped the module.
        return "stopped by a signal" in str(result.get("msg"))
    return _failed(result) and all(row.get("unknown") for row in rows if row["failed"])


def failures(result, step):
    """Returns the failures of a step, one dictionary per item. If the step failed as a whole, there is one without an item."""
    if not _failed(result):
        return []
    failed = [{"step": step, "item": _label(row), "msg": _with_hint(row)} for row in _rows(result) or [] if row["failed"]]
    # Messages quote the server, and must not be templated.
    return wrap_var(failed or [{"step": step, "item": None, "msg": _in_one_line(result)}])


def _with_hint(row):
    return f"{row['msg']}; hint: {row['hint']}" if row.get("hint") else row["msg"]


def _in_one_line(result):
    """Returns the message of a result that has no rows."""
    return str(plain(result.get("msg", ""))).replace(HINT, "; hint: ")


def failure_message(failures):
    """Returns one line per failed step, with its failed items and the reasons."""
    steps = {}
    for failure in plain(failures):
        failed = steps.setdefault(failure["step"], [])
        # A list that two plays use can fail twice.
        if failure not in failed:
            failed.append(failure)
    return "\n".join(f"{step}: {_reasons(failed)}" for step, failed in steps.items())


def without_failed(items, repositories=None, remotes=None):
    """Returns the items of the role pulp_repository whose repository and remote did not fail. Only these may be synced."""
    items = plain(items or [])
    for result, name in ((repositories, lambda item: item["name"]), (remotes, remote_name)):
        if _failed(result):
            rows = _rows(result)
            failed = {_label(row).strip() for row in rows or [] if row["failed"]}
            items = [item for item in items if rows is not None and name(item).strip() not in failed]
    return items


def unmet(result, step, strict=True):
    """Returns why a real run of a list that was tried in check mode would fail: failures and missing objects."""
    if not isinstance(result, Mapping) or result.get("skipped"):
        return []
    rows = _rows(result)
    if rows is None:
        return [f"{step}: {_in_one_line(result)}"]
    found = [f"{step}: {_label(row)}: {_with_hint(row)}" for row in rows if row["failed"]]
    missing = [match[1] for match in map(PLANNED.fullmatch, map(str, result.get("warnings") or [])) if match]
    # Several items may need the same missing object.
    return found + [f"{step}: {what} does not exist" for what in dict.fromkeys(missing) if strict]


def _failed(result):
    return isinstance(result, Mapping) and bool(result.get("failed"))


def _rows(result):
    """Returns the rows of a result, or None if it has none."""
    return rows_of(result)[1]


def _label(row):
    """Returns the name of a row's item, or its repository if it has no name."""
    return str(row["name"] if "name" in row else row.get("repository", ""))


def _reasons(failed):
    shown = [failure["msg"] if failure["item"] is None else f"{failure['item']}: {failure['msg']}" for failure in failed[:SHOWN]]
    rest = len(failed) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more, see the result of the task" if rest else "")
