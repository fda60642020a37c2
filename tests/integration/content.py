"""The content of the upstreams. Each plugin has two upstreams, `one` and `two`, without common content."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from world import FOLDER, SITE, has_type, name_of

WORLD = Path(__file__).resolve().parents[2] / "molecule" / "world" / "upstream"
# Ark serves this folder as static files.
UPSTREAM = FOLDER / "upstream" / f"it-{SITE}"


def wheel(name):
    """Returns the name and the bytes of an empty Python package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = f"{name}-1.0.dist-info"
        files = {
            "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nSummary: Test\n",
            "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "RECORD": "",
        }
        for path, text in files.items():
            # Without the current time, so that the same package is always the same file.
            archive.writestr(zipfile.ZipInfo(f"{info}/{path}"), text)
    return f"{name}-1.0-py3-none-any.whl", packed.getvalue()


def collection(name):
    """Returns the name and the bytes of a minimal Ansible collection."""
    runtime = b"---\nrequires_ansible: '>=2.16.0'\n"
    readme = b"# Test\n"
    files = {"README.md": readme, "meta/runtime.yml": runtime, "CHANGELOG.md": readme}
    listed = [{"name": ".", "ftype": "dir", "format": 1}, {"name": "meta", "ftype": "dir", "format": 1}]
    for path, text in files.items():
        checksum = {"chksum_type": "sha256", "chksum_sha256": hashlib.sha256(text).hexdigest()}
        listed.append({"name": path, "ftype": "file", "format": 1, **checksum})
    listing = json.dumps({"files": listed, "format": 1}).encode()
    manifest = {
        "collection_info": {
            "namespace": "it", "name": name, "version": "1.0.0", "authors": ["test"], "readme": "README.md",
            "license": ["Apache-2.0"], "tags": ["tools"], "description": "Test", "dependencies": {},
            "repository": "https://example.com/it", "documentation": None, "homepage": None, "issues": None,
            "license_file": None,
        },
        "file_manifest_file": {
            "name": "FILES.json", "ftype": "file", "chksum_type": "sha256", "format": 1,
            "chksum_sha256": hashlib.sha256(listing).hexdigest(),
        },
        "format": 1,
    }  # fmt: skip
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, text in {"MANIFEST.json": json.dumps(manifest).encode(), "FILES.json": listing, **files}.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(text), 0o644
            archive.addfile(entry, io.BytesIO(text))
    return f"it-{name}-1.0.0.tar.gz", gzip.compress(packed.getvalue(), mtime=0)


SPEC = """\
Name: it-source
Version: 1.0
Release: 1
Summary: Test package that comes with its source
License: Apache-2.0
BuildArch: noarch
%description
Test package that comes with its source.
%files
"""


def run(*command):
    # createrepo_c is installed next to this Python.
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(command, check=True, env=os.environ | {"PATH": path})


def make_files():
    """Creates the upstreams that are plain folders."""
    remove_files()
    UPSTREAM.mkdir()
    for number, names in (("one", "a"), ("two", "b,c")):
        for script, more in (("rpms.py", []), ("debs.py", ["stable", "main"]), ("files.py", [])):
            # debs.py uses the last folder as the label of the release. Old servers require the same label for all releases in a repository.
            folder = UPSTREAM / number / script.split(".")[0].rstrip("s")
            numbers = ["0"] if script == "debs.py" else []
            run(sys.executable, WORLD / script, folder, *more, ",".join(f"it-{name}" for name in names.split(",")), *numbers)
    # For `skip_types`: a source package and a distribution tree.
    folder = UPSTREAM / "source" / "rpm"
    folder.mkdir(parents=True)
    (folder / "it.spec").write_text(SPEC)
    defines = {"_topdir": folder / "top", "_rpmdir": folder, "_srcrpmdir": folder}
    options = [text for name, value in defines.items() for text in ("--define", f"{name} {value}")]
    run("rpmbuild", "-ba", "--quiet", *options, folder / "it.spec")
    shutil.rmtree(folder / "top")
    (folder / ".treeinfo").write_text(
        "[header]\ntype = productmd.treeinfo\nversion = 1.2\n"
        "[release]\nname = it\nshort = it\nversion = 1\n"
        "[tree]\narch = x86_64\nbuild_timestamp = 1\nplatforms = x86_64\nvariants = it\n"
        "[variant-it]\nid = it\nname = it\ntype = variant\nuid = it\npackages = .\nrepository = .\n"
    )
    run("createrepo_c", "--quiet", folder)


def remove_files():
    shutil.rmtree(UPSTREAM, ignore_errors=True)


def remotes(ark, local, index):
    """Returns the request bodies that create the remotes of all upstreams, by plugin and number."""
    static = f"{ark.url}/upstream/{UPSTREAM.name}"
    registry = {
        "url": ark.url, "upstream_name": "stackhpc/haproxy", "username": ark.username, "password": ark.password,
        "policy": "on_demand",
    }  # fmt: skip
    tags = local_tags(ark)
    includes = name_of("remote", "container", "include_tags", "includes")
    made = {
        "rpm": {number: {"url": f"{static}/{number}/rpm/"} for number in ("one", "two", "source")},
        "deb": {number: {"url": f"{static}/{number}/deb/", "distributions": "stable"} for number in ("one", "two")},
        "file": {number: {"url": f"{static}/{number}/file/PULP_MANIFEST"} for number in ("one", "two")},
        "container": {number: registry | {includes: [tag]} for number, tag in zip(("one", "two"), tags)},
        "python": {
            number: {"url": f"{index}/pypi/it-source-{number}/", "tls_validation": False, "includes": [f"it-{number}"]}
            for number in ("one", "two")
        },
        "ansible": {
            number: {
                "url": f"{local.url}/pulp_ansible/galaxy/it-source-{number}-galaxy/api/",
                "username": local.username, "password": local.password,
            }
            for number in ("one", "two")
        },
    }  # fmt: skip
    return {plugin: bodies for plugin, bodies in made.items() if has_type("remote", plugin)}


def local_tags(ark):
    repository = ark.find("repositories/container/container/", "stackhpc/haproxy")
    found = ark.list("content/container/tags/", repository_version=repository["latest_version_href"])
    return sorted(tag["name"] for tag in found)


def serve_uploads(local):
    """Creates upstreams on the local server itself, from uploaded packages."""
    for number in ("one", "two"):
        package, galaxy = wheel(f"it_{number}"), collection(number)
        more = {"relative_path": package[0]}
        if has_type("sync", "python"):
            serve_upload(local, f"it-source-{number}", "python/python", "python/packages", "python/pypi", package, more)
        if has_type("sync", "ansible"):
            name = f"it-source-{number}-galaxy"
            serve_upload(local, name, "ansible/ansible", "ansible/collection_versions", "ansible/ansible", galaxy, {})


def serve_upload(local, name, repositories, contents, distributions, file, more):
    repository = local.post(f"repositories/{repositories}/", {"name": name})["pulp_href"]
    local.upload(f"content/{contents}/", file, repository=repository, **more)
    local.post(f"distributions/{distributions}/", {"name": name, "base_path": name, "repository": repository})
