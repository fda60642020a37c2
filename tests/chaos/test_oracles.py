"""The oracles detect every kind of wrong result, and accept correct ones."""

from __future__ import annotations

import copy

import oracles
import pytest
from oracles import Seen

pytestmark = pytest.mark.selection
ONE, TWO = ("remotes/", "one"), ("remotes/", "two")
OLD, NEW = {"url": "old"}, {"url": "new"}


def row(**more):
    return {"changed": True, "failed": False, "msg": "updated"} | more


@pytest.fixture
def seen():
    """Two items that both change, correctly."""
    reference = {"changed": True, "msg": "2 remotes", "remotes": [row(), row()]}
    before, target = {ONE: OLD, TWO: OLD}, {ONE: NEW, TWO: NEW}
    return Seen([{ONE}, {TWO}], "remotes", before, target, reference, copy.deepcopy(reference), target)


def failed(seen, **more):
    """Makes the second item fail without a change."""
    seen.disturbed["remotes"][1] = row(failed=True, changed=False, msg="could not update") | more
    seen.disturbed |= {"failed": True, "msg": "1 of 2 remotes failed:\n  two: could not update"}
    seen.after = {ONE: NEW, TWO: OLD}


def test_truth(seen):
    assert oracles.after_the_disturbed_run(seen) == []
    failed(seen)
    assert oracles.after_the_disturbed_run(seen) == []
    seen.disturbed, seen.after = {"failed": True, "msg": "could not log in"}, seen.before
    assert oracles.after_the_disturbed_run(seen) == []


def claims_too_little(seen):
    seen.disturbed["remotes"][0]["changed"] = False
    seen.reference["remotes"][0]["changed"] = False


def claims_too_much(seen):
    seen.before = {ONE: NEW, TWO: OLD}
    seen.reference["remotes"][0]["changed"] = False


def is_not_so(seen):
    seen.after = {ONE: NEW, TWO: OLD}


def fails_and_keeps_quiet(seen):
    failed(seen)
    seen.after = {ONE: NEW, TWO: NEW}


def fails_and_claims(seen):
    failed(seen, changed=True)


def knows_nothing(seen):
    failed(seen, unknown=True, changed=True)


def counts_wrongly(seen):
    failed(seen)
    seen.disturbed["msg"] = "2 of 2 remotes failed:\n  two: could not update"


def sums_up_wrongly(seen):
    seen.disturbed["changed"] = False


def hides_a_failure(seen):
    failed(seen)
    seen.disturbed["failed"] = False


def loses_a_row(seen):
    seen.disturbed["remotes"].pop()


def has_no_rows(seen):
    seen.disturbed = {"failed": True, "msg": "could not log in"}


@pytest.mark.parametrize(
    "lie",
    [claims_too_little, claims_too_much, is_not_so, fails_and_keeps_quiet, fails_and_claims, knows_nothing, counts_wrongly, sums_up_wrongly, hides_a_failure, loses_a_row, has_no_rows],
)
def test_lie(lie, seen):
    lie(seen)
    assert oracles.after_the_disturbed_run(seen)


def test_unknown(seen):
    """If a response was lost, an item may have `unknown: true`, and must then have `changed: true`."""
    failed(seen, unknown=True, changed=True)
    seen.doubts = 1
    assert oracles.after_the_disturbed_run(seen) == []
    assert oracles.unknown(seen) == 1
    seen.disturbed["remotes"][1]["changed"] = seen.disturbed["changed"] = False
    assert oracles.after_the_disturbed_run(seen)


def test_second_run(seen):
    failed(seen)
    result = {"changed": True, "msg": "", "remotes": [row(changed=False), row()]}
    assert oracles.after_the_second_run(seen, result, seen.target) == []
    twice = seen.target | {("publication", "one", "1"): {}}
    assert oracles.after_the_second_run(seen, result, twice)
    assert oracles.after_the_second_run(seen, result, seen.after)
    result["remotes"][0]["changed"] = True
    assert oracles.after_the_second_run(seen, result, seen.target)


def test_third_run(seen):
    result = {"changed": False, "msg": "", "remotes": [row(changed=False), row(changed=False)]}
    assert oracles.after_the_third_run(seen, result, seen.target, seen.target) == []
    assert oracles.after_the_third_run(seen, result, seen.target, seen.before)
    result["remotes"][1]["changed"] = True
    assert oracles.after_the_third_run(seen, result, seen.target, seen.target)
