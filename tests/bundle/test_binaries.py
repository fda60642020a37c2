"""Checks that the binaries run on the supported systems: they need only glibc, and no newer version than the oldest supported one."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import BINARIES, ROOT, crates
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

# The version in Enterprise Linux 7.
GLIBC = (2, 17)
PARTS_OF_GLIBC = {"libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
MACHINES = {"x86_64": "EM_X86_64", "aarch64": "EM_AARCH64"}


@pytest.fixture(params=crates.ARCHITECTURES)
def binaries(request, installed):
    """The opened binaries of one architecture."""
    paths = sorted((installed / "plugins/bin" / request.param).iterdir())
    assert paths
    files = [path.open("rb") for path in paths]
    yield request.param, [(path.name, ELFFile(file)) for path, file in zip(paths, files, strict=True)]
    for file in files:
        file.close()


def test_machine(binaries):
    architecture, opened = binaries
    assert {elf["e_machine"] for _name, elf in opened} == {MACHINES[architecture]}


def test_libraries(binaries):
    for name, elf in binaries[1]:
        sections = [section for section in elf.iter_sections() if isinstance(section, DynamicSection)]
        needed = {tag.needed for section in sections for tag in section.iter_tags() if tag.entry.d_tag == "DT_NEEDED"}
        assert "libc.so.6" in needed
        assert needed <= PARTS_OF_GLIBC, name


def test_versions_of_symbols(binaries):
    for name, elf in binaries[1]:
        sections = [section for section in elf.iter_sections() if isinstance(section, GNUVerNeedSection)]
        needed = {version.name for section in sections for _library, versions in section.iter_versions() for version in versions}
        assert needed
        for version in needed:
            assert version.startswith("GLIBC_"), name
            assert tuple(int(part) for part in version.removeprefix("GLIBC_").split(".")) <= GLIBC, f"{name} needs {version}"


@pytest.mark.parametrize("architecture", crates.ARCHITECTURES)
def test_nothing_of_the_machine_that_built_them(installed, architecture):
    folders = {str(ROOT), os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))}
    for path in (installed / "plugins/bin" / architecture).iterdir():
        content = path.read_bytes()
        assert [folder for folder in folders if folder.encode() + b"/" in content] == [], path.name


def test_they_start(installed, tmp_path):
    arguments = tmp_path / "arguments.json"
    arguments.write_text(json.dumps({"nonsense": 1}))
    for link, binary in BINARIES.items():
        path = installed / "plugins/bin" / os.uname().machine / binary
        # Under the name of the module, as when it is called through the link.
        done = subprocess.run([link, arguments], executable=path, env={}, capture_output=True, text=True, check=False, timeout=60)
        answer = json.loads(done.stdout)
        assert answer["failed"] and "option" in answer["msg"], link


def test_the_bill_is_complete(binaries, installed):
    """Finds crates by the source paths in panic messages, and checks that the SBOM lists them."""
    bill = {(one["name"], one["version"]) for one in json.loads((installed / "sbom.cdx.json").read_text())["components"]}
    for name, elf in binaries[1]:
        elf.stream.seek(0)
        found = re.findall(rb"/cargo/registry/src/[^/]+/([a-z0-9_-]+)-([0-9]+\.[^/]+)/", elf.stream.read())
        assert found, name
        assert {(crate.decode(), version.decode()) for crate, version in found} <= bill, name
