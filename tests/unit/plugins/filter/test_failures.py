"""What failed in results, and what roles do about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.release_train.pulp.plugins.plugin_utils.failures import PLANNED, failure_message, failures, unmet, unsettled, without_failed

SOURCES = "\n".join(path.read_text() for path in (Path(__file__).parents[4] / "modules/pulp/src").rglob("*.rs"))
ITEMS = [{"name": "a", "url": "http://a"}, {"name": "b", "url": "http://b"}, {"name": "c"}]


def result(plural="repositories", **failed):
    """What a module returns of a, b and c, of which some failed."""
    suffix = "-remote" if plural == "remotes" else ""
    rows = [{"name": name + suffix, "changed": False, "failed": name in failed, "msg": failed.get(name, "created")} for name in ("a", "b", "c")]
    return {"changed": False, "failed": bool(failed), "msg": "some failed" if failed else "", plural: rows}


WHOLE = {"changed": False, "failed": True, "msg": "no connection: refused"}


@pytest.mark.parametrize(("more", "open_"), [({"unknown": True}, True), ({"unknown": False}, False), ({}, False)])
def test_what_may_still_run(more, open_):
    found = result(b="still runs after 5 s (timeout)")
    found["repositories"][1].update(more)
    assert unsettled(found) is open_


def test_what_failed_beside_it_is_retried():
    found = result(a="could not: 400", b="still runs after 5 s (timeout)")
    found["repositories"][1]["unknown"] = True
    assert unsettled(found) is False


def test_what_is_done_is_not_in_doubt():
    found = result(a="could not: 400")
    found["repositories"][1]["unknown"] = True
    assert unsettled(found) is False
    assert unsettled(result()) is False


def test_a_run_that_wrote_nothing_may_be_retried():
    assert unsettled(WHOLE) is False
    assert unsettled({"failed": True, "msg": "stopped by a signal before anything was sent"}) is True


@pytest.mark.parametrize("text", ['"unknown"', PLANNED.pattern.removeprefix("(.+)"), "stopped by a signal"])
def test_the_words_are_the_modules_own(text):
    assert text in SOURCES


def test_failures_have_a_step_an_item_and_a_reason():
    found = failures(result(a="no", c="nor"), "deb repositories")
    assert found == [{"step": "deb repositories", "item": "a", "msg": "no"}, {"step": "deb repositories", "item": "c", "msg": "nor"}]
    assert failures(WHOLE, "rpm syncs") == [{"step": "rpm syncs", "item": None, "msg": "no connection: refused"}]
    assert failures(result(), "x") == failures({"skipped": True, "changed": False}, "x") == failures({}, "x") == []


def test_the_message_has_a_line_for_each_step():
    found = failures(result(a="no", c="nor"), "deb repositories") + failures(WHOLE, "rpm syncs")
    # A list that two plays worked on failed twice.
    assert failure_message(found + found) == "deb repositories: a: no; c: nor\nrpm syncs: no connection: refused"


def test_a_long_list_does_not_bury_the_message():
    rows = [{"name": str(number), "changed": False, "failed": True, "msg": "no"} for number in range(5000)]
    message = failure_message(failures({"failed": True, "msg": "", "syncs": rows}, "rpm syncs"))
    assert message.endswith("19: no; and 4980 more, see the result of the task")
    assert len(message) < 1000


def test_only_what_did_not_fail_is_synced():
    names = [item["name"] for item in without_failed(ITEMS, result(a="no"), result("remotes"))]
    assert names == ["b", "c"]
    assert [item["name"] for item in without_failed(ITEMS, result(), result("remotes", b="no"))] == ["a", "c"]
    assert without_failed(ITEMS, WHOLE) == without_failed(ITEMS, result(), WHOLE) == []
    assert without_failed(ITEMS, {"skipped": True}, {}) == ITEMS
    assert without_failed(None, result()) == []
    # Pulp trims names.
    assert without_failed([{"name": "a "}], result(a="no")) == []


def test_what_keeps_a_list_from_being_done_as_a_whole():
    tried = {**result(a="serves nothing"), "warnings": ['remote "r" does not exist yet; taken as made by an earlier step', "other"] * 2}
    assert unmet(tried, "rpm") == ["rpm: a: serves nothing", 'rpm: remote "r" does not exist']
    assert unmet(tried, "rpm", strict=False) == ["rpm: a: serves nothing"]
    # With failed_when a result says that nothing failed; its rows still do.
    assert unmet({**WHOLE, "failed": False}, "rpm") == ["rpm: no connection: refused"]
    assert unmet({"skipped": True}, "rpm") == []
