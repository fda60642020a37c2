"""A copy of the collection whose binaries are /bin/cat: each returns its arguments as the result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build" / "collections"))

# A connection like `local` that Ansible and the action plugin treat as remote.
CONNECTION = """
from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = '''
name: remote
short_description: run on this machine
description: As the connection local does.
options:
  pipelining:
    description: Whether modules are piped into their interpreter.
    type: boolean
    default: false
    vars: [{name: ansible_pipelining}]
'''


class Connection(Local):
    transport = "remote"
"""


# A module that only logs its arguments. Items fail, or lead to a warning, as FAKE_FAILURES says.
FAKE = """#!/usr/bin/python
# WANT_JSON
import json, os, sys

given = json.load(open(sys.argv[1]))
EARLIER = open(os.environ["FAKE_CALLS"]).read()
with open(os.environ["FAKE_CALLS"], "a") as calls:
    calls.write(json.dumps(given) + "\\n")
FAILURES = json.loads(os.environ.get("FAKE_FAILURES", "{}"))
module = given["_ansible_module_name"].rpartition(".")[2]
plural, items = next(((key, value) for key, value in given.items() if isinstance(value, list)), (module + "s", []))
rows, warnings = [], []
for item in items:
    name = item.get("name") or item.get("repository") or item.get("username")
    msg = FAILURES.get(module + " " + name)
    if msg and msg.startswith("once: ") and json.dumps(name) in EARLIER:
        msg = None
    if msg and msg.startswith("warning: "):
        warnings.append(msg[len("warning: "):])
        msg = None
    rows.append({"name": name, "changed": not msg, "failed": bool(msg), "msg": msg or "created", "unknown": "still running" in str(msg)})
failed = [row["name"] + ": " + row["msg"] for row in rows if row["failed"]]
result = {"changed": True, "failed": bool(failed), "msg": "", "warnings": warnings, plural: rows}
if failed:
    result["msg"] = "%d of %d %s failed:\\n  %s" % (len(failed), len(rows), plural, "\\n  ".join(failed))
if module in FAILURES:
    result = {"changed": False, "failed": True, "msg": FAILURES[module]}
print(json.dumps(result))
"""


@pytest.fixture
def collection(tmp_path):
    """Returns the root of the collection. Its binaries are in `plugins/bin`."""
    root = tmp_path / "collections" / "ansible_collections" / "release_train" / "pulp"
    for part in ("meta", "plugins/action", "plugins/doc_fragments", "plugins/filter", "plugins/lookup", "plugins/plugin_utils"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(ROOT / "galaxy.yml", root)
    (root / "plugins" / "modules").mkdir()
    for arch in ("x86_64", "aarch64"):
        (root / "plugins" / "bin" / arch).mkdir(parents=True)
    shutil.copy("/bin/cat", root / "plugins" / "bin" / os.uname().machine / "repository")
    (root / "plugins" / "modules" / "repository").symlink_to(f"../bin/{os.uname().machine}/repository")
    return root


@pytest.fixture
def calls(collection, tmp_path):
    """Adds the roles, the playbooks and fake modules to the collection. Returns a function that reads the arguments of all calls."""
    for part in ("roles", "playbooks"):
        shutil.copytree(ROOT / part, collection / part)
    fake = collection / "plugins" / "bin" / os.uname().machine / "fake"
    fake.write_text(FAKE)
    fake.chmod(0o755)
    (collection / "plugins" / "modules" / "repository").unlink()
    for action in (ROOT / "plugins" / "action").glob("*.py"):
        (collection / "plugins" / "modules" / action.stem).symlink_to(f"../bin/{os.uname().machine}/fake")
    log = tmp_path / "calls"
    log.touch()

    def read():
        return [json.loads(line) for line in log.read_text().splitlines()]

    return read


@pytest.fixture
def ansible(collection, tmp_path):
    """Runs tasks or a playbook. Returns the result of the last task and the whole output."""
    connections = tmp_path / "connections"
    connections.mkdir()
    (connections / "remote.py").write_text(CONNECTION)
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collection.parents[2]),
        "ANSIBLE_CONNECTION_PLUGINS": str(connections),
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(tmp_path / "results"),
        "ANSIBLE_LOCAL_TEMP": str(tmp_path / "local"),
        "ANSIBLE_REMOTE_TEMP": str(tmp_path / "remote"),
        "ANSIBLE_ASYNC_DIR": str(tmp_path / "async"),
        "ANSIBLE_NOCOLOR": "1",
        "COLUMNS": "400",
        "FAKE_CALLS": str(tmp_path / "calls"),
    }

    def run(tasks, *options, variables="{}", command=(), inventory=None, failures=None, **more):
        """Runs `tasks`, or a playbook of the collection if it is a path. `failures` are those of the fake modules of `calls`."""
        hosts = tmp_path / "hosts.json"
        hosts.write_text(json.dumps({"all": {"hosts": {"localhost": inventory or {}}}}))
        playbook = tmp_path / "playbook.yml"
        if isinstance(tasks, Path):
            playbook = collection / tasks
        else:
            lines = "\n".join(f"    {line}" for line in tasks.strip("\n").splitlines())
            playbook.write_text(f"- hosts: localhost\n  gather_facts: false\n  vars: {variables}\n  tasks:\n{lines}\n")
        ansible_playbook = str(Path(sys.executable).with_name("ansible-playbook"))
        done = subprocess.run(
            [*command, ansible_playbook, "-i", str(hosts), "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", *options, str(playbook)],
            env={**environment, "FAKE_FAILURES": json.dumps(failures or {}), **more},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        result = tmp_path / "results" / "localhost"
        assert result.exists(), printed
        return json.loads(result.read_text()), printed

    return run
