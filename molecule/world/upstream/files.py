#!/usr/bin/env python3
"""Creates a file repository: files.py FOLDER NAME[,NAME...]"""

import hashlib
import pathlib
import sys


def main(folder, names):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = []
    for name in names.split(","):
        # Not only text, because operators store disk images there.
        content = f"{name}\n".encode() + bytes(65536)
        (folder / name).write_bytes(content)
        manifest.append(f"{name},{hashlib.sha256(content).hexdigest()},{len(content)}\n")
    (folder / "PULP_MANIFEST").write_text("".join(manifest))


main(*sys.argv[1:])
