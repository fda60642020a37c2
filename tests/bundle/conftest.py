"""The bundle that `make build` made, as it is and installed."""

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

# Modules, and the binary that each is; several share one.
BINARIES = {path.stem: path.with_suffix("").readlink().name for path in sorted((ROOT / "plugins/modules").glob("*.py"))}


def ansible(program, *arguments, collections):
    """What an Ansible command prints; a folder that nothing else is in stands for another machine."""
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
    """A folder of collections into which the bundle was installed."""
    folder = tmp_path_factory.mktemp("collections")
    ansible("ansible-galaxy", "collection", "install", "--offline", "--collections-path", folder, bundle, collections=folder)
    return folder


@pytest.fixture(scope="session")
def installed(collections):
    return collections / "ansible_collections" / "release_train" / "pulp"
