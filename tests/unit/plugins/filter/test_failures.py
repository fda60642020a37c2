"""Failures in the results of modules, and how roles handle them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.release_train.pulp.plugins.plugin_utils.failures import PLANNED, failure_message, failures, unmet, unsettled, without_failed

SOURCES = "\n".join(path.read_text() for path in (Path(__file__).parents[4] / "modules/pulp/src").rglob("*.rs"))
ITEMS = [{"name": "a", "url": "http://a"}, {"name": "b", "url": "http://b"}, {"name": "c"}]


def result(plural="repositories", **failed):
    """Returns a module's result for a, b and c; the items in `failed` failed with these messages."""
    suffix = "-remote" if plural == "remotes" else ""
    rows = [{"name": name + suffix, "changed": False, "failed": name in failed, "msg": failed.get(name, "created")} for name in ("a", "b", "c")]
    return {"changed": False, "failed": bool(failed), "msg": "some failed" if failed else "", plural: rows}


WHOLE = {"changed": False, "failed": True, "msg": "no connection: refused"}


@pytest.mark.parametrize(("more", "open_"), [({"unknown": True}, True), ({"unknown": False}, False), ({}, False)])
def test_unknown_item_is_unsettled(more, open_):
    found = result(b="is still running after 5 s (timeout)")
    found["repositories"][1].update(more)
    assert unsettled(found) is open_


def test_other_failures_are_retried():
    found = result(a="could not: 400", b="is still running after 5 s (timeout)")
    found["repositories"][1]["unknown"] = True
    assert unsettled(found) is False


def test_successful_items_do_not_count():
    found = result(a="could not: 400")
    found["repositories"][1]["unknown"] = True
    assert unsettled(found) is False
    assert unsettled(result()) is False


def test_failure_without_rows_is_retried():
    assert unsettled(WHOLE) is False
    assert unsettled({"failed": True, "msg": "stopped by a signal before anything was sent"}) is True


@pytest.mark.parametrize("text", ['"unknown"', PLANNED.pattern.removeprefix("(.+)"), "stopped by a signal"])
def test_texts_are_in_rust_sources(text):
    assert text in SOURCES


def test_failures():
    found = failures(result(a="no", c="nor"), "deb repositories")
    assert found == [{"step": "deb repositories", "item": "a", "msg": "no"}, {"step": "deb repositories", "item": "c", "msg": "nor"}]
    assert failures(WHOLE, "rpm syncs") == [{"step": "rpm syncs", "item": None, "msg": "no connection: refused"}]
    assert failures(result(), "x") == failures({"skipped": True, "changed": False}, "x") == failures({}, "x") == []


def test_hints_are_kept():
    row = {"name": "a", "changed": False, "failed": True, "msg": "no", "hint": "say yes"}
    assert failures({"failed": True, "syncs": [row]}, "x")[0]["msg"] == "no; hint: say yes"
    whole = {"failed": True, "msg": "no\n  hint: say yes", "hint": "say yes"}
    assert failures(whole, "x")[0]["msg"] == "no; hint: say yes"
    assert unmet(whole, "x") == ["x: no; hint: say yes"]


def test_message_has_one_line_per_step():
    found = failures(result(a="no", c="nor"), "deb repositories") + failures(WHOLE, "rpm syncs")
    # A list that two plays use can fail twice.
    assert failure_message(found + found) == "deb repositories: a: no; c: nor\nrpm syncs: no connection: refused"


def test_long_lists_are_shortened():
    rows = [{"name": str(number), "changed": False, "failed": True, "msg": "no"} for number in range(5000)]
    message = failure_message(failures({"failed": True, "msg": "", "syncs": rows}, "rpm syncs"))
    assert message.endswith("19: no; and 4980 more, see the result of the task")
    assert len(message) < 1000


def test_failed_items_are_dropped():
    names = [item["name"] for item in without_failed(ITEMS, result(a="no"), result("remotes"))]
    assert names == ["b", "c"]
    assert [item["name"] for item in without_failed(ITEMS, result(), result("remotes", b="no"))] == ["a", "c"]
    assert without_failed(ITEMS, WHOLE) == without_failed(ITEMS, result(), WHOLE) == []
    assert without_failed(ITEMS, {"skipped": True}, {}) == ITEMS
    assert without_failed(None, result()) == []
    # Pulp trims names.
    assert without_failed([{"name": "a "}], result(a="no")) == []


def test_unmet():
    tried = {**result(a="serves nothing"), "warnings": ['remote "r" does not exist yet; assuming that an earlier step creates it', "other"] * 2}
    assert unmet(tried, "rpm") == ["rpm: a: serves nothing", 'rpm: remote "r" does not exist']
    assert unmet(tried, "rpm", strict=False) == ["rpm: a: serves nothing"]
    # failed_when can set `failed` to false.
    assert unmet({**WHOLE, "failed": False}, "rpm") == ["rpm: no connection: refused"]
    assert unmet({"skipped": True}, "rpm") == []
