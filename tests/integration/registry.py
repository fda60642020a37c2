"""A container registry with minimal images, which can have many tags."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def digest(body):
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


class Image:
    """An image. `tags` has a word for each tag; tags with the same word have the same manifest."""

    def __init__(self, tags):
        self.tags = {}
        self.bodies = {}
        for tag, word in tags.items():
            config = self.keep({"architecture": "amd64", "os": "linux", "config": {"Labels": {"word": word}}, "rootfs": {"type": "layers", "diff_ids": []}})
            # Pulp requires a layer, but it is never fetched.
            layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **self.keep({})}
            parts = {"config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config}, "layers": [layer]}
            self.tags[tag] = self.keep({"schemaVersion": 2, "mediaType": MANIFEST, **parts})["digest"]

    def keep(self, content):
        body = json.dumps(content).encode()
        self.bodies[digest(body)] = body
        return {"digest": digest(body), "size": len(body)}


@contextlib.contextmanager
def serving(images):
    """Serves images by name, and yields the URL of the registry."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name, _, rest = self.path.removeprefix("/v2/").partition("/")
            kind, _, reference = rest.partition("/")
            image = images.get(name, Image({}))
            body = image.bodies.get(image.tags.get(reference, reference))
            if kind == "tags":
                body = json.dumps({"name": name, "tags": list(image.tags)}).encode()
            elif not name:
                body = b"{}"
            self.send_response(404 if body is None else 200)
            body = body or b"{}"
            self.send_header("Content-Type", MANIFEST if kind == "manifests" else "application/json")
            self.send_header("Docker-Content-Digest", digest(body))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
