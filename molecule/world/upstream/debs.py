#!/usr/bin/env python3
"""Creates a Debian repository of tiny packages: debs.py FOLDER SUITE COMPONENT NAME[,NAME...] COUNT [KEYRING]

Each package owns one file; COUNT adds numbered packages. With KEYRING (a GnuPG home directory), the
repository is signed with a key that is created there; clients need KEYRING/key.asc.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

CONTROL = """\
Package: {name}
Version: 1.0
Architecture: all
Maintainer: Test world <world@example.com>
Section: misc
Priority: optional
Description: Test package {name}
"""


def output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **options).stdout


def package(pool, name):
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        owned = pathlib.Path(root, "usr/share/world", name)
        owned.parent.mkdir(parents=True)
        owned.write_text(f"{name}\n")
        control = pathlib.Path(root, "DEBIAN/control")
        control.parent.mkdir()
        control.write_text(CONTROL.format(name=name))
        output("dpkg-deb", "--root-owner-group", "-Znone", "--build", root, f"{pool}/{name}_1.0_all.deb")


def sign(suite, keyring):
    keyring.mkdir(mode=0o700, exist_ok=True)
    gpg = ["gpg", "--homedir", keyring, "--batch", "--yes", "--quiet"]
    if not (keyring / "key.asc").exists():
        output(*gpg, "--passphrase", "", "--quick-generate-key", "Test world <world@example.com>", "rsa2048", "sign")
        (keyring / "key.asc").write_bytes(output(*gpg, "--armor", "--export"))
    output(*gpg, "--armor", "--detach-sign", "--output", suite / "Release.gpg", suite / "Release")
    output(*gpg, "--clearsign", "--output", suite / "InRelease", suite / "Release")
    # The agent would keep the folder in use.
    output("gpgconf", "--homedir", keyring, "--kill", "gpg-agent")


def main(folder, suite_name, component, names, count, keyring=None):
    folder = pathlib.Path(folder)
    pool = folder / "pool" / component
    suite = folder / "dists" / suite_name
    index = suite / component / "binary-amd64"
    for made in (pool, index):
        made.mkdir(parents=True, exist_ok=True)
    for name in names.split(",") + [f"{folder.name}-extra-{number:04}" for number in range(int(count))]:
        package(pool, name)

    packages = output("apt-ftparchive", "packages", pool.relative_to(folder), cwd=folder)
    (index / "Packages").write_bytes(packages)
    output("gzip", "--keep", "--no-name", "--force", index / "Packages")

    fields = {
        "Origin": "Test world", "Label": folder.name, "Suite": suite_name, "Codename": suite_name,
        "Components": component, "Architectures": "amd64",
    }
    options = [f"-oAPT::FTPArchive::Release::{field}={value}" for field, value in fields.items()]
    release = output("apt-ftparchive", *options, "release", suite)
    (suite / "Release").write_bytes(release)
    if keyring:
        sign(suite, pathlib.Path(keyring))


main(*sys.argv[1:])
