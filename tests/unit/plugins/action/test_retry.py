"""Results of a list over several tries, put together by the action plugin."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.retry import merged


def row(name, **more):
    return {"name": name, "changed": False, "failed": False, "msg": "unchanged", "reason": "unchanged", **more}


def failed(name, **more):
    return row(name, failed=True, msg="no", reason="not_possible", **more)


BEFORE = {
    "changed": False, "failed": True, "msg": "2 of 3 rpm syncs failed:\n  b: no\n  c: no", "reason": "not_possible",
    "syncs": [row("a"), failed("b", hint="old advice"), failed("c")],
}  # fmt: skip


def test_rows_are_merged():
    """The message is that of the modules, see `failures_hide_unchanged_entities` in result.rs."""
    after = {"changed": True, "failed": True, "msg": "", "syncs": [row("b", changed=True, reason="updated"), failed("c", hint="say yes")]}
    result = merged(BEFORE, after, [1, 2])
    assert result["msg"] == "1 of 3 rpm syncs failed:\n  c: no\n    hint: say yes"
    assert result["reason"] == "not_possible" and result["changed"]
    assert [one["reason"] for one in result["syncs"]] == ["unchanged", "updated", "not_possible"]


def test_success_after_a_retry():
    after = {"changed": True, "msg": "", "syncs": [row("b", changed=True, reason="updated"), row("c")]}
    result = merged(BEFORE, after, [1, 2])
    assert (result["msg"], result["reason"], result["failed"]) == ("1 of 3 rpm syncs changed", "mixed", False)


def test_failure_of_a_whole_try():
    """Its reason and hint replace those of the items that it should have processed."""
    after = {"changed": False, "failed": True, "msg": "no connection\n  hint: start it", "hint": "start it", "reason": "unreachable"}
    result = merged(BEFORE, after, [1, 2])
    assert result["syncs"][1] == failed("b") | {"msg": "no connection", "hint": "start it", "reason": "unreachable"}
    assert result["msg"].splitlines() == [
        "2 of 3 rpm syncs failed:", "  b: no connection", "    hint: start it", "  c: no connection", "    hint: start it",
    ]  # fmt: skip
    assert result["reason"] == "unreachable" and "hint" not in result


def test_long_lists_are_cut():
    rows = [failed(str(number)) for number in range(22)]
    before = {"changed": False, "failed": True, "msg": "22 of 22 syncs failed:\n  0: no", "syncs": rows}
    lines = merged(before, {"syncs": rows, "failed": True, "msg": ""}, list(range(22)))["msg"].splitlines()
    assert lines[-1] == "  and 2 more, see syncs in the result" and len(lines) == 22
