"""Single items and lists: what they return, and in which order items are processed."""

from __future__ import annotations

import pytest
from scenarios import NOWHERE, PREFIX
from served import content_guard, distribution, remote, repository
from world import has_type

pytestmark = pytest.mark.any_server

MODULES = {
    "repository": (repository, "repositories"),
    "remote": (remote, "remotes"),
    "distribution": (distribution, "distributions"),
    "content_guard": (content_guard, "content_guards"),
}
TYPES = [(module, kind) for module, (table, _) in MODULES.items() for kind in table.PATHS]


# One type of each module, with the fewest options that create it.
ALONE = {
    "repository": ("file", {"description": "alone"}),
    "remote": ("file", {"url": NOWHERE}),
    "distribution": ("file", {"base_path": "it-alone"}),
    "content_guard": ("rbac", {"description": "alone"}),
}


@pytest.mark.parametrize("module", MODULES)
def test_alone(module, modules, local):
    """A single item is created, read and deleted. Without `state`, it is only read."""
    kind, needed = ALONE[module]
    key = {"type": kind, "name": f"it-alone {module}"}
    path = MODULES[module][0].PATHS[kind]
    assert modules.call(module, **key)[module] is None
    result = modules.call(module, **key, **needed, state="present")
    assert result["changed"] and result["msg"] == "created"
    read = modules.call(module, **key)
    assert not read["changed"] and read[module] == result[module]
    assert read[module]["pulp_href"] == local.find(path, key["name"])["pulp_href"]
    message = modules.fail(module, **key, **needed)
    assert "hint: add state: present" in message
    result = modules.call(module, **key, state="absent")
    assert result["changed"] and result[module] is None and result["msg"] == "deleted"
    assert not modules.call(module, **key, state="absent")["changed"]
    assert local.find(path, key["name"]) is None


@pytest.mark.parametrize(("module", "kind"), TYPES)
def test_read_all(module, kind, modules, local):
    table, plural = MODULES[module]
    result = modules.call(module, type=kind)
    # Other objects may be created and deleted on this server at the same time.
    everything = local.list(table.PATHS[kind], name__startswith=PREFIX)
    rows = [row for row in result[plural] if row["name"].startswith(PREFIX)]
    assert [row["name"] for row in rows] == [entry["name"] for entry in everything]
    assert [row[module]["pulp_href"] for row in rows] == [entry["pulp_href"] for entry in everything]
    assert not result["changed"] and module not in result


def test_read_many(modules, local):
    """Reads several items. A missing one is null."""
    items = [{"type": "file", "name": "it-ground-file", "state": "read"}, {"type": "file", "name": "it-nowhere", "state": "read"}]
    result = modules.call("repository", repositories=items)
    assert [row["repository"] and row["repository"]["name"] for row in result["repositories"]] == ["it-ground-file", None]
    assert [row["changed"] for row in result["repositories"]] == [False, False]


def test_defaults(modules, local):
    """Options at the top level are defaults for the items whose type has them."""
    items = [
        {"type": "file", "name": "it-defaults-1"},
        {"type": "container", "name": "it-defaults-2", "upstream_name": "image", "policy": "streamed"},
        # This type has no `policy`.
        {"type": "file_git", "name": "it-defaults-3"},
    ]
    items = [item for item in items if has_type("remote", item["type"])]
    modules.converge("remote", remotes=items, url=NOWHERE, policy="on_demand", download_concurrency=4)
    found = [local.find(remote.PATHS[item["type"]], item["name"]) for item in items]
    assert [entry["url"] for entry in found] == [NOWHERE] * len(items)
    assert [entry["policy"] for entry in found[:2]] == ["on_demand", "streamed"]
    assert [entry["download_concurrency"] for entry in found] == [4] * len(items)
    assert "git_ref" in modules.fail("remote", remotes=items[:2], url=NOWHERE, git_ref="main")
    # `type` and `state` can be defaults, too.
    modules.converge("remote", type="file", state="absent", remotes=[{"name": "it-defaults-1"}])
    assert local.find("remotes/", "it-defaults-1") is None


def test_order_of_results(modules, local):
    """The result has one row for each item, in their order, even after a failure."""
    items = [
        {"type": "rpm", "name": "it-rows-1"},
        {"type": "file", "name": "it-rows-2", "state": "absent"},
        {"type": "deb", "name": "it-rows-3", "remote": "it-nowhere"},
        {"type": "file", "name": "it-rows-4"},
    ]
    result = modules.run("repository", repositories=items)
    assert [row["name"] for row in result["repositories"]] == [item["name"] for item in items]
    assert [(row["changed"], row["failed"]) for row in result["repositories"]] == [
        (True, False), (False, False), (False, True), (True, False),
    ]  # fmt: skip
    assert result["changed"] and result["msg"].startswith("1 of 4 repositories failed:\n  it-rows-3: ")
    # After a failure, only changed and failed rows have the object.
    assert ["repository" in row for row in result["repositories"]] == [True, False, True, True]
    assert local.find("repositories/rpm/rpm/", "it-rows-1") and local.find("repositories/file/file/", "it-rows-4")


def test_duplicates(modules, local):
    """The same item twice is one. Different items with the same name are rejected before anything is done."""
    item = {"type": "file", "name": "it-twin", "description": "one"}
    result = modules.call("repository", repositories=[item, item])
    assert [row["changed"] for row in result["repositories"]] == [True, True]
    assert result["repositories"][0] == result["repositories"][1]
    assert len(local.list("repositories/", name="it-twin")) == 1
    for other in (item | {"description": "two"}, item | {"state": "absent"}, {**item, "type": "rpm"}):
        assert modules.fail("repository", repositories=[{"type": "file", "name": "it-twin-new"}, item, other]) == (
            'repository "it-twin" is listed twice in repositories with different options'
        )
    assert local.find("repositories/", "it-twin-new") is None


def test_absent_first(modules, local):
    """Absent items are processed first, so that other items of the list can use their paths."""
    path = {"base_path": "it-moved"}
    modules.call("distribution", type="file", distributions=[{"name": "it-moved-1", **path}])
    items = [{"name": "it-moved-2", **path}, {"name": "it-moved-1", "state": "absent"}]
    result = modules.converge("distribution", type="file", distributions=items)
    assert [row["changed"] for row in result["distributions"]] == [True, True]
    assert local.find("distributions/file/file/", "it-moved-2")["base_path"] == "it-moved"


def test_composites_after_members(modules, local):
    """A composite guard is created after its members, and deleted before them."""
    items = [
        {"type": "composite", "name": "it-outer", "guards": ["it-inner", "it-member"]},
        {"type": "composite", "name": "it-inner", "guards": ["it-member"]},
        {"type": "rbac", "name": "it-member"},
    ]
    # Not with `converge`: in check mode, the diff cannot have the hrefs of guards that do not exist yet.
    for check in (True, False):
        result = modules.call("content_guard", check=check, content_guards=items)
        assert [row["changed"] for row in result["content_guards"]] == [True] * 3
    assert not modules.call("content_guard", content_guards=items)["changed"]
    inner, member = (local.href("contentguards/", name) for name in ("it-inner", "it-member"))
    assert set(local.find("contentguards/core/composite/", "it-outer")["guards"]) == {inner, member}
    gone = [{"type": item["type"], "name": item["name"], "state": "absent"} for item in reversed(items)]
    result = modules.converge("content_guard", content_guards=gone)
    assert [row["changed"] for row in result["content_guards"]] == [True] * 3


@pytest.mark.parametrize("module", MODULES)
def test_empty(module, modules):
    result = modules.call(module, **{MODULES[module][1]: []})
    assert not result["changed"] and result[MODULES[module][1]] == []


def test_names(modules, local):
    """Names with characters that have a meaning in queries."""
    names = ["it-a, b", "it-ä ö/ü", 'it-"quoted"', "it-a&b+c?d#e;%20", "it-(ark) - 1"]
    items = [{"type": "file", "name": name} for name in names]
    assert all(row["changed"] for row in modules.converge("repository", repositories=items)["repositories"])
    found = {entry["name"] for entry in local.list("repositories/file/file/", name__startswith="it-")}
    assert set(names) <= found
    gone = modules.converge("repository", state="absent", repositories=items)
    assert all(row["changed"] for row in gone["repositories"])


def test_our_labels(modules, local):
    """This collection's own labels are kept and not compared. All others are as given."""
    name = "it-labels"
    local.post("repositories/file/file/", {"name": name, "pulp_labels": {"release_train_note": "kept", "old": "gone"}})
    call = {"type": "file", "name": name, "state": "present"}
    result = modules.converge("repository", **call, pulp_labels={"new": "1"})
    assert result["changed"]
    assert local.find("repositories/file/file/", name)["pulp_labels"] == {"release_train_note": "kept", "new": "1"}
    assert modules.converge("repository", **call, pulp_labels={})["changed"]
    assert local.find("repositories/file/file/", name)["pulp_labels"] == {"release_train_note": "kept"}


@pytest.mark.skipif("osv_config" not in repository.TYPES.get("rpm/osv", {}), reason="Pulp stores nothing in labels on this server")
def test_labels_of_pulp(modules, local):
    """Labels in which Pulp stores data are kept, too."""
    osv = [{"name": "Rocky Linux", "releases": ["9"]}]
    call = {"type": "rpm", "name": "it-labels-osv", "state": "present"}
    modules.converge("repository", **call, osv_config=osv, pulp_labels={"a": "1", "b": "2"})
    assert modules.converge("repository", **call, pulp_labels={"a": "2"})["changed"]
    found = local.find("repositories/rpm/rpm/", call["name"])
    assert found["osv_config"] == osv and found["pulp_labels"]["a"] == "2" and "b" not in found["pulp_labels"]
