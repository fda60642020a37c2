# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Playbooks, variables, filters and keys of items that the guides name exist."""

from __future__ import annotations

import re

import pytest
import yaml
from test_guides import GUIDES, ROOT, blocks, documented

# These two name what other collections have.
OURS = [guide for guide in GUIDES if guide.name not in ("migration.md", "differences.md")]
# A file of kayobe-config, and variables that only Kayobe configurations have.
OTHER_FILES = {"pulp-repo-versions.yml"}
OTHER_VARIABLES = {"stackhpc_pulp_images_kolla_filter", "stackhpc_pulp_repo_rocky_9_baseos_version"}
PREFIXES = ("stackhpc_pulp", "dev_pulp", "test_pulp")
SOURCES = [*ROOT.glob("playbooks/**/*.yml"), *ROOT.glob("roles/**/*.yml"), *ROOT.glob("plugins/**/*.py"), *ROOT.glob("plugins/filter/*.yml")]
WORDS = set(re.findall(r"[a-z]\w*", "\n".join(path.read_text() for path in SOURCES)))
# The names of the lists that playbooks look up, without the prefix of the environment.
LISTS = {
    name
    for path in ROOT.glob("playbooks/**/*.yml")
    for call in re.findall(r"lookup\('release_train\.pulp\.environment',([^)]*)\)", path.read_text())
    for name in re.findall(r"'(\w+)'", call)
}


def code(guide):
    """Returns the code in a guide, inline or in blocks."""
    return "\n".join(re.findall(r"^```.*?^```|``.+?``|`[^`\n]+`", guide.read_text(), re.DOTALL | re.MULTILINE))


def module_options(*modules):
    """Returns all options of items of modules."""
    known = set()
    for module in modules:
        given = documented(f"plugins/modules/{module}.py")
        known |= set(given) | set(given.get(module, {}).get("suboptions", {}))
    return known


MIRROR = module_options("repository", "remote", "sync")
SERVED = module_options("distribution") | {"required", "dnf", "apt"}
# The keys of the items of variables whose names match.
KEYS = {
    r"release_train_repositor(ies|y_defaults)": MIRROR | {"base_path", "distribution_name", "mode", "required", "content_guard", "dnf", "apt"},
    r"release_train_image(s|_defaults)": module_options("container_sync") | {"base_path", "private", "required"},
    r"\w*pulp_repository_\w+_repos(_release)?": MIRROR | {"required", "short_name"},
    r"\w*pulp_publication_\w+": module_options("publication") | SERVED,
    r"\w*pulp_distribution_(container|deb|rpm)(_development|_production|_release)?": SERVED,
    r"\w*pulp_content_guards?_\w+": module_options("content_guard"),
    r"pulp_container_content": module_options("container_content"),
    r"pulp_groups": module_options("group"),
    r"pulp_(django_)?users": module_options("user"),
}


def dictionaries(data):
    """Yields all dictionaries in a snippet."""
    if isinstance(data, dict):
        yield data
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from dictionaries(value)


def roles(guide):
    """Yields the roles that snippets use, with their variables."""
    for entry in dictionaries(blocks(guide)):
        name = entry.get("role") or entry.get("ansible.builtin.import_role", {}).get("name")
        if name and name.startswith("release_train."):
            yield name.rpartition(".")[2], {key for key in {**entry, **entry.get("vars", {})} if key.startswith("pulp_")}


def by_name(guides):
    return pytest.mark.parametrize("guide", guides, ids=lambda guide: str(guide.relative_to(ROOT)))


@by_name(OURS)
def test_playbooks_exist(guide):
    named = set(re.findall(r"(?<![\w/-])(?:\$PLAYBOOKS/|\S+/pulp/playbooks/)?(pulp-[a-z-]+\.yml)", guide.read_text()))
    named |= set(re.findall(r"\$PLAYBOOKS/([\w.-]+)", guide.read_text()))
    assert named - OTHER_FILES - {path.name for path in ROOT.glob("playbooks/*.yml")} == set()


@by_name(OURS)
def test_variables_exist(guide):
    named = set(re.findall(r"\b(?:stackhpc|pulp|release_train|dev_pulp|test_pulp)_\w+[a-z]\b(?![.…*{])", code(guide)))
    named |= set(re.findall(r" -e (\w+)=", code(guide)))
    known = WORDS | OTHER_VARIABLES | {f"{prefix}_{name}" for prefix in PREFIXES for name in LISTS}
    known |= {f"{prefix}_{name}" for prefix in PREFIXES for name in ("url", "username", "password", "validate_certs", "connection")}
    known |= {path.name for path in ROOT.glob("roles/*")}
    assert named - known == set()


@by_name(OURS)
def test_filters_modules_and_roles_exist(guide):
    known = {path.stem for path in (*ROOT.glob("plugins/filter/*.yml"), *ROOT.glob("plugins/modules/*.py"), *ROOT.glob("plugins/lookup/*.py"))}
    known |= {path.name for path in ROOT.glob("roles/*")}
    assert set(re.findall(r"release_train\.pulp\.([a-z]\w*)", guide.read_text())) - known - {"pulp"} == set()


@by_name(OURS)
def test_items_have_existing_keys(guide):
    unknown = []
    for name, value in (pair for entry in dictionaries(blocks(guide)) for pair in entry.items()):
        for pattern in (pattern for pattern in KEYS if re.fullmatch(pattern, str(name))):
            items = value if isinstance(value, list) else [value]
            unknown += [f"{name}: {key}" for item in items if isinstance(item, dict) for key in item if key not in KEYS[pattern]]
    assert unknown == []


@by_name(OURS)
def test_roles_have_these_variables(guide):
    for role, given in roles(guide):
        spec = yaml.safe_load((ROOT / "roles" / role / "meta/argument_specs.yml").read_text())
        assert given <= set(spec["argument_specs"]["main"]["options"]), role


def test_snippets_are_found():
    assert {"repository_rpm_repos", "distribution_deb_production", "content_guard_rbac", "container_tags"} <= LISTS
    assert {role for guide in OURS for role, _ in roles(guide)} >= {"pulp_server", "pulp_group", "pulp_user", "pulp_repository"}


# Pages outside of the reference.
SHORT = [*ROOT.glob("docs/guides/*.md"), *(ROOT / f"docs/{name}.md" for name in ("index", "install", "first-steps", "migration", "release-train", "content"))]


@by_name(SHORT)
def test_pages_are_short(guide):
    assert len(guide.read_text().splitlines()) <= 250
