"""Checks the content of the bundle, and that building it again gives the same bytes."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys

import yaml
from conftest import BINARIES, ROOT, ansible, crates


def test_what_git_has_is_what_is_packed():
    told = subprocess.run(["git", "status", "--porcelain", "--untracked-files=no"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "", "there are uncommitted changes"


def test_sums():
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=ROOT / "build", check=True)


def test_the_same_again(bundle, tmp_path):
    subprocess.run([sys.executable, ROOT / "tools/bundle.py", tmp_path], check=True, capture_output=True)
    for path in tmp_path.iterdir():
        assert filecmp.cmp(path, ROOT / "build" / path.name, shallow=False), path.name


def test_the_changelog_has_the_version():
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text())["releases"]
    assert crates.version() in releases, "run `antsibull-changelog release`"


def test_neither_sources_nor_tests(names):
    suffixes = {name.rpartition(".")[2] for name in names if "." in name.rpartition("/")[2]}
    assert suffixes <= {"json", "md", "txt", "yml", "yaml", "py", "svg", "j2"}
    tops = {name.partition("/")[0] for name in names}
    assert tops.isdisjoint({"build", "modules", "molecule", "tests", "tools", "Makefile", "Cargo.toml", "Cargo.lock", "deny.toml"})


def test_every_binary_for_every_architecture(names):
    assert {name for name in names if name.startswith("plugins/bin/") and name.count("/") == 3} == {
        f"plugins/bin/{architecture}/{binary}" for architecture in crates.ARCHITECTURES for binary in BINARIES.values()
    }


def test_links_stay_links(installed):
    for module, binary in BINARIES.items():
        link = installed / "plugins/modules" / module
        assert link.is_symlink()
        assert link.resolve() == installed / "plugins/bin/x86_64" / binary


def test_the_bill_names_what_goes_along(installed):
    bill = json.loads((installed / "sbom.cdx.json").read_text())
    licences = (installed / "THIRD-PARTY-LICENSES.txt").read_text()
    found = [one for one in bill["components"] if one["purl"].startswith("pkg:cargo/")]
    assert {"rustls", "tokio", "serde_json"} <= {one["name"] for one in found}
    for one in found:
        assert f"\n{one['name']} {one['version']}: " in licences


def test_documentation(collections):
    listed = ansible("ansible-doc", "-t", "module", "-l", "release_train.pulp", collections=collections)
    assert listed.stderr == ""
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [f"release_train.pulp.{module}" for module in BINARIES]
    for module in BINARIES:
        shown = ansible("ansible-doc", "-t", "module", f"release_train.pulp.{module}", collections=collections)
        assert shown.stderr == ""
        assert "EXAMPLES:" in shown.stdout
