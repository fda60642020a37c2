#!/usr/bin/env python3
"""bundle.py FOLDER: the collection as one file in FOLDER, the same for the same commit whenever and wherever it is made.

What git tracks and the binaries in plugins/bin go into a folder of their own, and `ansible-galaxy collection build` makes
the file of that. It notes times and takes files in the order of the disk, so the file is written once more without either.
"""

import gzip
import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARCHITECTURES = ("x86_64", "aarch64")
# Galaxy refuses larger files.
LARGEST = 20_000_000


def run(*command, **options):
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True, **options).stdout


def stage(folder):
    """What belongs to the collection, and nothing that only lies around."""
    tracked = [name for name in run("git", "ls-files", "-z").split("\0") if name]
    built = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "plugins/bin").rglob("*")) if path.is_file()]
    for name in tracked + built:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    return built


def entries(path):
    """The members of a bundle by name, its two lists in an order of their own and with the right sums."""
    with tarfile.open(path) as bundle:
        found = {member.name: (member, bundle.extractfile(member).read() if member.isfile() else None) for member in bundle}
    files = json.loads(found["FILES.json"][1])
    files["files"].sort(key=lambda entry: entry["name"])
    replace(found, "FILES.json", files)
    manifest = json.loads(found["MANIFEST.json"][1])
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(found["FILES.json"][1]).hexdigest()
    replace(found, "MANIFEST.json", manifest)
    return [found[name] for name in sorted(found)]


def replace(found, name, value):
    data = json.dumps(value, indent=1, sort_keys=True).encode()
    found[name][0].size = len(data)
    found[name] = (found[name][0], data)


def write(path, members, time):
    with open(path, "wb") as plain, gzip.GzipFile("", "wb", 9, plain, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as bundle:
            for member, data in members:
                member.mtime, member.uid, member.gid, member.uname, member.gname = time, 0, 0, "", ""
                bundle.addfile(member, None if data is None else io.BytesIO(data))


def main(target):
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        built = stage(folder / "collection")
        missing = [arch for arch in ARCHITECTURES if not any(f"/bin/{arch}/" in f"/{name}" for name in built)]
        if missing:
            sys.exit(f"no binaries for {', '.join(missing)}: the bundle is for both architectures")
        run("ansible-galaxy", "collection", "build", str(folder / "collection"), "--output-path", str(folder))
        (made,) = folder.glob("*.tar.gz")
        write(target / made.name, entries(made), int(run("git", "log", "-1", "--format=%ct")))
    path = target / made.name
    for name in built:
        data = (ROOT / name).read_bytes()
        print(f"{len(data):>12,} {len(gzip.compress(data, 9)):>12,}  {name}")
    print(f"{'':>12} {path.stat().st_size:>12,}  {path.name}")
    if path.stat().st_size > LARGEST:
        sys.exit(f"{path.name} is larger than {LARGEST:,} bytes, which Galaxy refuses")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (target / "SHA256SUMS").write_text(f"{digest}  {path.name}\n")


main(pathlib.Path(sys.argv[1]))
