"""The dependencies of the binaries comply with deny.toml and are documented."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import crates  # noqa: E402
import notices  # noqa: E402

RULES = tomllib.loads((ROOT / "deny.toml").read_text())


@pytest.fixture(scope="module")
def packages():
    return crates.foreign(crates.linked()[0])


def acceptable(expression):
    """Returns whether the allowed licences satisfy an SPDX expression. Crates use no deeper nesting than this parses."""
    allowed = set(RULES["licenses"]["allow"])
    parts = [part.strip("() ") for part in expression.split(" AND ")]
    return all(any(choice.strip("() ") in allowed for choice in part.split(" OR ")) for part in parts)


def test_acceptable():
    assert acceptable("MIT OR GPL-3.0-only") and acceptable("(MIT OR Apache-2.0) AND ISC")
    assert not acceptable("GPL-3.0-only") and not acceptable("MIT AND GPL-3.0-only")


def test_licences(packages):
    assert packages
    assert [package["name"] for package in packages if not acceptable(crates.licence(package))] == []


def test_licence_texts_are_included(packages):
    """MIT, BSD and ISC require that the text is included."""
    bare = {package["name"] for package in packages if "Apache-2.0" not in crates.licence(package) and not notices.texts(package)}
    assert bare == set()


def test_no_duplicate_crates(packages):
    assert [name for name, count in Counter(package["name"] for package in packages).items() if count > 1] == []


def test_sources_and_bans(packages):
    assert {package["source"] for package in packages} == {"registry+https://github.com/rust-lang/crates.io-index"}
    assert {package["name"] for package in packages} & set(RULES["bans"]["deny"]) == set()


def test_dependencies_are_documented():
    declared = set(tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["dependencies"]) - {"pulp"}
    table = re.search(r"\| crate \| why \|\n\| --- \| --- \|\n((?:\|.*\n)+)", (ROOT / "docs/developing.md").read_text())[1]
    named = [re.sub(r"\(.*?\)", "", row.split("|")[1]).split(",") for row in table.splitlines()]
    assert {name.split()[0] for names in named for name in names} == declared
