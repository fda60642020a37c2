"""The metadata of a release."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import crates  # noqa: E402


def test_versions_match():
    """galaxy.yml has the version of Cargo.toml, which is that of the binaries and the documentation."""
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"] == crates.version()


def test_execution_environment(tmp_path):
    command = [Path(sys.executable).with_name("ansible-builder"), "create", "--file", ROOT / "execution-environment.yml"]
    subprocess.run([*command, "--context", tmp_path, "--output-filename", "Containerfile"], check=True, capture_output=True)
    assert {"name": "release_train.pulp"} in yaml.safe_load((tmp_path / "_build/requirements.yml").read_text())["collections"]
    assert "ansible-core" in (tmp_path / "Containerfile").read_text()
