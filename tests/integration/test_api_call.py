"""The module `api_call`: sends any request, waits for its task, and returns the response without the connection's secrets."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.any_server

FILES = "repositories/file/file/"


@pytest.fixture
def name(local):
    name = "it-api call"
    yield name
    local.delete_all(found["pulp_href"] for found in local.list("repositories/", name__startswith=name))


def test_get(modules, local):
    """Returns the response unchanged, in check mode, too."""
    for check in (False, True):
        result = modules.call("api_call", check=check, path=FILES, query={"name__in": ["it-ground-file", "it-nowhere"], "limit": 5})
        assert not result["changed"] and result["status"] == 200
        assert [found["name"] for found in result["response"]["results"]] == ["it-ground-file"]
        assert result["response"]["results"][0] == local.find(FILES, "it-ground-file")
        assert "task" not in result


def test_paths(modules, local):
    """Paths below the API, hrefs, paths with a query, and responses without a body."""
    href = local.href(FILES, "it-ground-file")
    assert modules.call("api_call", path=href)["response"]["name"] == "it-ground-file"
    inside = modules.call("api_call", path=f"{FILES}?name=it-ground-file", query={"fields": "name"})
    assert inside["response"]["results"] == [{"name": "it-ground-file"}]
    paged = modules.call("api_call", path=f"{FILES}?name__startswith=it-ground%2Dfile", query={"fields": "name"}, all_pages=True)
    assert {"name": "it-ground-file"} in paged["response"]
    head = modules.call("api_call", path=href, method="HEAD")
    assert not head["changed"] and head["status"] == 200 and head["response"] is None
    assert "not a URL" in modules.fail("api_call", path=local.url + href)


def test_all_pages(modules, local, name):
    """A page has 100 objects by default, so 101 objects need two pages."""
    bodies = [{"name": f"{name} {number}"} for number in range(101)]
    made = modules.call("api_call", calls=[{"path": FILES, "method": "POST", "body": body} for body in bodies])
    assert made["changed"] and [row["status"] for row in made["calls"]] == [201] * 101
    query = {"name__startswith": name, "fields": "name"}
    page = modules.call("api_call", path=FILES, query=query)
    assert len(page["response"]["results"]) == 100
    everything = modules.call("api_call", path=FILES, query=query, all_pages=True)
    assert sorted(row["name"] for row in everything["response"]) == sorted(body["name"] for body in bodies)
    assert "all_pages requires method GET" in modules.fail("api_call", path=FILES, method="POST", all_pages=True)


def test_life(modules, local, name):
    """Creates, updates, replaces and deletes an object, waiting for tasks. Check mode predicts changes and sends nothing."""
    create = {"path": FILES, "method": "POST", "body": {"name": name, "description": "one"}}
    predicted = modules.call("api_call", check=True, **create)
    assert predicted["changed"] and predicted["msg"] == "POST would be sent" and predicted["status"] is None
    assert local.find(FILES, name) is None
    made = modules.call("api_call", **create)
    assert made["changed"] and made["status"] == 201 and made["response"] == local.find(FILES, name)
    href = made["response"]["pulp_href"]

    change = {"path": href, "method": "PATCH", "body": {"description": "two"}}
    assert modules.call("api_call", check=True, **change)["changed"]
    assert local.get(href)["description"] == "one"
    changed = modules.call("api_call", **change)
    assert changed["status"] == 202 and changed["response"] == {"task": changed["task"]["pulp_href"]}
    assert changed["task"]["state"] == "completed"
    assert changed["task"] == local.get(changed["task"]["pulp_href"])
    assert local.get(href)["description"] == "two"

    modules.call("api_call", path=href, method="PUT", body='{"name": "it-api call", "description": "three"}')
    assert local.get(href)["description"] == "three"

    assert modules.call("api_call", check=True, path=href, method="DELETE")["changed"]
    assert local.find(FILES, name)
    started = modules.call("api_call", path=href, method="DELETE", wait=False)
    assert started["changed"] and started["task"] == {"pulp_href": started["response"]["task"]}
    local.finished(started["response"])
    assert local.find(FILES, name) is None


def test_failures(modules, local, name):
    """Messages quote the server; the other calls continue; a failed task is a failure."""
    message = modules.fail("api_call", path=FILES, method="POST", body={"nam": name})
    assert message.startswith(f"could not call POST {FILES} (POST /pulp/api/v3/{FILES}): 400:")
    calls = [{"path": "nowhere/"}, {"path": "status/"}]
    result = modules.run("api_call", calls=calls)
    assert [row["failed"] for row in result["calls"]] == [True, False]
    assert result["msg"].startswith("1 of 2 calls failed:\n  nowhere/: could not call GET nowhere/ (GET /pulp/api/v3/nowhere/): 404:")
    remote = local.post("remotes/file/file/", {"name": name, "url": "http://127.0.0.1:1/PULP_MANIFEST", "max_retries": 0})
    repository = local.post(FILES, {"name": name})
    failed = modules.run("api_call", path=f"{repository['pulp_href']}sync/", method="POST", body={"remote": remote["pulp_href"]})
    local.delete(remote["pulp_href"])
    assert failed["failed"] and failed["task"]["state"] == "failed"
    assert failed["task"]["pulp_href"] in failed["msg"]


def test_secrets(modules, local, name):
    """The connection's password is redacted in responses."""
    modules.call("user", users=[{"username": name, "password": "it-Secret-of-api"}])
    try:
        local.post("repositories/file/file/", {"name": name, "description": "tells it-Secret-of-api to all"})
        href = local.href(FILES, name)
        who = {"username": name, "password": "it-Secret-of-api"}
        user = local.list("users/", username=name)[0]["pulp_href"]
        local.post(f"{user}roles/", {"role": "file.filerepository_viewer", "content_object": href})
        answer = modules.call("api_call", path=href, **who)
        assert answer["response"]["description"] == "tells ******** to all"
    finally:
        modules.call("user", users=[{"username": name, "state": "absent"}])
