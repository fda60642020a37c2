"""The module `info`: the server's status, and lists of objects with data of the objects that they refer to."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from urllib.parse import urlsplit

import pytest
from world import COMPONENTS, has_type

LISTS = {
    "repositories": "repositories/", "repository_versions": "repository_versions/", "remotes": "remotes/",
    "publications": "publications/", "distributions": "distributions/", "content_guards": "contentguards/",
    "content": "content/", "artifacts": "artifacts/", "users": "users/", "groups": "groups/", "roles": "roles/",
    "access_policies": "access_policies/", "tasks": "tasks/", "task_groups": "task-groups/", "workers": "workers/",
    "signing_services": "signing-services/", "upstream_pulps": "upstream-pulps/", "uploads": "uploads/",
}  # fmt: skip


@pytest.fixture(scope="module")
def shelf(local):
    """Creates a file repository with two versions and a publication of the first, and distributions of the publication, the repository and version 2."""
    repository = local.post("repositories/file/file/", {"name": "it-info"})
    href = repository["pulp_href"]
    made = [href]
    for number in (1, 2):
        units = []
        for place in range(number):
            fields = {"relative_path": f"it-info-{number}-{place}"}
            task = local.upload("content/file/files/", f"it info {number} {place}".encode(), **fields)
            units += task["created_resources"]
        local.post(f"{href}modify/", {"add_content_units": units})
        if number == 1:
            task = local.post("publications/file/file/", {"repository": href})
            publication = next(path for path in task["created_resources"] if "publications" in path)
    sources = {
        "publication": {"publication": publication},
        "live": {"repository": href},
        "version": {"repository_version": f"{href}versions/2/"},
        "empty": {},
    }
    for name, source in sources.items():
        body = {"name": f"it-info {name}", "base_path": f"it-info-{name}", **source}
        if name != "version" or "repository_version" in local.get("distributions/file/file/", limit=1):
            task = local.post("distributions/file/file/", body)
            made += task["created_resources"]
    yield {"repository": href, "publication": publication, "distributions": made[1:]}
    local.delete_all(reversed(made))


def test_status(modules, local):
    for check in (False, True):
        result = modules.call("info", check=check)
        assert not result["changed"] and result["info"]["versions"] == COMPONENTS
        assert len(result["info"]["online_workers"]) == len(local.get("status/")["online_workers"])


@pytest.mark.parametrize("what", LISTS)
def test_lists(what, modules, local):
    """Each list has all objects on the server."""
    result = modules.call("info", what=what)
    assert not result["changed"] and result["msg"] == f"{len(result['info'])} {what.replace('_', ' ')}"
    assert {entry["pulp_href"] for entry in result["info"]} == {entry["pulp_href"] for entry in local.list(LISTS[what])}


def test_joined_distributions(modules, local, shelf):
    result = modules.call("info", what="distributions", types=["file"], filter={"name__startswith": "it-info"})
    found = {entry["name"].removeprefix("it-info "): entry for entry in result["info"]}
    assert {entry["pulp_href"] for entry in result["info"]} == set(shelf["distributions"])
    first = {"repository": "it-info", "repository_version": f"{shelf['repository']}versions/1/", "version": 1, "content": {"file.file": 1}, "publication": shelf["publication"]}
    assert found["publication"]["joined"] == first
    # Files are served from publications, and only version 1 has one.
    assert found["live"]["joined"] == first
    assert found["empty"]["joined"] == dict.fromkeys(first)
    if "version" in found:
        second = {**first, "repository_version": f"{shelf['repository']}versions/2/", "version": 2, "content": {"file.file": 3}, "publication": None}
        assert found["version"]["joined"] == second
    for entry in result["info"]:
        assert {key: value for key, value in entry.items() if key != "joined"} == local.get(entry["pulp_href"])


def test_joined_repositories(modules, local, shelf):
    [found] = modules.call("info", what="repositories", name=["it-info"])["info"]
    joined = found.pop("joined")
    assert found == local.get(shelf["repository"])
    assert joined.pop("distributions") == joined_names(shelf, local, "it-info publication", "it-info live", "it-info version")
    assert joined == {
        "repository_version": f"{shelf['repository']}versions/2/", "version": 2,
        "content": {"file.file": 3}, "publications": [shelf["publication"]],
    }  # fmt: skip


def test_joined_publications(modules, local, shelf):
    [found] = modules.call("info", what="publications", filter={"repository": shelf["repository"]})["info"]
    joined = found.pop("joined")
    assert found == local.get(shelf["publication"])
    assert joined.pop("distributions") == joined_names(shelf, local, "it-info publication", "it-info live")
    assert joined == {"repository": "it-info", "repository_version": f"{shelf['repository']}versions/1/", "version": 1, "content": {"file.file": 1}}


def joined_names(shelf, local, *wanted):
    """Returns the names of the distributions that exist, in the order of the server's list."""
    names = [entry["name"] for entry in local.list("distributions/file/file/", name__startswith="it-info")]
    return [name for name in names if name in wanted]


def test_filters(modules, local, shelf):
    plain = modules.call("info", what="distributions", name=["it-info live", "it-nowhere"], joined=False)["info"]
    assert [entry["name"] for entry in plain] == ["it-info live"] and "joined" not in plain[0]
    kinds = [kind for kind in ("file", "rpm") if has_type("repository", kind)]
    found = modules.call("info", what="repositories", types=kinds, joined=False)["info"]
    expected = [entry["pulp_href"] for kind in kinds for entry in local.list(f"repositories/{kind}/{kind}/")]
    assert sorted(entry["pulp_href"] for entry in found) == sorted(expected)
    [admin] = modules.call("info", what="users", name=["admin"])["info"]
    assert admin["username"] == "admin"
    several = modules.call("info", infos=[{"what": "users", "name": "admin"}, {"what": "users", "name": "it-nobody"}, {"what": "workers"}])
    assert [len(row["info"]) for row in several["infos"][:2]] == [1, 0] and several["infos"][2]["info"]


def test_secrets(modules, local):
    """Secrets that the server returns are left out of the result."""
    options = {"type": "header", "name": "it-info header", "header_name": "x", "header_value": "it-secret-of-info"}
    modules.call("content_guard", **options, state="present")
    remote = {"type": "file", "name": "it-info remote", "url": "http://127.0.0.1:1/", "headers": [{"it-header-of-info": "it-secret-of-info"}]}
    modules.call("remote", **remote, state="present")
    [guard] = modules.call("info", what="content_guards", name="it-info header")["info"]
    assert guard["header_name"] == "x" and "header_value" not in guard
    [found] = modules.call("info", what="remotes", name="it-info remote")["info"]
    assert found["url"] == "http://127.0.0.1:1/" and "headers" not in found
    modules.call("content_guard", type="header", name="it-info header", state="absent")
    modules.call("remote", type="file", name="it-info remote", state="absent")


def test_rejected(modules, local):
    assert "what must be one of" in modules.fail("info", what="packages")
    assert "publications have no name" in modules.fail("info", what="publications", name="x")
    assert 'each type must be one of: ' in modules.fail("info", what="remotes", types=["debian"])
    assert "does not apply to users" in modules.fail("info", what="users", types=["rpm"])
    assert "Invalid Filter" in modules.fail("info", what="groups", filter={"colour": "red"})
    assert "state must be one of: read" in modules.fail("info", state="present")


class Relay(socketserver.ThreadingTCPServer):
    """Forwards connections to the server."""

    allow_reuse_address = True
    daemon_threads = True

    class RequestHandlerClass(socketserver.BaseRequestHandler):
        def handle(self):
            with socket.create_connection(self.server.target) as target:
                threading.Thread(target=self.pump, args=(target, self.request), daemon=True).start()
                self.pump(self.request, target)

        @staticmethod
        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def __init__(self, port, target):
        self.target = target
        super().__init__(("127.0.0.1", port), self.RequestHandlerClass)


def test_wait_for_ready(modules, local):
    """Waits for a server that starts later, or fails after the given time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    message = modules.fail("info", pulp_url=url, wait_for_ready=1)
    assert message.startswith(f"Pulp at {url} was not ready within 1 s: (GET /pulp/api/v3/status/): no connection")
    relays = []

    def start():
        time.sleep(2)
        parts = urlsplit(local.url)
        relays.append(Relay(port, (parts.hostname, parts.port)))
        relays[0].serve_forever()

    threading.Thread(target=start, daemon=True).start()
    begun = time.monotonic()
    result = modules.call("info", pulp_url=url, wait_for_ready=30, check=True)
    assert 2 <= time.monotonic() - begun < 25
    assert result["info"]["versions"] == COMPONENTS
    relays[0].shutdown()
    relays[0].server_close()
