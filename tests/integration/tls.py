"""A TLS proxy for a server without TLS."""

from __future__ import annotations

import contextlib
import http.server
import ssl
import threading

import requests
from scenarios import CERTIFICATE_ONE, KEY_ONE

OF_A_CONNECTION = {"Connection", "Content-Encoding", "Content-Length", "Keep-Alive", "Transfer-Encoding"}


@contextlib.contextmanager
def door(url, folder):
    """Yields an https URL at which everything below `url` can be read. Its certificate is self-signed."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            answer = requests.get(url + self.path, timeout=60)
            self.send_response(answer.status_code)
            # Clients of a package index need the headers, too.
            for name, value in answer.headers.items():
                if name not in OF_A_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_):
            pass

    both = folder / "door.pem"
    both.write_text(KEY_ONE + CERTIFICATE_ONE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
