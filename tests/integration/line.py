"""A TCP proxy to a server. After a given number of bytes, it calls a function or breaks the connection."""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """Forwards what clients send. After `limit` bytes, it calls `then`. If that returns True, all connections break."""

    def __init__(self, server, limit=None, then=None):
        self.server, self.limit, self.then = server, limit, then
        self.sent = 0
        self.broken = False
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._connection, args=(client,), daemon=True).start()

    def _connection(self, client):
        host, port = self.server.removeprefix("http://").split(":")
        with client, socket.create_connection((host, int(port))) as server, contextlib.suppress(OSError):
            threading.Thread(target=self._answers, args=(server, client), daemon=True).start()
            while not self.broken and (data := client.recv(65536)):
                if self._reached(len(data)):
                    return
                server.sendall(data)

    def _reached(self, size):
        """Counts sent bytes, and returns whether connections break."""
        with self.lock:
            self.sent += size
            if self.limit is not None and self.sent >= self.limit:
                self.limit = None
                self.broken = bool(self.then())
            return self.broken

    def _answers(self, server, client):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def line(server, limit=None, then=lambda: True):
    opened = Line(server, limit, then)
    try:
        yield opened
    finally:
        opened.listener.close()
