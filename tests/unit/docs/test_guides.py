# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The examples in the guides match the collection."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
GUIDES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md"), *ROOT.glob("playbooks/*.md"), *ROOT.glob("roles/*/README.md")])
# The roles of stackhpc.pulp.
OLD_ROLES = {"container_content", "content_guard", "distribution", "django_user", "group", "publication", "repository", "user"}
OLD_MODULES = """
access_policy ansible_distribution ansible_remote ansible_repository ansible_role ansible_sync api_call artifact
container_distribution container_remote container_repository container_sync deb_distribution deb_publication deb_remote
deb_repository deb_sync delete_orphans file_content file_distribution file_publication file_remote file_repository
file_repository_content file_sync group purge_tasks python_distribution python_publication python_remote
python_repository python_sync repair rpm_distribution rpm_package rpm_publication rpm_remote rpm_repository rpm_sync
status task user x509_cert_guard
""".split()


def documented(path):
    """Returns the options that a file documents."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    text = next(node.value.value for node in nodes if isinstance(node, ast.Assign) and node.targets[0].id == "DOCUMENTATION")
    return yaml.safe_load(text)["options"]


def options(module):
    """Returns a module's own options and those of all modules."""
    return documented(f"plugins/modules/{module}.py") | documented("plugins/doc_fragments/pulp.py")


def is_list_of_items(option):
    return option.get("elements") == "dict" and "suboptions" not in option


def blocks(guide):
    return [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", guide.read_text(), re.DOTALL | re.MULTILINE)]


def calls(data):
    """Yields the modules of this collection in a snippet, with their arguments."""
    if isinstance(data, list):
        for item in data:
            yield from calls(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if str(key).startswith("release_train.pulp."):
                yield key.rpartition(".")[2], value
            else:
                yield from calls(value)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
def test_snippets_use_existing_options(guide):
    for module, given in calls(blocks(guide)):
        known = options(module)
        lists = [value for option, value in given.items() if isinstance(value, list) and is_list_of_items(known.get(option, {}))]
        entries = [entry for value in lists for entry in value]
        # Some modules take the options of an item nested under their noun.
        known = known | known.get(module, {}).get("suboptions", {})
        for option in {*given, *(key for entry in entries for key in entry)}:
            assert option in known, f"{module} has no option {option}"
        if "type" in known and not entries:
            assert given["type"] in known["type"]["choices"], f"{module} has no type {given['type']}"


def test_guides_have_snippets():
    assert {module for guide in GUIDES for module, _ in calls(blocks(guide))} >= {"repository", "remote", "sync", "publication", "distribution", "container_sync"}


def test_migration_guide_has_all_modules():
    rows = [line for line in (ROOT / "docs/migration.md").read_text().splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert set(OLD_MODULES) - named == set()


def test_sed_command_migrates_existing_roles(tmp_path):
    line = re.search(r"```shell\n(grep .*sed .*)\n```", (ROOT / "docs/migration.md").read_text())[1]
    folder = tmp_path / "etc" / "kayobe" / "ansible"
    folder.mkdir(parents=True)
    playbook = folder / "pulp-repo-sync.yml"
    other = folder / "other.yml"
    roles = sorted(OLD_ROLES)
    playbook.write_text("".join(f"- import_role: {{name: stackhpc.pulp.pulp_{role}}}\n" for role in roles))
    other.write_text("stackhpc_pulp_repository_rpm_repos: [stackhpc.pulp, stackhpc.pulp.pulp_repository_extra]\n")
    before = other.read_text()
    subprocess.run(line, shell=True, cwd=tmp_path, check=True)
    moved = {role for role in roles if f"release_train.pulp.pulp_{role}}}" in playbook.read_text()}
    assert moved == {role for role in roles if (ROOT / "roles" / f"pulp_{role}").is_dir()}
    kept = {role for role in roles if f"stackhpc.pulp.pulp_{role}}}" in playbook.read_text()}
    assert kept == OLD_ROLES - moved
    assert other.read_text() == before
