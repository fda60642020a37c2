"""Lists the crates that the binaries contain."""

import json
import pathlib
import subprocess
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARCHITECTURES = ("x86_64", "aarch64")
DECLARATIONS = ROOT / "plugins" / "plugin_utils" / "declarations.json"


def version():
    """Returns the version of the collection, which is set in the workspace."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments, "--locked"], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def tree(architecture):
    """Returns the crates of the modules by name and version. `cargo metadata` would include features that only tests enable."""
    binaries = sorted({module["binary"] for module in json.loads(DECLARATIONS.read_text())["modules"].values()})
    chosen = [word for binary in binaries for word in ("--package", binary)]
    target = f"--target={architecture}-unknown-linux-gnu"
    told = cargo("tree", *chosen, target, "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}")
    return {(line.split()[0], line.split()[1].removeprefix("v")) for line in told.splitlines() if line}


def linked(architectures=ARCHITECTURES):
    """Returns the packages in the binaries by id, and which of these packages each one uses. Build-time dependencies are left out."""
    wanted = set().union(*(tree(architecture) for architecture in architectures))
    data = json.loads(cargo("metadata", "--format-version=1"))
    packages = {package["id"]: package for package in data["packages"] if (package["name"], package["version"]) in wanted}
    uses = {
        node["id"]: {
            used["pkg"] for used in node["deps"] if used["pkg"] in packages and any(kind["kind"] is None for kind in used["dep_kinds"])
        }
        for node in data["resolve"]["nodes"]
        if node["id"] in packages
    }
    return packages, uses


def foreign(packages):
    """Returns the packages from outside the collection, in order."""
    return sorted((package for package in packages.values() if package["source"]), key=lambda package: (package["name"], package["version"]))


def licence(package):
    """Returns the licence as an SPDX expression. Older crates use a slash instead of OR."""
    return " OR ".join(part.strip() for part in package["license"].split("/"))
