"""Faults between the module and Pulp, drawn for each request from a seed: the same seed disturbs the same requests.

Modules send many requests at the same time. A draw therefore does not depend on when a request arrives, only on its content and on how often the same
request was sent before.
"""

from __future__ import annotations

import collections
import random
import re
import threading
from dataclasses import dataclass, field

from proxy import Reply, Treatment, another_correlation_id

UUID = re.compile(rb"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
CSRF = {"detail": "CSRF Failed: CSRF token missing."}
EXPIRED = {"detail": "Authentication credentials were not provided."}


def broken(_reply):
    return None


def cut(reply):
    """Returns the response without the second half of its body."""
    if reply is None or len(reply.body) < 2:
        return None
    return Reply(reply.status, reply.headers, reply.body, cut=len(reply.body) // 2)


def status(number, **headers):
    return lambda _reply: Reply.html(number, **headers)


# The kinds of faults and their relative weights. The name also says whether Pulp processes the request (see AFTER_THE_EFFECT).
KINDS = {
    "latency": 3, "refused": 2, "reset before": 3, "response lost": 4, "body cut": 2,
    "html before": 1, "html after": 1, "429": 2, "500 before": 1, "500 after": 1,
    "502 before": 1, "502 after": 2, "503 before": 1, "503 after": 1, "504 before": 1, "504 after": 2,
    "session expired": 1, "csrf refused": 1, "another correlation id": 1,
}  # fmt: skip
# Pulp processes the request, but the client does not get the response.
AFTER_THE_EFFECT = {kind for kind in KINDS if kind.endswith("after")} | {"response lost", "body cut"}
# The client knows, or can find out, what was done.
SURE = {"latency", "429", "csrf refused", "session expired", "another correlation id"}


def treatment(kind, draw):
    """Returns the treatment for a kind of fault."""
    if kind == "latency":
        return Treatment(delay=draw.uniform(0.0, 0.4), wait=draw.uniform(0.0, 0.4))
    if kind == "refused":
        return Treatment(forward=False, answer=broken, closed=draw.uniform(0.2, 1.5))
    if kind == "reset before":
        return Treatment(forward=False, answer=broken)
    if kind == "response lost":
        return Treatment(answer=broken)
    if kind == "body cut":
        return Treatment(answer=cut)
    if kind == "429":
        return Treatment(forward=False, answer=status(429, **{"Retry-After": str(draw.choice((0, 1)))}))
    if kind == "csrf refused":
        return Treatment(forward=False, answer=lambda _: Reply.json(403, CSRF))
    if kind == "another correlation id":
        return Treatment(change=another_correlation_id)
    number, _, when = kind.partition(" ")
    return Treatment(forward=when == "after", answer=status(200 if number == "html" else int(number)))


@dataclass
class Faults:
    """The faults of one run: each request is disturbed with probability `rate`."""

    seed: str
    rate: float
    kinds: dict[str, int] = field(default_factory=lambda: KINDS)
    # The maximum number of disturbed requests; later ones pass unchanged.
    limit: int | None = None

    def __post_init__(self):
        self.said = collections.Counter()
        self.done = collections.Counter()
        self.log = []
        self.expired = set()
        # The number of faults after which the client may not know what was done.
        self.doubts = 0
        self.lock = threading.Lock()

    def draw(self, request):
        words = (request.method.encode(), request.target.encode(), request.body if len(request.body) < 10_000 else b"")
        text = UUID.sub(b"#", b" ".join(words))
        self.said[text] += 1
        return random.Random(f"{self.seed} {self.said[text]} {text!r}")

    def __call__(self, request):
        with self.lock:
            return self._treat(request)

    def _treat(self, request):
        draw = self.draw(request)
        cookie = request.header("Cookie")
        if cookie and cookie in self.expired:
            return Treatment(forward=False, answer=lambda _: Reply.json(403, EXPIRED))
        if draw.random() >= self.rate or (self.limit is not None and sum(self.done.values()) >= self.limit):
            self.log.append(f"{request.method} {request.target[:150]}")
            return Treatment()
        kind = draw.choices(list(self.kinds), list(self.kinds.values()))[0]
        if kind == "csrf refused" and not request.writes:
            kind = "reset before"
        if kind == "session expired":
            if not cookie:
                kind = "reset before"
            else:
                self.expired.add(cookie)
        self.done[kind] += 1
        self.log.append(f"{request.method} {request.target[:150]}  <-- {kind}")
        if kind == "session expired":
            return Treatment(forward=False, answer=lambda _: Reply.json(403, EXPIRED))
        # A client that gives up watching a task does not know how it ends.
        watches = kind == "429" and not request.writes and "/tasks/" in request.target
        self.doubts += kind not in SURE or watches
        return treatment(kind, draw)

    def trail(self):
        """Returns the requests from the first disturbed one to the last, to help debug a finding."""
        with self.lock:
            broken_ones = [number for number, line in enumerate(self.log) if "<--" in line]
            return "\n      ".join(self.log[max(0, broken_ones[0] - 1) : broken_ones[-1] + 4]) if broken_ones else "no faults"
