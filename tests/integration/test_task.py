"""The module `task`: waits for, cancels, deletes and reads one task, several, or all that match a filter."""

from __future__ import annotations

import socket
import uuid

import pytest
from world import has

FILES = "repositories/file/file/"


@pytest.fixture
def slow(local):
    """Starts tasks that run until they are canceled: syncs from an upstream that accepts connections and never responds."""
    upstream = socket.create_server(("127.0.0.1", 0), backlog=50)
    url = f"http://127.0.0.1:{upstream.getsockname()[1]}/PULP_MANIFEST"
    remote = local.post("remotes/file/file/", {"name": "it-task", "url": url})
    made = []

    def start(run):
        repository = local.post(FILES, {"name": f"it-task {len(made)}"})
        made.append(repository["pulp_href"])
        href = f"{repository['pulp_href']}sync/"
        return local._send("POST", href, json={"remote": remote["pulp_href"]}, headers={"Correlation-ID": run})["task"]

    yield start
    for task in local.list("tasks/", state__in="waiting,running", reserved_resources__in=",".join(made) or "none"):
        local.patch(task["pulp_href"], {"state": "canceled"})
    local.delete_all([*made, remote["pulp_href"]])
    upstream.close()


@pytest.fixture
def ended(local):
    """Starts tasks that end immediately. At the end, deletes the remaining ones."""
    runs = []

    def make(count, run):
        runs.append(run)
        href = local.href(FILES, "it-ground-file")
        return [
            local._send("PATCH", href, json={"description": f"{run} {number}"}, headers={"Correlation-ID": run})["task"]
            for number in range(count)
        ]

    yield make
    for run in runs:
        for task in local.list("tasks/", logging_cid=run):
            local.delete(task["pulp_href"])


def waited(local, hrefs):
    for href in hrefs:
        local.finished({"task": href})


def run_id():
    return uuid.uuid4().hex


def test_read(modules, local, ended):
    run = run_id()
    hrefs = ended(3, run)
    waited(local, hrefs)
    for check in (False, True):
        one = modules.call("task", check=check, pulp_href=hrefs[0])
        assert not one["changed"] and one["task"] == local.get(hrefs[0])
        several = modules.call("task", check=check, tasks=hrefs)
        assert [row["task"]["pulp_href"] for row in several["tasks"]] == hrefs
    assert modules.call("task", pulp_href="/pulp/api/v3/tasks/01a1f81e-fece-7015-9750-08271c8d2a27/")["task"] is None
    found = modules.call("task", logging_cid=run)
    assert {row["pulp_href"] for row in found["tasks"]} == set(hrefs)
    if has("core", "3.85"):
        prn = local.get(hrefs[1])["prn"]
        assert modules.call("task", tasks=[prn])["tasks"][0]["task"]["pulp_href"] == hrefs[1]


def test_filters(modules, local, ended):
    """Each filter selects the right tasks."""
    run = run_id()
    hrefs = ended(2, run)
    waited(local, hrefs)
    name = local.get(hrefs[0])["name"]

    def found(**filters):
        return [row["pulp_href"] for row in modules.call("task", **filters)["tasks"]]

    assert set(found(logging_cid=run, name=name)) == set(hrefs)
    assert found(logging_cid=run, name="nothing.of.this.name") == []
    assert set(found(logging_cid=run, states=["completed"])) == set(hrefs)
    assert found(logging_cid=run, states=["failed", "waiting"]) == []
    assert found(logging_cid=run, filter={"ordering": "pulp_created"}) == hrefs
    assert found(logging_cid=run, filter={"started_at__gt": "2100-01-01"}) == []
    assert "filter state__in is not supported" in modules.fail("task", logging_cid=run, filter={"state__in": ["failed"]})
    if has("core", "3.85"):
        assert found(logging_cid=run, older_than_days=1) == []
        assert set(found(logging_cid=run, older_than_days=0)) == set(hrefs)
    assert found(task_group="/pulp/api/v3/task-groups/01a1f81e-fece-7015-9750-08271c8d2a27/", logging_cid=run) == []


def test_cancel(modules, local, slow):
    """A running task is canceled, and others continue. A second run changes nothing."""
    run = run_id()
    one, other = slow(run), slow(run)
    predicted = modules.call("task", check=True, pulp_href=one, state="canceled")
    assert predicted["changed"] and local.get(one)["state"] in ("waiting", "running")
    result = modules.call("task", pulp_href=one, state="canceled")
    assert result["changed"] and result["diff"][0]["after"] == {"state": "canceled"}
    assert local.get(one)["state"] == "canceled" == result["task"]["state"]
    assert local.get(other)["state"] in ("waiting", "running")
    again = modules.call("task", pulp_href=one, state="canceled")
    assert not again["changed"] and again["msg"] == "already canceled" and again["diff"] == []
    more = slow(run)
    rest = modules.call("task", logging_cid=run, state="canceled")
    assert {row["pulp_href"] for row in rest["tasks"]} == {other, more}
    assert all(row["changed"] for row in rest["tasks"])
    assert {task["state"] for task in local.list("tasks/", logging_cid=run)} == {"canceled"}
    assert modules.call("task", logging_cid=run, state="canceled")["tasks"] == []


def test_wait(modules, local, slow, ended):
    """Waits for tasks that complete, run too long, or are canceled."""
    run = run_id()
    hrefs = ended(4, run)
    result = modules.call("task", tasks=hrefs, state="completed")
    assert not result["changed"] and [row["task"]["state"] for row in result["tasks"]] == ["completed"] * 4
    assert not modules.call("task", check=True, logging_cid=run, state="completed")["changed"]
    running = slow(run_id())
    message = modules.fail("task", pulp_href=running, state="completed", timeout=1)
    assert message.startswith(f"could not wait for task {running}: task {running} is still running after 1 s (timeout)")
    modules.call("task", pulp_href=running, state="canceled")
    result = modules.run("task", tasks=[running, hrefs[0]], state="completed")
    assert [row["failed"] for row in result["tasks"]] == [True, False]
    assert f"task {running} was canceled" in result["msg"]


def test_remove(modules, local, slow, ended):
    """Ended tasks are deleted. A running task is rejected by href, and not selected by a filter."""
    run = run_id()
    hrefs = ended(3, run)
    waited(local, hrefs)
    predicted = modules.call("task", check=True, pulp_href=hrefs[0], state="absent")
    assert predicted["changed"] and local.get(hrefs[0])
    result = modules.call("task", pulp_href=hrefs[0], state="absent")
    assert result["changed"] and result["task"] is None
    assert [task["pulp_href"] for task in local.list("tasks/", logging_cid=run, ordering="pulp_created")] == hrefs[1:]
    again = modules.call("task", pulp_href=hrefs[0], state="absent")
    assert not again["changed"] and again["msg"] == "already absent"
    running = slow(run)
    message = modules.fail("task", pulp_href=running, state="absent")
    assert "only finished tasks can be deleted\n  hint: cancel it with state: canceled" in message
    rest = modules.call("task", logging_cid=run, state="absent")
    assert {row["pulp_href"] for row in rest["tasks"]} == set(hrefs[1:])
    assert [task["pulp_href"] for task in local.list("tasks/", logging_cid=run)] == [running]
    modules.call("task", pulp_href=running, state="canceled")
    modules.call("task", logging_cid=run, state="absent")
    assert local.list("tasks/", logging_cid=run) == []


def test_rejected(modules, local):
    for state in ("absent", "canceled", "completed"):
        assert "it would apply to every task on the server" in modules.fail("task", state=state)
    nowhere = "/pulp/api/v3/tasks/01a1f81e-fece-7015-9750-08271c8d2a27/"
    for state in ("canceled", "completed"):
        assert modules.fail("task", pulp_href=nowhere, state=state).startswith(f"task {nowhere} does not exist")
    assert "set one or the other" in modules.fail("task", pulp_href=nowhere, name="x")
    assert "states must be one of" in modules.fail("task", states=["done"])
