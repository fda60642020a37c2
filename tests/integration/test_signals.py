"""After a signal, a module sends nothing more and reports what it did."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import pytest
from modules import folder

pytestmark = pytest.mark.any_server


@pytest.fixture
def long_sync(local, ark):
    """Returns the arguments of a sync that takes some seconds, because the upstream has thousands of packages, and a query for its task."""
    name = "it-signal"
    url = f"{ark.url}/upstream/rpm/rocky-9-baseos/"
    local.post("remotes/rpm/rpm/", {"name": name, "url": url, "policy": "immediate"})
    repository = local.post("repositories/rpm/rpm/", {"name": name})
    # Old servers have no PRNs.
    unfinished = {"state__in": "waiting,running", "reserved_resources": repository.get("prn", repository["pulp_href"])}
    return {"type": "rpm", "syncs": [{"repository": name, "remote": name}]}, unfinished


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_signal(which, long_sync, modules, local, tmp_path):
    call, unfinished = long_sync
    (tmp_path / "args.json").write_text(json.dumps(modules.connection | call))
    with subprocess.Popen([folder() / "sync", tmp_path / "args.json"], stdout=subprocess.PIPE, env={}) as module:
        until = time.monotonic() + 30
        while not (tasks := local.list("tasks/", **unfinished)):
            assert time.monotonic() < until, "the sync did not start"
        module.send_signal(which)
        output, _ = module.communicate(timeout=10)
    result = json.loads(output)
    assert module.returncode == 1
    assert result["msg"] == (
        f'1 of 1 rpm syncs failed:\n  it-signal: could not sync repository "it-signal": '
        f"task {tasks[0]['pulp_href']} had not finished when a signal arrived"
    )
    # Cancel the task, which would otherwise continue.
    local.patch(tasks[0]["pulp_href"], {"state": "canceled"})
    while local.list("tasks/", **unfinished):
        assert time.monotonic() < until + 60, "the sync does not end"
        time.sleep(0.5)
    local.remove_leftovers("it-signal")
