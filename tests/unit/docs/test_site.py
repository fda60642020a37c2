# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The sources of the documentation site: links, navigation and pages of modules."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Not by its name, because Python has a module `site`, too.
SPEC = importlib.util.spec_from_file_location("tools_site", ROOT / "tools/site.py")
site = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(site)


def relinked(text, page="guides/one.md", source="docs/guides/one.md"):
    broken = []
    return site.relinked(page, source, text, site.sources(), broken), broken


def test_links_lead_to_pages():
    text = "[a](../../roles/pulp_user/README.md#example) [b](../security.md) [c](../../plugins/modules/acs.py) ![d](../release-train.svg)"
    assert relinked(text) == ("[a](../roles/pulp_user.md#example) [b](../security.md) [c](../modules/acs.md) ![d](../release-train.svg)", [])


def test_other_links_lead_to_the_repository():
    assert relinked("[a](../../Makefile) [b](https://example.com) [c](#here)") == (f"[a]({site.REPOSITORY}/Makefile) [b](https://example.com) [c](#here)", [])


def test_broken_links_are_reported():
    assert relinked("[a](nowhere.md)")[1] == ["docs/guides/one.md: the link to nowhere.md is broken: docs/guides/nowhere.md does not exist"]


def test_links_in_sources_work():
    broken = []
    for page, source in site.sources().items():
        if source.endswith(".md"):
            site.relinked(page, source, (ROOT / source).read_text(), site.sources(), broken)
    assert broken == []


def test_navigation_has_all_pages():
    broken = []
    config = tomllib.loads(site.configuration(site.sources(), broken))
    assert broken == []
    assert {"modules/acs.md"} <= set(str(config["project"]["nav"]).split("'"))


def test_missing_pages_are_reported():
    broken = []
    site.configuration(site.sources() | {"new.md": "docs/new.md"}, broken)
    assert broken == ["zensical.toml: the navigation lacks new.md"]


def test_module_pages():
    for name in site.modules():
        page = site.module_page(name)
        assert page.startswith(f"# {name}\n") and all(f"\n## {part}\n" in page for part in ("Options", "Examples", "Return values"))


def test_site_loads_nothing_from_other_servers():
    config = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]
    assert config["theme"]["font"] is False and "repo_url" not in config
    assert [path.name for path in (ROOT / "docs/assets").iterdir() if "//" in path.read_text().replace("// ", "")] == []
    # The offline plugin adds its own script from unpkg.com, unless there is one with this name.
    assert any("iframe-worker" in path and (ROOT / "docs" / path).exists() for path in config["extra"]["polyfills"])
