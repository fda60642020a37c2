"""Each fault does what its name says."""

from __future__ import annotations

import http.server
import threading

import pytest
import requests
from crashes import Crash
from faults import AFTER_THE_EFFECT, KINDS, Faults
from proxy import Proxy

pytestmark = pytest.mark.selection
HARMLESS = {"latency", "another correlation id"}
# The status that the client gets, if it gets a response at all.
STATUS = {"429": 429, "csrf refused": 403, "session expired": 403} | {kind: int(kind[:3]) for kind in KINDS if kind[:2] == "50"}


@pytest.fixture
def server():
    """A server that records the requests that reach it."""
    reached = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            reached.append((self.path, self.headers["Correlation-ID"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"name": "one"}')

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        proxy = Proxy(f"http://127.0.0.1:{listening.server_port}")
        yield proxy, reached
        proxy.close()
        listening.shutdown()
        assert proxy.errors == []


def post(proxy):
    """Returns status and JSON of the response, or None if there is none."""
    try:
        answer = requests.post(f"{proxy.url}/x/", data=b"{}", headers={"Correlation-ID": "mine", "Cookie": "sessionid=1"}, timeout=10)
        return answer.status_code, answer.json()
    except requests.exceptions.JSONDecodeError:
        return answer.status_code, None
    except requests.RequestException:
        return None


def test_untouched(server):
    proxy, reached = server
    assert post(proxy) == (201, {"name": "one"})
    assert reached == [("/x/", "mine", b"{}")]


@pytest.mark.parametrize("kind", KINDS)
def test_fault(kind, server):
    proxy, reached = server
    proxy.treat = Faults("seed", 1.0, {kind: 1}, limit=1)
    seen = post(proxy)
    assert proxy.treat.done == {kind: 1}
    assert len(reached) == (kind in AFTER_THE_EFFECT | HARMLESS)
    if kind in HARMLESS:
        assert seen == (201, {"name": "one"})
        assert (reached[0][1] == "mine") == (kind == "latency")
    elif kind.startswith("html"):
        assert seen == (200, None)
    elif kind in STATUS:
        assert seen[0] == STATUS[kind]
    else:
        assert seen is None


def test_same_seed(server):
    """The same seed disturbs the same requests in the same way."""
    proxy, _ = server
    kinds = []
    for _ in range(2):
        proxy.treat = Faults("seed", 0.5, {"429": 1, "500 before": 1})
        kinds.append([post(proxy)[0] for _ in range(12)])
    assert kinds[0] == kinds[1] and len(set(kinds[0])) == 3


@pytest.mark.parametrize(("moment", "seen"), [("before the response", None), ("after the response", (201, {"name": "one"}))])
def test_crash(server, moment, seen):
    """The given write reaches the server. Later ones do not."""
    proxy, reached = server
    ended = []
    proxy.treat = Crash(2, moment, kill=ended.append)
    assert post(proxy) == (201, {"name": "one"})
    assert post(proxy) == seen
    assert proxy.treat.crashed.wait(5) and len(ended) == 1
    assert post(proxy) is None
    assert len(reached) == 2
