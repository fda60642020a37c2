"""Tags are copied, moved, removed and read. The tests check their manifests on the server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from modules import Modules
from registry import Image, serving
from world import has_type

pytestmark = pytest.mark.skipif(not has_type("container_content", "container"), reason="the server is too old: test_too_old.py")

REPOSITORIES = "repositories/container/container/"
MANY = [f"t{number:03}" for number in range(300)]
IMAGES = {
    "one": Image({"v1": "one-1", "v2": "one-2", "v3": "one-2"}),
    "two": Image({"v1": "two-1", "v2": "one-2"}),
    "many": Image({tag: "many" for tag in MANY}),
}


@pytest.fixture(scope="module", autouse=True)
def sources(local):
    """Creates the repositories `it-from-NAME` with the content of the images."""
    with serving(IMAGES) as url:
        for name in IMAGES:
            remote = local.post("remotes/container/container/", {"name": f"it-from-{name}", "url": url, "upstream_name": name, "policy": "on_demand"})
            repository = local.post(REPOSITORIES, {"name": f"it-from-{name}", "remote": remote["pulp_href"]})
            local.post(f"{repository['pulp_href']}sync/", {})


@pytest.fixture
def to(request, local):
    """Creates empty repositories, and returns their names."""

    def make(number=0):
        name = f"it-to-{request.node.name}-{number}"
        local.post(REPOSITORIES, {"name": name})
        return name

    return make


def tags(local, name):
    """Returns the tags of a repository, each with the digest of its manifest."""
    version = local.find("repositories/", name)["latest_version_href"]
    found = local.list("content/container/tags/", repository_version=version)
    manifests = local.list("content/container/manifests/", repository_version=version, fields="pulp_href,digest")
    digests = {manifest["pulp_href"]: manifest["digest"] for manifest in manifests}
    return {tag["name"]: digests[tag["tagged_manifest"]] for tag in found}


def version(local, name):
    return local.find("repositories/", name)["latest_version_href"]


def of(image, *names):
    return {name: IMAGES[image].tags[name] for name in names}


def copy(repository, image, *names, **more):
    return {"repository": repository, "src_repo": f"it-from-{image}", "tags": list(names), **more}


def test_copy(modules, local, to):
    """Tags are copied once. Existing tags stay."""
    name = to()
    result = modules.converge("container_content", **copy(name, "one", "v1", "v2"), state="present")
    assert result["changed"] and result["msg"] == "copied tags v1, v2, version 1"
    assert tags(local, name) == of("one", "v1", "v2")
    assert result["container_content"] == {"repository": name, "tags": ["v1", "v2"]}
    assert result["repository_version"] == version(local, name) and result["missing_tags"] == []
    assert set(result["diff"][0]["after"]) == {"v1", "v2"} and result["diff"][0]["before"] == {}
    result = modules.converge("container_content", **copy(name, "one", "v3", "v2"), state="present")
    assert result["msg"] == "copied tag v3, version 2"
    assert tags(local, name) == of("one", "v1", "v2", "v3")
    again = modules.call("container_content", **copy(name, "one", "v1"), state="present")
    assert again["msg"] == "unchanged" and again["repository_version"] == version(local, name)


def test_moved(modules, local, to):
    """A tag that points to another manifest is moved. A tag that points to the same one stays."""
    name = to()
    modules.call("container_content", **copy(name, "one", "v1", "v2"), state="present")
    result = modules.converge("container_content", **copy(name, "two", "v1", "v2"), state="present")
    assert result["msg"] == "copied tag v1, version 2"
    [diff] = result["diff"]
    assert set(diff["before"]) == set(diff["after"]) == {"v1"} and diff["before"] != diff["after"]
    assert tags(local, name) == of("two", "v1") | of("one", "v2")


def test_absent(modules, local, to):
    """Tags are removed. Missing tags are no change."""
    name = to()
    modules.call("container_content", **copy(name, "one", "v1", "v2"), state="present")
    result = modules.converge("container_content", repository=name, tags=["v1", "v9"], state="absent")
    assert result["changed"] and result["msg"] == "removed tag v1, version 2"
    assert set(result["diff"][0]["before"]) == {"v1"} and result["diff"][0]["after"] == {}
    assert tags(local, name) == of("one", "v2")
    assert not modules.call("container_content", repository=name, tags="v9", state="absent")["changed"]


def test_read(modules, local, to):
    """Returns the given tags, or all. Nothing changes."""
    name = "it-from-one"
    before = version(local, name)
    result = modules.call("container_content", repository=name, tags=["v3", "v1"])
    assert result["container_content"] == {"repository": name, "tags": ["v1", "v3"]}
    assert result["repository_version"] == before and not result["changed"]
    assert modules.call("container_content", repository=name)["container_content"]["tags"] == ["v1", "v2", "v3"]
    assert modules.call("container_content", repository=name, tags=[])["container_content"]["tags"] == []
    assert modules.call("container_content", repository=to())["container_content"]["tags"] == []
    assert version(local, name) == before
    everything = modules.call("container_content")["container_contents"]
    assert {row["repository"] for row in everything} == {repository["name"] for repository in local.list(REPOSITORIES)}


def test_missing_tags(modules, local, to):
    """Missing tags are named and nothing is copied, unless `allow_missing` is set."""
    name = to()
    for check in (True, False):
        result = modules.run("container_content", check=check, **copy(name, "one", "v1", "v8", "v9"), state="present")
        assert result["failed"] and result["msg"] == 'repository "it-from-one" does not have tags v8, v9'
        assert result["missing_tags"] == ["v8", "v9"]
    assert tags(local, name) == {}
    result = modules.converge("container_content", **copy(name, "one", "v1", "v8", "v9"), allow_missing=True, state="present")
    assert result["changed"] and result["missing_tags"] == ["v8", "v9"]
    assert result["container_content"]["tags"] == ["v1"] and tags(local, name) == of("one", "v1")
    message = modules.fail("container_content", repository=name, tags=["v1", "v9"])
    assert message == f'repository "{name}" does not have tag v9'
    read = modules.call("container_content", repository=name, tags=["v1", "v9"], allow_missing=True)
    assert (read["container_content"]["tags"], read["missing_tags"]) == (["v1"], ["v9"])
    # If all tags are missing, there is nothing to do.
    assert not modules.call("container_content", **copy(name, "one", "v9"), allow_missing=True, state="present")["changed"]


def test_missing_repository(modules, local, to):
    """A missing repository is an error. In check mode, an earlier step may create it."""
    name = to()
    for call, missing in ((copy("it-nowhere", "one", "v1"), "it-nowhere"), (copy(name, "nowhere", "v1"), "it-from-nowhere")):
        message = modules.fail("container_content", **call, state="present")
        assert message == f'container repository "{missing}" does not exist, or user admin may not see it'
        predicted = modules.call("container_content", check=True, **call, state="present")
        assert predicted["changed"] and set(predicted["diff"][0]["after"]) == {"v1"}
        assert predicted["warnings"] == [f'repository "{missing}" does not exist yet; assuming that an earlier step creates it']
    # The source lacks the tag, whether or not the destination exists.
    message = modules.run("container_content", check=True, **copy("it-nowhere", "one", "v9"), state="present")["msg"]
    assert message == 'repository "it-from-one" does not have tag v9'
    for state in ("absent", "read"):
        assert "does not exist" in modules.fail("container_content", repository="it-nowhere", tags="v1", state=state)


def test_tags_are_given(modules, local, to):
    """Tags are required, because without them all would be copied or removed. With an empty list, nothing is done."""
    name = to()
    modules.call("container_content", **copy(name, "one", "v1"), state="present")
    for more in ({"state": "absent"}, {"state": "present", "src_repo": "it-from-one"}):
        for none in ({}, {"tags": ""}, {"tags": None}):
            message = modules.fail("container_content", repository=name, **none, **more)
            assert message == f'repository "{name}": copying or removing requires tags'
        assert not modules.call("container_content", repository=name, tags=[], **more)["changed"]
    assert tags(local, name) == of("one", "v1")
    message = modules.fail("container_content", repository=name, tags="v1", state="present")
    assert message == f'repository "{name}": copying tags requires src_repo'
    # YAML converts 2024.10 to this number.
    assert "quote it" in modules.fail("container_content", repository=name, tags=[2024.1], state="absent")


def test_list(modules, local, to):
    """Several items with the same source or destination, and one that fails. The others are processed."""
    first, second = to(1), to(2)
    items = [copy(first, "one", "v1", "v2"), copy(second, "one", "v1"), copy(second, "many", "t001"), copy(first, "one", "v9")]
    result = modules.run("container_content", container_contents=items)
    assert result["msg"] == f'1 of 4 container contents failed:\n  {first}: repository "it-from-one" does not have tag v9'
    assert [(row["repository"], row["changed"], row["failed"]) for row in result["container_contents"]] == [
        (first, True, False), (second, True, False), (second, True, False), (first, False, True),
    ]  # fmt: skip
    assert tags(local, first) == of("one", "v1", "v2")
    assert tags(local, second) == of("one", "v1") | of("many", "t001")
    items[3] |= {"allow_missing": True, "is_push": True, "src_is_push": True}
    again = modules.converge("container_content", container_contents=items)
    assert not again["changed"] and [row["msg"] for row in again["container_contents"]] == ["unchanged"] * 4


def test_order(modules, local, to):
    """Items are processed in order: they build on earlier ones, and the last one that sets a tag wins."""
    first, second = to(1), to(2)
    items = [
        copy(first, "one", "v1", "v2"),
        {"repository": second, "src_repo": first, "tags": ["v1", "v2"]},
        {"repository": first, "tags": ["v1"], "state": "absent"},
        copy(first, "two", "v2", "v1"),
        {"repository": first, "tags": ["v1", "v2", "v3"], "allow_missing": True, "state": "read"},
        {"repository": second, "state": "read"},
    ]
    predicted = modules.call("container_content", check=True, container_contents=items)
    result = modules.call("container_content", container_contents=items)
    assert predicted["diff"] == result["diff"]
    for run in (predicted, result):
        assert [row["changed"] for row in run["container_contents"]] == [True, True, True, True, False, False]
        assert [row["container_content"]["tags"] for row in run["container_contents"][4:]] == [["v1", "v2"], ["v1", "v2"]]
    assert tags(local, first) == of("two", "v1") | of("one", "v2")
    assert tags(local, second) == of("one", "v1", "v2")


def test_without_waiting(modules, local, to):
    """With `wait: false`, the result has the task, which then does the work."""
    name = to()
    result = modules.call("container_content", **copy(name, "one", "v1"), wait=False, state="present")
    assert result["changed"] and result["msg"] == "copy started" and result["repository_version"] is None
    local.finished({"task": result["task"]})
    assert tags(local, name) == of("one", "v1")
    again = modules.call("container_content", **copy(name, "one", "v1"), wait=False, state="present")
    assert not again["changed"] and "task" not in again
    result = modules.call("container_content", repository=name, tags=["v1"], wait=False, state="absent")
    assert result["msg"] == "removal started"
    local.finished({"task": result["task"]})
    assert tags(local, name) == {}


def test_hundreds(modules, local, to):
    """More names than fit into the URL of a request."""
    name = to()
    result = modules.converge("container_content", **copy(name, "many", *MANY), state="present")
    assert result["changed"] and set(tags(local, name)) == set(MANY)
    assert modules.call("container_content", repository=name, tags=MANY)["container_content"]["tags"] == MANY
    result = modules.converge("container_content", repository=name, tags=MANY[1:], state="absent")
    assert result["changed"] and set(tags(local, name)) == {MANY[0]}
    message = modules.fail("container_content", repository=name, tags=MANY)
    assert message == f'repository "{name}" does not have tags {", ".join(MANY[1:])}'


def test_without_rights(modules, local, to, tmp_path):
    """The message says that a repository may be hidden from the user. If the user may only read it, the message quotes Pulp."""
    name = to()
    user = local.post("users/", {"username": "it-reader", "password": "it-Secret-reader"})["pulp_href"]
    reader = Modules(local, tmp_path / "args.json")
    reader.connection |= {"username": "it-reader", "password": "it-Secret-reader"}
    message = reader.fail("container_content", **copy(name, "one", "v1"), state="present")
    assert message == f'container repository "{name}" does not exist, or user it-reader may not see it'
    local.post(f"{user}roles/", {"role": "container.containerrepository_viewer", "content_object": None})
    message = reader.fail("container_content", **copy(name, "one", "v1"), state="present")
    href = local.href("repositories/", name)
    assert message.startswith(f'could not copy tags to repository "{name}" (POST {href}copy_tags/): 403: '), message
    assert tags(local, name) == {}
    assert reader.call("container_content", repository="it-from-one")["container_content"]["tags"] == ["v1", "v2", "v3"]


def test_two_at_once(modules, local, to, tmp_path):
    """Two operators copy to the same repository at once. No tag is lost."""
    name = to()
    lists = {"one": ["v1", "v2"], "many": MANY[:40]}

    def promote(image):
        mine = Modules(local, tmp_path / f"{image}.json")
        return mine.call("container_content", **copy(name, image, *lists[image]), state="present")

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(promote, lists))
    assert [result["changed"] for result in results] == [True, True]
    assert tags(local, name) == of("one", "v1", "v2") | of("many", *MANY[:40])
    versions = {result["repository_version"] for result in results}
    assert len(versions) == 2 and version(local, name) in versions
