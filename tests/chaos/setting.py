"""The servers of the inventory `chaos`, which tests may stop, kill and fill up. After importing this, the helpers of tests/integration use these servers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import requests
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORLD = ROOT / "molecule" / "world"
INVENTORY = WORLD / "inventory" / "chaos.yml"
PORTS = {name: host["pulp_server_port"] for name, host in yaml.safe_load(INVENTORY.read_text())["all"]["hosts"].items()}
ARK, LOCAL = (f"http://127.0.0.1:{PORTS[name]}" for name in ("ark", "local"))
HOME = Path("/var/lib/pulp/chaos-local")
DATABASE = "pulp_chaos_local"

os.environ |= {
    "WORLD_SITE": "local", "PULP_ARK": ARK, "PULP_LOCAL": LOCAL, "WORLD_FOLDER": "/var/lib/release_train/chaos",
    "WORLD_LOCAL_SETTINGS": str(HOME / "etc" / "settings.py"),
}  # fmt: skip
sys.path.insert(0, str(ROOT / "tests" / "integration"))


def command(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def supervisor(*words):
    """Returns the output of supervisorctl, and ignores its exit code: it fails if a process is already in the requested state."""
    pid = (HOME / "run" / "supervisord.pid").read_text().strip()
    python = Path(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode())
    call = [python.parent / "supervisorctl", "-c", HOME / "etc" / "supervisord.conf", *words]
    return subprocess.run(call, capture_output=True, text=True, check=False).stdout


def pids(name):
    """Returns the process IDs of a program, by its name in supervisor."""
    lines = [line.split() for line in supervisor("status").splitlines()]
    return [int(line[3].rstrip(",")) for line in lines if line[0].split(":")[0] == name and line[1] == "RUNNING"]


def psql(statement, database="postgres"):
    return command("runuser", "-u", "postgres", "--", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement)


def until_ready(workers=2, patience=120):
    """Waits until Pulp responds, with its workers and content apps online."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            status = requests.get(f"{LOCAL}/pulp/api/v3/status/", timeout=10)
            if status.ok and len(status.json()["online_workers"]) >= workers and status.json()["online_content_apps"]:
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not become ready: {supervisor('status')}")
