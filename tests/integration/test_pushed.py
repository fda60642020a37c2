"""Pushed images: the distribution that a push creates is updated without `repository`, and keeps its repository."""

from __future__ import annotations

import subprocess

import pytest
from registry import Image, serving
from world import has_option, has_type

pytestmark = pytest.mark.skipif(not has_type("distribution", "container"), reason="the server has no container images")

DISTRIBUTIONS = "distributions/container/container/"
NAMESPACES = "pulp_container/namespaces/"
IMAGE = Image({"v1": "pushed-1", "v2": "pushed-2"})


@pytest.fixture
def pushed(modules, local):
    """Pushes a tag like a client. At the end, deletes everything that Pulp created for it."""

    def push(tag):
        host = local.url.removeprefix("http://")
        with serving({"pushed": IMAGE}) as source:
            command = ["skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", "--dest-tls-verify=false", "--preserve-digests"]
            places = [f"docker://{source.removeprefix('http://')}/pushed:{tag}", f"docker://{host}/it-pushed/image:{tag}"]
            done = subprocess.run([*command, "--dest-creds", f"{local.username}:{local.password}", *places], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return local.find(DISTRIBUTIONS, "it-pushed/image")

    yield push
    modules.call("container_namespace", name="it-pushed", state="absent", force=True)
    assert local.find(DISTRIBUTIONS, "it-pushed/image") is None


def tags(local, distribution):
    version = local.get(distribution["repository"])["latest_version_href"]
    return {tag["name"] for tag in local.list("content/container/tags/", repository_version=version)}


def test_update_keeps_repository(modules, local, pushed):
    before = pushed("v1")
    assert before["repository"] and tags(local, before) == {"v1"}
    call = {"type": "container", "name": "it-pushed/image", "state": "present"}
    for private in (not before["private"], before["private"]):
        result = modules.converge("distribution", **call, private=private)
        assert result["changed"] and result["diff"][0]["after"] == {"private": private}
        now = local.find(DISTRIBUTIONS, "it-pushed/image")
        assert (now["private"], now["repository"]) == (private, before["repository"])
    described = modules.converge("distribution", **call, description="pushed by hand", pulp_labels={"site": "it"})
    assert set(described["diff"][0]["after"]) == {"description", "pulp_labels"}
    now = local.find(DISTRIBUTIONS, "it-pushed/image")
    assert (now["description"], now["pulp_labels"], now["repository"]) == ("pushed by hand", {"site": "it"}, before["repository"])
    # Another push works as before.
    after = pushed("v2")
    assert after["repository"] == before["repository"] and tags(local, after) == {"v1", "v2"}
    assert (after["description"], after["private"]) == ("pushed by hand", before["private"])


def test_namespace_of_push(modules, local, pushed):
    pushed("v1")
    again = modules.call("container_namespace", name="it-pushed", state="present")
    assert not again["changed"] and again["container_namespace"] == local.find(NAMESPACES, "it-pushed")
    assert 'is still used by distribution "it-pushed/image"' in modules.fail("container_namespace", name="it-pushed", state="absent")
    if has_option("container_namespace", "container", "pulp_labels"):
        message = modules.fail("container_namespace", name="it-pushed", pulp_labels={"site": "it"}, state="present")
        assert message.startswith('container namespace "it-pushed" has different labels, and Pulp cannot update them')
        assert local.find(NAMESPACES, "it-pushed")["pulp_labels"] == {}
