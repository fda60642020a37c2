#!/usr/bin/env python3
"""Builds the bundle, the collection as one file: the same commit gives the same bytes, whenever and wherever it is built.

The files that git tracks, the binaries in plugins/bin, their licences and their SBOM are copied to a folder, and
`ansible-galaxy collection build` packs it. That file contains times and depends on the order of files on the disk, so it is
written again without them.
"""

import argparse
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

import crates
import deflate
import notices
import sbom

ROOT = crates.ROOT
# Galaxy accepts no larger files.
LARGEST = 20_000_000


def run(*command):
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def stage(folder, architectures):
    """Copies the files of the collection to a folder, without any untracked files."""
    names = [name for name in run("git", "ls-files", "-z").split("\0") if os.path.lexists(ROOT / name) and name]
    for architecture in architectures:
        built = sorted((ROOT / "plugins/bin" / architecture).glob("*"))
        if not built:
            sys.exit(f"no binaries for {architecture}; hint: run `make build`")
        names += [str(path.relative_to(ROOT)) for path in built]
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    (folder / "THIRD-PARTY-LICENSES.txt").write_text(notices.notices())
    (folder / "sbom.cdx.json").write_text(json.dumps(sbom.sbom(), indent=1) + "\n")


def members(path):
    """Returns the members of a bundle in order, with sorted lists of files and the matching checksums."""
    with tarfile.open(path) as bundle:
        found = {member.name: [member, bundle.extractfile(member).read() if member.isfile() else None] for member in bundle}
    files = json.loads(found["FILES.json"][1])
    files["files"].sort(key=lambda entry: entry["name"])
    found["FILES.json"][1] = json.dumps(files, indent=1, sort_keys=True).encode()
    manifest = json.loads(found["MANIFEST.json"][1])
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(found["FILES.json"][1]).hexdigest()
    found["MANIFEST.json"][1] = json.dumps(manifest, indent=1, sort_keys=True).encode()
    return [found[name] for name in sorted(found)]


def packed(found, time):
    """Returns the members as a tar.gz. libdeflate compresses better than gzip, in the same format."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as bundle:
        for member, data in found:
            member.mtime, member.uid, member.gid, member.uname, member.gname = time, 0, 0, "", ""
            member.size = len(data or b"")
            bundle.addfile(member, None if data is None else io.BytesIO(data))
    return deflate.gzip_compress(plain.getvalue(), 12)


def table(found, data, name):
    """Prints the sizes of the parts, before and after compression."""
    rest = len(data)
    for member, content in found:
        if member.name.startswith("plugins/bin/") and content:
            size = len(deflate.gzip_compress(content, 12))
            rest -= size
            print(f"{len(content):>12,} {size:>12,}  {member.name}")
    print(f"{'':>12} {rest:>12,}  everything else\n{'':>12} {len(data):>12,}  {name}")


def main():
    parser = argparse.ArgumentParser(description="Builds the bundle from the built binaries, and writes SHA256SUMS and the SBOM next to it.")
    parser.add_argument("folder", type=pathlib.Path, help="folder to write to")
    parser.add_argument("--arch", nargs="+", default=crates.ARCHITECTURES, help="architectures to include (default: all)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        stage(folder / "collection", options.arch)
        run("ansible-galaxy", "collection", "build", str(folder / "collection"), "--output-path", str(folder))
        (made,) = folder.glob("*.tar.gz")
        found = members(made)
    data = packed(found, int(run("git", "log", "-1", "--format=%ct")))
    table(found, data, made.name)
    if len(data) > LARGEST:
        sys.exit(f"{made.name} is larger than {LARGEST:,} bytes, the limit of Galaxy")
    bill = f"{made.name.removesuffix('.tar.gz')}.cdx.json"
    written = {made.name: data, bill: next(content for member, content in found if member.name == "sbom.cdx.json")}
    for name, content in written.items():
        (options.folder / name).write_bytes(content)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in written.items()]
    (options.folder / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main()
