"""Simulates an aarch64 host: an emulator runs the modules with the glibc of that architecture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration"))

from server import Server  # noqa: E402

EMULATOR = "qemu-aarch64-static -L /usr/aarch64-linux-gnu"

# For Ansible and the action plugin, this is a separate target: the plugin reads its architecture and copies a binary to it.
CONNECTION = f'''
import re

from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: emulated
short_description: run on localhost, modules in an emulator
description: Works like the connection plugin local.
options:
  pipelining:
    description: Whether modules are piped into their interpreter.
    type: boolean
    default: false
    vars: [{{name: ansible_pipelining}}]
"""


class Connection(Local):
    transport = "emulated"

    def exec_command(self, cmd, in_data=None, sudoable=True):
        cmd = cmd.replace("uname -sm", "echo Linux aarch64")
        if "chmod" not in cmd:
            cmd = re.sub(r"(/\\S*/ansible-tmp-[^/\\s]+/\\w+ /\\S*/args)", r"{EMULATOR} \\1", cmd)
        return super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
'''


@pytest.fixture(scope="session")
def server():
    return Server(os.environ.get("PULP_URL", "http://127.0.0.1:9082"))


@pytest.fixture
def play(server, tmp_path):
    """Returns a function that runs one task on the aarch64 host and returns the result."""
    connections = tmp_path / "connections"
    connections.mkdir()
    (connections / "emulated.py").write_text(CONNECTION)
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": os.environ.get("COLLECTIONS", str(ROOT / "build/collections")),
        "ANSIBLE_CONNECTION_PLUGINS": str(connections),
        "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(tmp_path / "results"),
        "PULP_URL": server.url,
        "PULP_USERNAME": server.username,
        "PULP_PASSWORD": server.password,
    }
    command = [str(Path(sys.executable).with_name("ansible")), "all", "-i", "other,", "-c", "emulated", "-vvv"]

    def run(module, **options):
        arguments = ["-m", f"release_train.pulp.{module}", "-a", json.dumps(options)]
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300)
        assert EMULATOR in done.stdout, done.stdout + done.stderr
        result = json.loads((tmp_path / "results" / "other").read_text())
        assert "changed" in result and not result.get("failed"), done.stdout
        return result

    return run
