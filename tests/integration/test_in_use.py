"""Served content stays served and guarded. The tests download it like a client."""

from __future__ import annotations

import base64

import pytest
import requests
from access import ONE, run_by
from served import distribution, sync
from world import has

FILES, PUBLICATIONS, DISTRIBUTIONS = "repositories/file/file/", "publications/file/file/", "distributions/file/file/"
COMPOSITES, HEADERS = "contentguards/core/composite/", "contentguards/core/header/"
NAME = "it-inuse"
DIRECT = [kind for kind in ("container", "python", "ansible") if kind in distribution.PATHS and (kind != "python" or has("python", "3.27"))]
# A user with these roles may do everything with guards, publications and repositories, but sees only their own distributions.
ROLES = ["core.headercontentguard_owner", "file.filepublication_owner", "file.filerepository_owner"]


class Shelf:
    """A repository whose version 1 has a file and is published, and its distributions."""

    def __init__(self, local):
        self.local = local
        self.href = local.post(FILES, {"name": NAME})["pulp_href"]
        self.add("one")
        self.publish(1)

    def add(self, name):
        task = self.local.upload("content/file/files/", f"{NAME} {name}".encode(), relative_path=name)
        self.local.post(f"{self.href}modify/", {"add_content_units": task["created_resources"]})

    def version(self, number):
        return f"{self.href}versions/{number}/"

    def publish(self, number):
        task = self.local.post(PUBLICATIONS, {"repository_version": self.version(number)})
        return next(href for href in task["created_resources"] if "publications" in href)

    def serve(self, name, **source):
        name = f"{NAME}-{name}"
        self.local.post(DISTRIBUTIONS, {"name": name, "base_path": name, **source})
        return name

    def get(self, name, file="one", **headers):
        """Downloads a file from a distribution. Returns the status and the content."""
        base = self.local.find(DISTRIBUTIONS, name)["base_url"]
        url = (base if base.startswith("http") else self.local.url + base) + file
        answer = requests.get(url, headers=headers, timeout=60)
        return answer.status_code, answer.content if answer.ok else None


@pytest.fixture
def shelf(local):
    yield Shelf(local)
    local.remove_leftovers(NAME)


SERVED = (200, f"{NAME} one".encode())
# Header guards expect the value in base64.
OPENS = {"x-it": base64.b64encode(b"it-secret").decode()}


@pytest.fixture
def guards(local):
    """Creates a composite guard and its only member."""
    member = local.post(HEADERS, {"name": f"{NAME}-member", "header_name": "x-it", "header_value": "it-secret"})["pulp_href"]
    composite = local.post(COMPOSITES, {"name": f"{NAME}-all", "guards": [member]})["pulp_href"]
    return composite, member


BOTH = [{"type": "header", "name": f"{NAME}-member"}, {"type": "composite", "name": f"{NAME}-all"}]


def test_members_of_a_guard_in_use(modules, local, shelf, guards):
    """A composite guard in use is not deleted, and neither is its member, so the content stays guarded."""
    name = shelf.serve("guarded", repository=shelf.href, content_guard=guards[0])
    assert shelf.get(name)[0] == 403
    for check in (True, False):
        result = modules.run("content_guard", check=check, state="absent", content_guards=BOTH)
        assert [(row["changed"], row["failed"]) for row in result["content_guards"]] == [(False, True)] * 2
    assert shelf.get(name)[0] == 403
    assert local.get(guards[0])["guards"] == [guards[1]]
    assert shelf.get(name, **OPENS) == SERVED
    local.delete(local.href(DISTRIBUTIONS, name))
    assert modules.converge("content_guard", state="absent", content_guards=BOTH)["changed"]
    assert local.find(COMPOSITES, f"{NAME}-all") is None and local.find(HEADERS, f"{NAME}-member") is None


def test_former_members(modules, local, guards, shelf):
    """A composite guard is updated and its former member deleted in one run."""
    local.post(HEADERS, {"name": f"{NAME}-other", "header_name": "x-it", "header_value": "it-other"})
    items = [
        {"type": "header", "name": f"{NAME}-member", "state": "absent"},
        {"type": "composite", "name": f"{NAME}-all", "guards": [f"{NAME}-other"]},
    ]
    result = modules.converge("content_guard", content_guards=items)
    assert [row["changed"] for row in result["content_guards"]] == [True, True]
    assert local.find(HEADERS, f"{NAME}-member") is None
    assert local.get(guards[0])["guards"] == [local.href(HEADERS, f"{NAME}-other")]


@pytest.mark.parametrize("source", ["repository_version", "repository", "publication"])
def test_served_publication(source, modules, local, shelf):
    """The publication that a distribution serves, through any field, is not deleted without `force`."""
    first = local.list(PUBLICATIONS, repository=shelf.href)[0]["pulp_href"]
    served = shelf.publish(1)
    sources = {"repository_version": shelf.version(1), "repository": shelf.href, "publication": served}
    name = shelf.serve("published")
    found = local.find(DISTRIBUTIONS, name)
    if source not in found:
        pytest.skip(f"the server's distributions have no {source}")
    local.patch(found["pulp_href"], {source: sources[source]})
    assert shelf.get(name) == SERVED
    gone = {"type": "file", "repository": NAME, "state": "absent"}
    for check in (True, False):
        assert f'is still used by distribution "{name}"' in modules.run("publication", check=check, **gone)["msg"]
    assert shelf.get(name) == SERVED
    local.delete(first)
    assert f'is still used by distribution "{name}"' in modules.fail("publication", **gone)
    assert shelf.get(name) == SERVED
    assert modules.converge("publication", **gone, force=True)["changed"]
    assert shelf.get(name)[0] == 404


@pytest.mark.parametrize("source", ["repository_version", "repository", "publication"])
def test_served_repository(source, modules, local, shelf):
    """A repository is not deleted without `force` while a distribution serves it through any field."""
    sources = {"repository_version": shelf.version(1), "repository": shelf.href, "publication": shelf.publish(1)}
    name = shelf.serve("kept")
    found = local.find(DISTRIBUTIONS, name)
    if source not in found:
        pytest.skip(f"the server's distributions have no {source}")
    local.patch(found["pulp_href"], {source: sources[source]})
    gone = {"type": "file", "name": NAME, "state": "absent"}
    for check in (True, False):
        assert f'is still used by distribution "{name}"' in modules.run("repository", check=check, **gone)["msg"]
    assert shelf.get(name) == SERVED
    assert modules.converge("repository", **gone, force=True)["changed"]
    assert shelf.get(name)[0] == 404


def test_served_image(modules, local):
    """Neither repository nor remote of an image is deleted while a distribution serves it."""
    path = distribution.PATHS["container"]
    try:
        repository = local.post(sync.PATHS["container"], {"name": NAME})["pulp_href"]
        local.post("remotes/container/container/", {"name": f"{NAME}-remote", "url": "http://127.0.0.1:1/", "upstream_name": NAME})
        local.post(path, {"name": NAME, "base_path": NAME, "repository": repository})
        served = local.find(path, NAME)
        for check in (True, False):
            result = modules.run("container_sync", check=check, name=NAME, state="absent")
            assert f'is still used by distribution "{NAME}"' in result["msg"]
        assert local.find("remotes/container/container/", f"{NAME}-remote") and local.find(path, NAME) == served
        local.delete(served["pulp_href"])
        assert modules.converge("container_sync", name=NAME, state="absent")["changed"]
        assert local.find("remotes/container/container/", f"{NAME}-remote") is None
    finally:
        local.remove_leftovers(NAME)


def test_superseded_publication(modules, local, shelf):
    """A distribution of the repository does not serve the publication of an older version."""
    name = shelf.serve("live", repository=shelf.href)
    shelf.add("two")
    shelf.publish(2)
    assert modules.converge("publication", type="file", repository=NAME, version=1, state="absent")["changed"]
    assert shelf.get(name) == SERVED and shelf.get(name, "two")[0] == 200
    assert len(local.list(PUBLICATIONS, repository=shelf.href)) == 1


def test_promotion_of_live_source(modules, local, shelf):
    """Production is pinned to what development serves now, and does not follow the repository afterwards."""
    development, production = shelf.serve("development", repository=shelf.href), f"{NAME}-production"
    item = {"type": "file", "name": production, "base_path": production, "distribution": development, "state": "present"}
    assert modules.converge("distribution", **item)["changed"]
    shelf.add("two")
    assert not modules.call("distribution", **item)["changed"]
    shelf.publish(2)
    assert shelf.get(development, "two")[0] == 200
    assert shelf.get(production) == SERVED and shelf.get(production, "two")[0] == 404
    assert modules.converge("distribution", **item)["changed"]
    assert shelf.get(production, "two")[0] == 200


@pytest.mark.parametrize("kind", DIRECT)
def test_promotion_without_publications(kind, modules, local):
    """For types without publications, production is pinned to the version. Deleting the distributions keeps the repository."""
    repository = local.post(sync.PATHS[kind], {"name": NAME})["pulp_href"]
    path, names = distribution.PATHS[kind], [f"{NAME}-development", f"{NAME}-production"]
    try:
        local.post(path, {"name": names[0], "base_path": names[0], "repository": repository})
        item = {"type": kind, "name": names[1], "base_path": names[1], "distribution": names[0], "state": "present"}
        assert modules.converge("distribution", **item)["changed"]
        found = local.find(path, names[1])
        assert (found["repository"], found["repository_version"]) == (None, f"{repository}versions/0/")
        items = [{"name": name} for name in names]
        assert modules.converge("distribution", type=kind, state="absent", distributions=items)["changed"]
        assert local.find(sync.PATHS[kind], NAME)["pulp_href"] == repository
    finally:
        local.remove_leftovers(NAME)


def test_same_publication(modules, local, shelf):
    """The latest version with and without its number is one publication, which is created once."""
    shelf.add("two")
    items = [{"type": "file", "repository": NAME}, {"type": "file", "repository": NAME, "version": 2}]
    result = modules.converge("publication", publications=items)
    assert [row["changed"] for row in result["publications"]] == [True, False]
    assert len(local.list(PUBLICATIONS, repository_version=shelf.version(2))) == 1
    gone = modules.call("publication", state="absent", publications=items)
    assert [row["changed"] for row in gone["publications"]] == [True, False]
    assert local.list(PUBLICATIONS, repository_version=shelf.version(2)) == []


def test_hidden_distributions(local, shelf, guards, tmp_path_factory):
    """A user who cannot see all distributions deletes nothing that they may serve, unless forced."""
    user = local.post("users/", {"username": f"{NAME}-limited", "password": ONE})["pulp_href"]
    for role in ROLES:
        local.post(f"{user}roles/", {"role": role, "content_object": None})
    limited = run_by(local, f"{NAME}-limited", ONE, tmp_path_factory)
    name = shelf.serve("hidden", repository=shelf.href, content_guard=guards[1])
    shelf.add("two")
    shelf.add("three")
    cases = {
        "content_guard": {"type": "header", "name": f"{NAME}-member", "state": "absent"},
        "publication": {"type": "file", "repository": NAME, "version": 1, "state": "absent"},
        "repository": {"type": "file", "name": NAME, "state": "absent"},
        "maintenance": {"action": "remove_versions", "repositories": [NAME], "keep": 1},
    }
    for module, options in cases.items():
        for check in (True, False):
            result = limited.run(module, check=check, **options)
            assert f"may be in use: user {NAME}-limited is not a superuser" in result["msg"], module
    assert shelf.get(name)[0] == 403
    assert shelf.get(name, **OPENS) == SERVED
    assert [version["number"] for version in local.list(f"{shelf.href}versions/")] == [3, 2, 1, 0]
    kept = limited.call("maintenance", check=True, **cases["maintenance"], force=True)["maintenance"]
    assert [row["version"] for row in kept["removed"]] == [2, 1, 0]
    forced = limited.call("content_guard", **cases["content_guard"], force=True)
    assert forced["changed"] and local.find(HEADERS, f"{NAME}-member") is None
    # Without anything to delete, usage does not matter.
    assert not limited.call("content_guard", **cases["content_guard"])["changed"]
