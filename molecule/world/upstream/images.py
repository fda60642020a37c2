#!/usr/bin/env python3
"""Creates container images as OCI layouts: images.py FOLDER NAME[,NAME...] TAG[,TAG...]

Writes one layout per image and tag to FOLDER/NAME/TAG. The same arguments give the same digests: nothing in an
image depends on when or where it was created.
"""

import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

OCI = "application/vnd.oci.image"


class Layout:
    def __init__(self, folder):
        self.folder = folder
        (folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)

    def blob(self, media_type, content):
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / "blobs/sha256" / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    def file(self, name, content):
        (self.folder / name).write_text(json.dumps(content))


def layer(path, text):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo(path)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
    return archive.getvalue()


def image(folder, name, tag):
    layout = Layout(folder)
    content = layer("etc/image", f"{name}:{tag}\n".encode())
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Labels": {"name": name, "version": tag}, "Cmd": ["/bin/true"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(content).hexdigest()}"]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{OCI}.manifest.v1+json",
        "config": layout.blob(f"{OCI}.config.v1+json", json.dumps(config).encode()),
        "layers": [layout.blob(f"{OCI}.layer.v1.tar+gzip", gzip.compress(content, mtime=0))],
    }
    described = layout.blob(f"{OCI}.manifest.v1+json", json.dumps(manifest).encode())
    layout.file("index.json", {"schemaVersion": 2, "manifests": [described]})
    layout.file("oci-layout", {"imageLayoutVersion": "1.0.0"})


def main(folder, names, tags):
    for name in names.split(","):
        for tag in tags.split(","):
            image(pathlib.Path(folder, name, tag), name, tag)


main(*sys.argv[1:])
