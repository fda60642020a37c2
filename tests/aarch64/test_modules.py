"""Runs the aarch64 modules, as selected by the action plugin, on a real Pulp server."""

from __future__ import annotations

import pytest

PREFIX = "aarch64-"


@pytest.fixture
def clean(server):
    server.remove_leftovers(PREFIX)
    yield
    server.remove_leftovers(PREFIX)


@pytest.mark.usefixtures("clean")
def test_from_nothing_to_a_distribution(play, server):
    steps = [
        ("repository", {"type": "file", "state": "present", "name": f"{PREFIX}repository", "description": "emulated"}),
        ("remote", {"type": "file", "state": "present", "name": f"{PREFIX}remote", "url": "https://upstream.invalid/PULP_MANIFEST"}),
        ("publication", {"type": "file", "state": "present", "repository": f"{PREFIX}repository"}),
        ("content_guard", {"type": "header", "state": "present", "name": f"{PREFIX}guard", "header_name": "x", "header_value": "y"}),
        (
            "distribution",
            {
                "type": "file",
                "state": "present",
                "name": f"{PREFIX}distribution",
                "base_path": f"{PREFIX}path",
                "repository": f"{PREFIX}repository",
                "content_guard": f"{PREFIX}guard",
            },
        ),
    ]
    for module, options in steps:
        assert play(module, **options)["changed"], module
        assert not play(module, **options)["changed"], module
    repository = server.find("repositories/file/file/", f"{PREFIX}repository")
    assert repository["description"] == "emulated"
    assert server.find("remotes/file/file/", f"{PREFIX}remote")["url"] == "https://upstream.invalid/PULP_MANIFEST"
    distribution = server.find("distributions/file/file/", f"{PREFIX}distribution")
    assert distribution["repository"] == repository["pulp_href"]
    assert distribution["content_guard"] == server.href("contentguards/core/header/", f"{PREFIX}guard")
    assert len(server.list("publications/file/file/", repository=repository["pulp_href"])) == 1
    read = play("repository", type="file", name=f"{PREFIX}repository")["repository"]
    assert read["pulp_href"] == repository["pulp_href"]
