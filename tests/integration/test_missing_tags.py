"""Syncs of images with tags that the upstream lacks, and check mode after a remote was updated."""

from __future__ import annotations

import pytest
from registry import Image, serving
from served import remote
from world import has_type

pytestmark = pytest.mark.skipif(not has_type("container_sync", "container"), reason="the server is too old: test_too_old.py")

REPOSITORIES = "repositories/container/container/"


@pytest.fixture
def image(modules):
    with serving({"it-tagged": Image({"1.0": "it-tagged-1", "2.0": "it-tagged-2"})}) as url:
        yield {"name": "it-tagged", "url": url, "upstream_name": "it-tagged", "policy": "on_demand"}
    modules.call("container_sync", name="it-tagged", state="absent")


def latest(local):
    return local.find(REPOSITORIES, "it-tagged")["latest_version_href"]


def tags(local):
    return sorted(tag["name"] for tag in local.list("content/container/tags/", repository_version=latest(local)))


def test_missing_tags_are_named_each_time(modules, local, image):
    wanted = image | {"include_tags": ["1.0", "8.*", "9.9"]}
    for changed in (True, False):
        result = modules.run("container_sync", **wanted)
        assert (result["failed"], result["changed"], result["missing_tags"]) == (True, changed, ["9.9"])
        assert result["repository_version"] == latest(local) and tags(local) == ["1.0"]
    assert not modules.call("container_sync", **wanted, allow_missing_tags=True)["changed"]
    # The module `sync` reports them, too, although it gets only the name of the remote.
    result = modules.run("sync", type="container", repository="it-tagged", remote="it-tagged-remote")
    assert result["missing_tags"] == ["9.9"] and "9.9" in result["msg"]


def test_present_tags_are_enough(modules, local, image):
    for wanted in (["1.0", "2.0"], ["1.*", "2.0"], ["*"]):
        modules.call("container_sync", **image, include_tags=wanted)
        assert tags(local) == ["1.0", "2.0"]


def test_version_of_another_operator(modules, local, image):
    modules.call("container_sync", **image, include_tags=["1.0"])
    repository = local.find(REPOSITORIES, "it-tagged")
    [tag] = local.list("content/container/tags/", repository_version=latest(local))
    local.post(f"{repository['pulp_href']}remove/", {"content_units": [tag["pulp_href"]]})
    between = latest(local)
    result = modules.call("sync", type="container", repository="it-tagged", remote="it-tagged-remote")
    assert result["changed"] and result["repository_version"] == latest(local) != between
    again = modules.call("sync", type="container", repository="it-tagged", remote="it-tagged-remote")
    assert not again["changed"] and again["repository_version"] == latest(local)


def test_check_mode_knows_of_changed_remotes(modules, local, image):
    call = {"type": "container", "repository": "it-tagged", "remote": "it-tagged-remote"}
    modules.call("container_sync", **image, include_tags=["1.0"])
    assert not modules.call("sync", check=True, **call)["changed"]
    local.patch(local.href("remotes/container/container/", "it-tagged-remote"), {remote.TYPES["container"]["include_tags"].pulp: ["2.0"]})
    predicted = modules.call("sync", check=True, **call)
    assert predicted["changed"] and "the remote changed" in predicted["msg"]
    assert modules.call("sync", **call)["changed"]
    assert not modules.call("sync", check=True, **call)["changed"]
