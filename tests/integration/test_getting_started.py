"""The commands in docs/first-steps.md, run as written, do what the page says.

Only the servers are those of the tests instead of those of the demo.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from server import Server
from world import ARK, LOCAL

pytestmark = pytest.mark.any_server

ROOT = Path(__file__).parents[2]
SERVERS = {"http://127.0.0.1:8081": ARK, "http://127.0.0.1:8082": LOCAL}


def steps():
    """Yields the files and commands of the guide in order: `(file, content)` or `(None, command)`."""
    text = (ROOT / "docs/first-steps.md").read_text()
    for theirs, ours in SERVERS.items():
        text = text.replace(theirs, ours)
    parts = re.split(r"^```(\w+)\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    for before, kind, block in zip(parts[::3], parts[1::3], parts[2::3]):
        if kind == "yaml" and (named := re.findall(r"`(\w+\.yml)`", before)):
            yield named[-1], block
        elif kind == "console":
            yield from ((None, line.removeprefix("$ ")) for line in block.splitlines())


@pytest.fixture
def shell(tmp_path):
    playbooks = ROOT / "build/collections/ansible_collections/release_train/pulp/playbooks"
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build/collections"),
        "ANSIBLE_NOCOLOR": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PLAYBOOKS": str(playbooks),
    }

    def run(command):
        done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    yield run
    if (tmp_path / "cleanup.yml").exists():
        run("ansible-playbook -e @pulp.yml cleanup.yml")


def test_guide(shell, tmp_path):
    local = Server(LOCAL)
    files = dict((name, content) for name, content in steps() if name)
    assert set(files) == {"pulp.yml", "first.yml", "cleanup.yml"}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    commands = [command for name, command in steps() if not name and not command.startswith("export ")]
    assert len(commands) == 8
    for command in commands:
        said = shell(command)
        if command.startswith("curl"):
            assert "<repomd" in said, f"{command}: {said}"
        if command.endswith(" first.yml"):
            assert f"{LOCAL}/pulp/content/first/steps/production/" in said
            assert [found["retain_repo_versions"] for found in local.list("repositories/rpm/rpm/", name="First steps")] == [5]
        if command.startswith("ansible-playbook") and "--check" not in command and not command.endswith("cleanup.yml"):
            assert re.search(r"changed=0 .*failed=0", shell(command)), f"a second run of {command} changes something"
    for path, name in [("repositories", "First steps"), ("remotes", "First steps-remote"), ("distributions", "first-steps-production")]:
        assert local.list(f"{path}/rpm/rpm/", name=name) == []
