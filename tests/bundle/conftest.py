"""Fixtures for the bundle that `make build` created, packed and installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import crates  # noqa: E402

# The binary of each module; several modules share one.
BINARIES = {path.stem: path.with_suffix("").readlink().name for path in sorted((ROOT / "plugins/modules").glob("*.py"))}


def ansible(program, *arguments, collections):
    """Runs an Ansible command with only the collections in a folder, as on another machine, and returns what it prints."""
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "ANSIBLE_NOCOLOR": "1", "COLUMNS": "400"}
    command = [Path(sys.executable).with_name(program), *arguments]
    done = subprocess.run(command, env=environment, cwd=collections, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def bundle():
    return ROOT / "build" / f"release_train-pulp-{crates.version()}.tar.gz"


@pytest.fixture(scope="session")
def names(bundle):
    with tarfile.open(bundle) as packed:
        return packed.getnames()


@pytest.fixture(scope="session")
def collections(bundle, tmp_path_factory):
    """Folder of collections with the installed bundle."""
    folder = tmp_path_factory.mktemp("collections")
    ansible("ansible-galaxy", "collection", "install", "--offline", "--collections-path", folder, bundle, collections=folder)
    return folder


@pytest.fixture(scope="session")
def installed(collections):
    return collections / "ansible_collections" / "release_train" / "pulp"
