"""Namespaces, access policies, signing services, refreshes and replication."""

from __future__ import annotations

import pytest
from world import has_option

NAMESPACES = "pulp_container/namespaces/"
POLICY = "repositories/file/file"
STATEMENT = {"action": ["*"], "principal": "admin", "effect": "allow"}


@pytest.fixture
def namespace(local):
    yield "it-namespace"
    found = local.find(NAMESPACES, "it-namespace")
    if found:
        local.delete(found["pulp_href"])


def test_namespace(modules, local, namespace):
    for check in (True, False):
        assert modules.call("container_namespace", name=namespace, state="present", check=check)["changed"]
        assert bool(local.find(NAMESPACES, namespace)) is not check
    again = modules.call("container_namespace", name=namespace, state="present")
    assert not again["changed"] and again["container_namespace"]["name"] == namespace
    for check in (True, False):
        assert modules.call("container_namespace", name=namespace, state="absent", check=check)["changed"]
        assert bool(local.find(NAMESPACES, namespace)) is check
    assert not modules.call("container_namespace", name=namespace, state="absent")["changed"]


def test_namespace_in_use(modules, local, namespace):
    distribution = {"type": "container", "name": f"{namespace}/image", "base_path": f"{namespace}/image", "state": "present"}
    modules.call("distribution", **distribution)
    try:
        said = modules.fail("container_namespace", name=namespace, state="absent")
        assert said == (
            f'container namespace "{namespace}" is still used by distribution "{namespace}/image"\n  '
            "hint: force: true deletes it anyway, together with its distributions"
        )
        assert local.find(NAMESPACES, namespace)
    finally:
        modules.call("distribution", type="container", name=f"{namespace}/image", state="absent")


@pytest.fixture
def policy(local):
    def read():
        return next(policy for policy in local.list("access_policies/") if policy["viewset_name"] == POLICY)

    yield read
    local.post(f"{read()['pulp_href']}reset/")


def test_access_policy(modules, policy):
    before = policy()
    for check in (True, False):
        assert modules.call("access_policy", viewset_name=POLICY, statements=[STATEMENT], state="present", check=check)["changed"]
        assert (policy()["statements"] == [STATEMENT]) is not check
    assert not modules.call("access_policy", viewset_name=POLICY, statements=[STATEMENT], state="present")["changed"]
    for check in (True, False):
        assert modules.call("access_policy", viewset_name=POLICY, state="absent", check=check)["changed"]
        assert policy()["customized"] is check
    assert not modules.call("access_policy", viewset_name=POLICY, state="absent")["changed"]
    assert policy()["statements"] == before["statements"]


def test_missing_access_policy(modules):
    said = modules.fail("access_policy", viewset_name="it/none", statements=[STATEMENT], state="present")
    assert said == 'access policy "it/none" does not exist, or user admin may not see it'


def test_signing_services_are_read(modules, services):
    read = modules.call("signing_service", name="it-release-one")
    assert read["signing_service"]["name"] == "it-release-one"
    assert modules.call("signing_service", name="it-none")["signing_service"] is None
    everything = modules.call("signing_service")["signing_services"]
    assert {"it-release-one", "it-release-two"} <= {row["name"] for row in everything}
    assert "state must be one of: read" in modules.fail("signing_service", name="it-release-one", state="present")


@pytest.fixture
def source(modules, local, upstreams):
    """An alternate content source. Its remotes must have the policy on_demand."""
    names = {"it-acs-one": "it-file-one", "it-acs-missing": "it-file-missing"}
    for name, other in names.items():
        url = local.find("remotes/file/file/", other)["url"]
        local.post("remotes/file/file/", {"name": name, "url": url, "policy": "on_demand"})
    yield {"type": "file", "name": "it-acs", "remote": "it-acs-one"}
    modules.call("acs", type="file", name="it-acs", state="absent")
    for name in names:
        local.delete(local.href("remotes/file/file/", name))


def test_source_is_refreshed(modules, local, source):
    predicted = modules.call("acs", **source, refresh=True, state="present", check=True)
    assert predicted["changed"] and local.find("acs/file/file/", "it-acs") is None
    result = modules.call("acs", **source, refresh=True, state="present")
    assert result["changed"] and local.find("acs/file/file/", "it-acs")
    tasks = [local.get(task) for task in result["tasks"]]
    assert [task["state"] for task in tasks] == ["completed"]


def test_source_of_missing_upstream(modules, source):
    said = modules.fail("acs", **source | {"remote": "it-acs-missing"}, refresh=True, state="present")
    assert 'could not refresh acs "it-acs"' in said and "404" in said


def test_shared_paths_stay(modules, local, source):
    """Pulp removes a path that is removed from one source from all of them, and stores an empty path for a source without paths."""
    listed = [{"type": "file", "name": f"it-acs-{name}", "remote": "it-acs-one"} for name in ("a", "b", "c", "d")]
    first, shared, root, other = ({**item, "paths": paths} for item, paths in zip(listed, (["x/", "y/"], ["y/", "z/"], [], [])))
    try:
        modules.call("acs", acses=[first, shared, root, other])
        stored = lambda name: sorted(local.find("acs/file/file/", name)["paths"])  # noqa: E731
        result = modules.call("acs", acses=[first | {"paths": ["x/"]}, other | {"paths": ["w/"]}, root])
        assert [row["changed"] for row in result["acses"]] == [True, True, False]
        warned = {name for name in ("it-acs-b", "it-acs-c") for text in result["warnings"] if name in text}
        assert warned == {"it-acs-b", "it-acs-c"}
        assert [stored(item["name"]) for item in listed] == [["x/"], ["y/", "z/"], [""], ["w/"]]
        again = modules.call("acs", acses=[first | {"paths": ["x/"]}, shared, root, other | {"paths": ["w/"]}])
        assert not again["changed"] and "warnings" not in again
    finally:
        modules.call("acs", acses=[{"type": "file", "name": item["name"], "state": "absent"} for item in listed])


@pytest.fixture
def upstream(modules, ark):
    name = "it-upstream"
    yield {
        "name": name, "base_url": ark.url, "api_root": "/pulp/", "username": ark.username, "password": ark.password,
    }  # fmt: skip
    modules.call("upstream_pulp", upstream_pulp={"name": name}, state="absent")


@pytest.fixture
def served(ark):
    """Creates a file distribution on ark to replicate."""
    repository = ark.post("repositories/file/file/", {"name": "it-replicated"})
    ark.post("publications/file/file/", {"repository": repository["pulp_href"]})
    publication = ark.list("publications/file/file/", repository=repository["pulp_href"])[0]
    ark.post("distributions/file/file/", {"name": "it-replicated", "base_path": "it-replicated", "publication": publication["pulp_href"]})
    yield
    for path in ("distributions/file/file/", "repositories/file/file/"):
        ark.delete(ark.href(path, "it-replicated"))


@pytest.mark.skipif(not has_option("upstream_pulp", "upstream_pulp", "q_select"), reason="the server would replicate all of ark")
def test_replication(modules, local, upstream, served):
    upstream |= {"policy": "nodelete", "q_select": "name=\"it-replicated\""}
    modules.call("upstream_pulp", upstream_pulp=upstream, state="present")
    predicted = modules.call("upstream_pulp", upstream_pulp=upstream | {"replicate": True}, state="present", check=True)
    assert "would be replicated" in predicted["msg"] and local.find("distributions/", "it-replicated") is None
    first = modules.call("upstream_pulp", upstream_pulp=upstream | {"replicate": True}, state="present")
    try:
        assert first["changed"] and first["tasks"]
        assert local.find("distributions/file/file/", "it-replicated")["base_path"] == "it-replicated"
        again = modules.call("upstream_pulp", upstream_pulp=upstream | {"replicate": True}, state="present")
        assert not again["changed"], again["msg"]
    finally:
        local.remove_leftovers("it-replicated")


def test_upstream_secrets_are_not_compared(modules, upstream):
    modules.call("upstream_pulp", upstream_pulp=upstream, state="present")
    again = modules.call("upstream_pulp", upstream_pulp=upstream | {"password": "it-secret-other"}, state="present")
    assert not again["changed"] and again["not_compared"] == ["username", "password"]
