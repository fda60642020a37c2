# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""What failed in the results of modules: which items and why, and what a role does about it.

A module that got a list returns a row for each item, under the list's name. A result without rows failed before the
first write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.release_train.pulp.plugins.plugin_utils.items import remote_name
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain
from ansible_collections.release_train.pulp.plugins.plugin_utils.retry import rows_of

# Modules say in check mode of what is missing that it may be there by then.
PLANNED = re.compile(r"(.+) does not exist yet; taken as made by an earlier step")
# More would bury the message. The failed task's own result has all of them.
SHOWN = 20


def unsettled(result):
    """Whether a retry of a task that failed would have nothing to do but what may still run, or be done already."""
    rows = _rows(result)
    if rows is None:
        # Nothing was written, so that only whoever stopped the module wants no retry.
        return "stopped by a signal" in str(result.get("msg"))
    return _failed(result) and all(row.get("unknown") for row in rows if row["failed"])


def failures(result, step):
    """The failures of a step, a dictionary for each item; one without an item, if the step failed as a whole."""
    if not _failed(result):
        return []
    failed = [{"step": step, "item": _label(row), "msg": row["msg"]} for row in _rows(result) or [] if row["failed"]]
    # Messages have the server's words in them, which are no templates.
    return wrap_var(failed or [{"step": step, "item": None, "msg": str(plain(result.get("msg", "")))}])


def failure_message(failures):
    """A line for each step that failed, with its items and why they did."""
    steps = {}
    for failure in plain(failures):
        failed = steps.setdefault(failure["step"], [])
        # A list that two plays work on fails twice.
        if failure not in failed:
            failed.append(failure)
    return "\n".join(f"{step}: {_reasons(failed)}" for step, failed in steps.items())


def without_failed(items, repositories=None, remotes=None):
    """The items of the role pulp_repository whose repository and remote are as declared. Only those may be synced."""
    items = plain(items or [])
    for result, name in ((repositories, lambda item: item["name"]), (remotes, remote_name)):
        if _failed(result):
            rows = _rows(result)
            failed = {_label(row).strip() for row in rows or [] if row["failed"]}
            items = [item for item in items if rows is not None and name(item).strip() not in failed]
    return items


def unmet(result, step, strict=True):
    """What keeps a list that was tried in check mode from being done as a whole: failures, and all that is missing."""
    if not isinstance(result, Mapping) or result.get("skipped"):
        return []
    rows = _rows(result)
    if rows is None:
        return [f"{step}: {result.get('msg', '')}"]
    found = [f"{step}: {_label(row)}: {row['msg']}" for row in rows if row["failed"]]
    missing = [match[1] for match in map(PLANNED.fullmatch, map(str, result.get("warnings") or [])) if match]
    # Several items may need what is missing.
    return found + [f"{step}: {what} does not exist" for what in dict.fromkeys(missing) if strict]


def _failed(result):
    return isinstance(result, Mapping) and bool(result.get("failed"))


def _rows(result):
    """The rows of a result; None if it has none."""
    return rows_of(result)[1]


def _label(row):
    """What a row calls its item: most by name, others by repository."""
    return str(row["name"] if "name" in row else row.get("repository", ""))


def _reasons(failed):
    shown = [failure["msg"] if failure["item"] is None else f"{failure['item']}: {failure['msg']}" for failure in failed[:SHOWN]]
    rest = len(failed) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more, see the result of the task" if rest else "")
