"""Runs the playbooks of a site as its operators do, against a given URL."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from setting import INVENTORY, ROOT, WORLD

# In the order in which operators run them: each builds on the one before.
PLAYBOOKS = ("pulp-repo-sync", "pulp-repo-publish", "pulp-container-sync", "pulp-container-publish", "pulp-repo-promote-production")
VARIABLES = [*(WORLD / "site" / f"{name}.yml" for name in ("pulp", "rpm", "deb", "images")), WORLD / "chaos" / "site.yml"]
RECAP = re.compile(r"^localhost\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.M)


class Play:
    """A run of a playbook."""

    def __init__(self, playbook, url):
        words = [Path(sys.executable).parent / "ansible-playbook", "-i", INVENTORY, *(f"-e@{file}" for file in VARIABLES), "-e", f"pulp_url={url}"]
        environment = os.environ | {
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "collections"), "ANSIBLE_NOCOWS": "1", "ANSIBLE_NOCOLOR": "1",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [*words, ROOT / "playbooks" / f"{playbook}.yml"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, env=environment, cwd=ROOT,
        )  # fmt: skip
        self.output = None

    def kill(self):
        """Kills Ansible and all processes that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def end(self):
        """Waits for the end. Returns whether the play succeeded, and how many of its tasks changed something (None without a recap)."""
        self.output, _ = self.process.communicate(timeout=600)
        recap = RECAP.search(self.output)
        return self.process.returncode == 0, int(recap[2]) if recap else None
