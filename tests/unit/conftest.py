"""A copy of the collection, whose binaries are /bin/cat: they answer with the arguments they got."""

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

# A connection like `local` that Ansible, and the action, take for a remote one.
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


@pytest.fixture
def collection(tmp_path):
    """The collection's root; its binaries are in `plugins/bin`."""
    root = tmp_path / "collections" / "ansible_collections" / "release_train" / "pulp"
    for part in ("meta", "plugins/action", "plugins/filter", "plugins/lookup", "plugins/plugin_utils"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(ROOT / "galaxy.yml", root)
    (root / "plugins" / "modules").mkdir()
    for arch in ("x86_64", "aarch64"):
        (root / "plugins" / "bin" / arch).mkdir(parents=True)
    shutil.copy("/bin/cat", root / "plugins" / "bin" / os.uname().machine / "repository")
    (root / "plugins" / "modules" / "repository").symlink_to(f"../bin/{os.uname().machine}/repository")
    return root


@pytest.fixture
def ansible(collection, tmp_path):
    """Runs a playbook's tasks; returns the last one's result and everything that was printed."""
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
    }

    def run(tasks, *options, variables="{}", command=(), inventory=None, **more):
        hosts = tmp_path / "hosts.json"
        hosts.write_text(json.dumps({"all": {"hosts": {"localhost": inventory or {}}}}))
        playbook = tmp_path / "playbook.yml"
        lines = "\n".join(f"    {line}" for line in tasks.strip("\n").splitlines())
        playbook.write_text(f"- hosts: localhost\n  gather_facts: false\n  vars: {variables}\n  tasks:\n{lines}\n")
        ansible_playbook = str(Path(sys.executable).with_name("ansible-playbook"))
        done = subprocess.run(
            [*command, ansible_playbook, "-i", str(hosts), "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", *options, str(playbook)],
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        result = tmp_path / "results" / "localhost"
        assert result.exists(), printed
        return json.loads(result.read_text()), printed

    return run
