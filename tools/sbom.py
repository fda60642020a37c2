#!/usr/bin/env python3
"""Writes the SBOM of the binaries in CycloneDX format. It has no timestamp or serial number: the same commit gives the same bytes."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version as installed

import crates


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, sums):
    made = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "licenses": [{"expression": crates.licence(package)}],
        "purl": purl(package),
        "hashes": [{"alg": "SHA-256", "content": sums[package["name"], package["version"]]}],
    }
    if package["repository"]:
        made["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return made


def toolchain():
    """Returns the components that the compiler and the linker add."""
    told = subprocess.run(["rustc", "--version", "--verbose"], cwd=crates.ROOT, check=True, capture_output=True, text=True).stdout
    release = re.search(r"^release: (.+)$", told, re.MULTILINE)[1]
    return [
        library("std", release, "MIT OR Apache-2.0", f"pkg:generic/rust-std@{release}"),
        library("libunwind", f"of zig {installed('ziglang')}", "Apache-2.0 WITH LLVM-exception", f"pkg:generic/zig@{installed('ziglang')}"),
    ]


def library(name, version, expression, reference):
    return {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": version,
        "licenses": [{"expression": expression}],
        "purl": reference,
    }


def sbom():
    packages, uses = crates.linked()
    lock = tomllib.loads((crates.ROOT / "Cargo.lock").read_text())
    sums = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    others = crates.foreign(packages)
    added = toolchain()
    whole = f"pkg:generic/release_train.pulp@{crates.version()}"
    # The modules and their library are not components, but the collection itself.
    uses_of_whole = {used for name, found in uses.items() if not packages[name]["source"] for used in found if packages[used]["source"]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": whole,
                "name": "release_train.pulp",
                "version": crates.version(),
                "licenses": [{"expression": "Apache-2.0"}],
                "purl": whole,
            }
        },
        "components": added + [component(package, sums) for package in others],
        "dependencies": [
            {"ref": whole, "dependsOn": sorted([purl(packages[used]) for used in uses_of_whole] + [one["bom-ref"] for one in added])},
            *(
                {"ref": purl(package), "dependsOn": sorted(purl(packages[used]) for used in uses[package["id"]])}
                for package in others
            ),
        ],
    }


if __name__ == "__main__":
    json.dump(sbom(), sys.stdout, indent=1)
    print()
