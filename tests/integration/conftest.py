"""Integration tests: the modules against a real Pulp server, `local`, that syncs from another one, `ark`.

They are `second` and `ark` of the world `test` (`make world`); with `WORLD_SITE=other`, it is a server of an older version. What the modules did is
read back with a plain client.
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
    config.addinivalue_line("markers", "any_server: what modules do in the same way whatever the server's version")


@pytest.fixture(scope="session")
def ark():
    return Server(ARK)


@pytest.fixture(scope="session")
def local():
    """The server that the modules work on; nothing of the tests is left on it."""
    server = Server(LOCAL, domain=DOMAIN)
    server.remove_leftovers(PREFIX)
    groundwork.make(server)
    yield server
    server.remove_leftovers(PREFIX)


@pytest.fixture(scope="session")
def groups(local):
    """Two groups of users."""
    for name in ("it-sites", "it-staff"):
        local.post("groups/", {"name": name})


@pytest.fixture(scope="session")
def services(local):
    """Signing services, whose users are gone before them."""
    groundwork.make_services(local)
    yield
    local.remove_leftovers(PREFIX)
    groundwork.remove_services(local)


@pytest.fixture(scope="session")
def modules(local, tmp_path_factory):
    return Modules(local, tmp_path_factory.mktemp("modules") / "args.json")


@pytest.fixture(scope="session")
def index(local, tmp_path_factory):
    """Where the local server's Python packages can be synced from: pulp_python before 3.27 takes no http."""
    with tls.door(local.url, tmp_path_factory.mktemp("index")) as url:
        yield url


@pytest.fixture(scope="session")
def upstreams(local, ark, index):
    """Remotes on the local server, `it-<plugin>-one` and `-two`, each of another upstream; some that lead nowhere."""
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
