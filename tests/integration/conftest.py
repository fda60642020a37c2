"""Integration tests: the modules on a real Pulp server, `local`, that syncs from another one, `ark`.

These are `second` and `ark` from the inventory `test`; `make world` starts them. With `WORLD_SITE=other`, `local` is a server with an older version. The
tests read the server's state with a plain client.
"""

from __future__ import annotations

import content
import groundwork
import pytest
import tls
from modules import Modules
from scenarios import PREFIX
from server import Server
from world import ARK, DOMAIN, LOCAL


def pytest_configure(config):
    config.addinivalue_line("markers", "any_server: does not depend on the server's version")


@pytest.fixture(scope="session")
def ark():
    return Server(ARK)


@pytest.fixture(scope="session")
def local():
    """The server that the modules manage. Objects of the tests are deleted before and after."""
    server = Server(LOCAL, domain=DOMAIN)
    server.remove_leftovers(PREFIX)
    groundwork.make(server)
    yield server
    server.remove_leftovers(PREFIX)


@pytest.fixture(scope="session")
def groups(local):
    """Creates two groups of users."""
    for name in ("it-sites", "it-staff"):
        local.post("groups/", {"name": name})


@pytest.fixture(scope="session")
def services(local):
    """Creates signing services. At the end, the objects that use them are deleted first."""
    groundwork.make_services(local)
    yield
    local.remove_leftovers(PREFIX)
    groundwork.remove_services(local)


@pytest.fixture(scope="session")
def modules(local, tmp_path_factory):
    return Modules(local, tmp_path_factory.mktemp("modules") / "args.json")


@pytest.fixture(scope="session")
def index(local, tmp_path_factory):
    """The URL from which the local server's Python packages can be synced. It has TLS, because pulp_python before 3.27 rejects http."""
    with tls.door(local.url, tmp_path_factory.mktemp("index")) as url:
        yield url


@pytest.fixture(scope="session")
def upstreams(local, ark, index):
    """Creates the remotes `it-<plugin>-one` and `-two`, each with its own upstream, and some whose syncs fail."""
    content.make_files()
    content.serve_uploads(local)
    made = content.remotes(ark, local, index)
    made["file"]["missing"] = {"url": f"{ark.url}/upstream/it-nowhere/PULP_MANIFEST"}
    made["container"]["stranger"] = made["container"]["one"] | {"username": "nobody", "password": "it-secret-of-nobody"}
    for plugin, bodies in made.items():
        for number, body in bodies.items():
            local.post(groundwork.REMOTES[plugin][0], {"name": f"it-{plugin}-{number}", **body})
    yield
    content.remove_files()
