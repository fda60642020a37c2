"""Each filter has the documentation that ansible-doc requires."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

FILTERS = sorted((Path(__file__).parents[4] / "plugins/filter").glob("*.yml"))


@pytest.mark.parametrize("path", FILTERS, ids=lambda path: path.stem)
def test_filters_are_documented(path):
    documentation = yaml.safe_load(path.read_text())["DOCUMENTATION"]
    assert documentation["name"] == path.stem
    assert {"short_description", "description", "author", "version_added", "options"} <= documentation.keys()
    assert all("description" in option for option in documentation["options"].values())
