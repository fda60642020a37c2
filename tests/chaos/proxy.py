"""A proxy between a module and Pulp, on loopback, that can disturb each request.

`treat(request)` returns a `Treatment`; faults.py and crashes.py decide which one. Each request opens its own connection to Pulp, so that a fault on one
connection never affects another.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
import uuid
from dataclasses import dataclass, field
from typing import Callable

WRITES = ("POST", "PUT", "PATCH", "DELETE")
REASONS = {200: "OK", 401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests", 500: "Internal Server Error",
           502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}  # fmt: skip
HTML = b"<html><head><title>%d %s</title></head><body><h1>%s</h1><hr>nginx</body></html>"


@dataclass
class Request:
    """A client's request."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    # The client's port, which identifies the process that sent the request.
    port: int

    @property
    def is_login(self):
        return self.target.split("?")[0].endswith("/login/")

    @property
    def writes(self):
        """Whether the request may change something on the server; sessions do not count."""
        return self.method in WRITES and not self.is_login

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def replace(self, name, value):
        """Sets a header, or removes it if `value` is None."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))


@dataclass
class Reply:
    """A response, from Pulp or in place of Pulp's."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    # How many bytes of the body are sent before the connection breaks.
    cut: int | None = None

    @staticmethod
    def json(status, content, **headers):
        return Reply(status, [("Content-Type", "application/json"), *headers.items()], json.dumps(content).encode())

    @staticmethod
    def html(status, **headers):
        reason = REASONS[status].encode()
        return Reply(status, [("Content-Type", "text/html"), *headers.items()], HTML % (status, reason, reason))

    def encode(self):
        headers = "".join(f"{name}: {value}\r\n" for name, value in self.headers if name.lower() not in HOP_BY_HOP)
        body = self.body if self.cut is None else self.body[: self.cut]
        reason = REASONS.get(self.status, "Status")
        length = "" if self.status == 204 else f"Content-Length: {len(self.body)}\r\n"
        return f"HTTP/1.1 {self.status} {reason}\r\n{headers}{length}\r\n".encode() + body


HOP_BY_HOP = ("connection", "transfer-encoding", "content-length", "keep-alive")


@dataclass
class Treatment:
    """What the proxy does with one request, in this order."""

    # Seconds to wait first.
    delay: float = 0.0
    # Changes the request before Pulp gets it.
    change: Callable[[Request], None] | None = None
    # Called in a thread before Pulp gets the request. If it returns True, the request is not forwarded.
    before: Callable[[Request], bool] | None = None
    # Whether Pulp gets the request.
    forward: bool = True
    # Seconds to hold back Pulp's response.
    wait: float = 0.0
    # Called in a thread with Pulp's response. If it returns True, the client does not get the response.
    after: Callable[[Request, Reply], bool] | None = None
    # Converts Pulp's response (None if there is none) to the client's. If it returns None, the connection breaks.
    answer: Callable[[Reply | None], Reply | None] = lambda reply: reply
    # Called in a thread when the response has been sent.
    delivered: Callable[[Request], None] | None = None
    # Seconds during which no new connection is accepted.
    closed: float = 0.0


class Proxy:
    """Forwards requests to a server, as `treat` decides, in its own thread."""

    def __init__(self, server, treat=lambda request: Treatment()):
        self.host, port = server.removeprefix("http://").split(":")
        self.port = int(port)
        self.treat = treat
        self.loop = asyncio.new_event_loop()
        self.listener = None
        self.address = None
        self.tasks = set()
        # Unexpected exceptions in the proxy, which are defects in the tests.
        self.errors = []
        # The tasks that Pulp started, whether or not the client got the response.
        self.started = []
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self._call(self._listen())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.address[1]}"

    def _call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    async def _listen(self):
        self.listener = await asyncio.start_server(self._client, *(self.address or ("127.0.0.1", 0)), limit=2**20)
        self.address = self.listener.sockets[0].getsockname()

    async def _shut_for(self, seconds):
        if self.listener is None:
            return
        self.listener.close()
        self.listener = None
        await asyncio.sleep(seconds)
        await self._listen()

    def close(self):
        async def stop():
            if self.listener is not None:
                self.listener.close()
            for task in list(self.tasks):
                task.cancel()

        self._call(stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    async def _client(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            while (request := await read_request(reader, writer)) is not None:
                if not await self._serve(request, writer):
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        except Exception as error:  # noqa: BLE001
            self.errors.append(error)
        finally:
            self.tasks.discard(task)
            writer.close()

    async def _serve(self, request, writer):
        """Handles a request. Returns whether the connection stays open."""
        treatment = self.treat(request)
        await asyncio.sleep(treatment.delay)
        if treatment.closed:
            closing = self.loop.create_task(self._shut_for(treatment.closed))
            self.tasks.add(closing)
            closing.add_done_callback(self.tasks.discard)
        if treatment.change:
            treatment.change(request)
        if treatment.before and await asyncio.to_thread(treatment.before, request):
            return abort(writer)
        reply = await self._forward(request) if treatment.forward else None
        if reply is not None and reply.status == 202:
            self.started.append(json.loads(reply.body).get("task"))
        if treatment.after and await asyncio.to_thread(treatment.after, request, reply):
            return abort(writer)
        await asyncio.sleep(treatment.wait)
        reply = treatment.answer(reply)
        if reply is None:
            return abort(writer)
        writer.write(reply.encode())
        await writer.drain()
        if treatment.delivered:
            await asyncio.to_thread(treatment.delivered, request)
        return True if reply.cut is None else abort(writer, gracefully=True)

    async def _forward(self, request):
        """Returns Pulp's response, or None if there is none."""
        try:
            reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        except OSError:
            return None
        try:
            headers = [pair for pair in request.headers if pair[0].lower() not in HOP_BY_HOP]
            lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
            lines += ["Connection: close", f"Content-Length: {len(request.body)}", "", ""]
            writer.write("\r\n".join(lines).encode("latin-1") + request.body)
            return parse_reply(request.method, await reader.read(-1))
        except OSError:
            return None
        finally:
            writer.close()


def abort(writer, gracefully=False):
    """Closes a connection with a reset, or gracefully, so that sent data still arrives."""
    if not gracefully:
        with contextlib.suppress(OSError):
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    return False


async def read_request(reader, writer):
    """Returns the next request of a connection, or None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ", 2)
    headers = [tuple(line.split(": ", 1)) if ": " in line else (line.rstrip(":"), "") for line in lines]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    body = await reader.readexactly(length) if length else b""
    return Request(method, target, headers, body, writer.get_extra_info("peername")[1])


def parse_reply(method, data):
    """Parses a response that ends when its connection closes. Returns None if it is incomplete."""
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) if ": " in line else (line.rstrip(":"), "") for line in lines]
    if any(name.lower() == "transfer-encoding" and "chunked" in value for name, value in headers):
        body = dechunked(body)
    return Reply(int(first.split(" ")[1]), headers, b"" if method == "HEAD" else body)


def dechunked(body):
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            break
        whole, body = whole + rest[:length], rest[length + 2 :]
    return whole


def another_correlation_id(request):
    """Replaces the correlation ID, as proxies with their own request IDs do."""
    request.replace("Correlation-ID", uuid.uuid4().hex)
