#!/usr/bin/env python3
"""Runs the integration tests on each Pulp version and the scenarios on each ansible-core version, one after the other.

The result for each version, passed or failed, is written to results.json, and from there to the tables in README.md and
docs/support.md. Logs are in build/matrix/.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import subprocess
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

import report
import requests
import yaml

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "matrix"
INVENTORY = ROOT / "molecule" / "world" / "inventory" / "test.yml"
REQUIREMENTS = ROOT / "molecule" / "requirements.txt"


def run(log, *command, path=None, **env):
    """Runs a command with its output in a log, and returns whether it succeeded."""
    folders = [str(path)] if path else []
    environment = os.environ | env | {"PATH": os.pathsep.join([*folders, os.environ["PATH"]])}
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / log).open("ab") as out:
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=out, check=False).returncode == 0


def world(log, playbook, *more):
    inventory = INVENTORY.relative_to(ROOT)
    if not run(log, "ansible-playbook", "-i", inventory, "--limit", "other", f"molecule/world/{playbook}.yml", *more):
        sys.exit(f"{playbook} failed, see {LOGS / log}")


@contextlib.contextmanager
def server(log, version):
    """Deploys that version as the server `other`, without content, and yields the versions of its components."""
    # The Python environment of the latest version can stop any version.
    world(log, "remove", "-e", f"world_other_version={report.servers()[-1]}")
    world(log, "up", "-e", f"world_other_version={version}")
    port = yaml.safe_load(INVENTORY.read_text())["all"]["hosts"]["other"]["pulp_server_port"]
    status = requests.get(f"http://127.0.0.1:{port}/pulp/api/v3/status/", timeout=60).json()
    yield {part["component"]: part["version"] for part in status["versions"]}
    world(log, "remove", "-e", f"world_other_version={version}")


def run_server(version):
    """Runs the integration tests on a Pulp version."""
    log, xunit = f"server-{version}.log", LOGS / f"server-{version}.xml"
    with server(log, version) as parts:
        run(log, sys.executable, "-m", "pytest", "-q", f"--junit-xml={xunit}", "tests/integration", WORLD_SITE="other")
    suite = next(xml.etree.ElementTree.parse(xunit).iter("testsuite"))
    counts = {name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")}
    refused = sum("test_too_old" in case.get("classname", "") and case.find("skipped") is None for case in suite.iter("testcase"))
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    return {"parts": parts, "passed": passed, "refused": refused, "failed": failed, "seconds": round(float(suite.get("time")))}


def environment(version):
    """Returns the folder of the tools with that ansible-core: the pins of requirements.txt, except for ansible-core, which overrides them."""
    if f"ansible-core=={version}\n" in REQUIREMENTS.read_text():
        return Path(sys.executable).parent
    folder = ROOT / "build" / "cores" / version
    override = folder / "override.txt"
    log = f"core-{version}.log"
    if not (folder / "bin").exists() and not run(log, "uv", "venv", "--quiet", "--clear", "--python", "/usr/bin/python3", folder):
        sys.exit(f"no Python environment for ansible-core {version}, see {LOGS / log}")
    override.write_text(f"ansible-core=={version}\n")
    install = ("uv", "pip", "install", "--quiet", "--python", folder / "bin" / "python")
    if not run(log, *install, "--requirement", REQUIREMENTS, "--override", override):
        sys.exit(f"ansible-core {version} could not be installed, see {LOGS / log}")
    return folder / "bin"


def run_core(version, scenarios):
    """Runs scenarios on an ansible-core version, and returns the seconds that each took, or None if it failed."""
    path, seconds = environment(version), {}
    for scenario in scenarios:
        since = time.monotonic()
        good = run(f"core-{version}.log", path / "molecule", "test", "--scenario-name", scenario, path=path)
        seconds[scenario] = round(time.monotonic() - since) if good else None
        print(f"  {scenario}: {'passed' if good else 'FAILED'} in {time.monotonic() - since:.0f} s", flush=True)
    return {"scenarios": seconds}


def chosen(words, versions):
    """Returns the versions that start with one of the words, such as `3.85.x` or `2.18`."""
    found = []
    for word in words:
        parts = word.removesuffix(".x").split(".")
        matching = [version for version in versions if version.split(".")[: len(parts)] == parts]
        if not matching:
            sys.exit(f"unknown version {word}; hint: use one of {', '.join(versions)}")
        found += matching
    return found


def main():
    parser = argparse.ArgumentParser(description="Tests the given versions of pulpcore and ansible-core; without arguments, all supported ones.")
    parser.add_argument("--servers", type=str.split, default='', help="versions of pulpcore, such as 3.85.x")
    parser.add_argument("--cores", type=str.split, default='', help="versions of ansible-core, such as 2.18")
    parser.add_argument("--scenarios", type=str.split, default='', help="scenarios to run (default: all)")
    parser.add_argument("--forget", action="store_true", help="do not store the results")
    given = parser.parse_args()
    everything = not given.servers and not given.cores
    (LOGS).mkdir(parents=True, exist_ok=True)
    cells = [("servers", version) for version in (report.servers() if everything else chosen(given.servers, report.servers()))]
    cells += [("cores", version) for version in (report.cores() if everything else chosen(given.cores, report.cores()))]
    good = True
    for kind, version in cells:
        print(f"{report.NAMES[kind]} {version}", flush=True)
        for old in LOGS.glob(f"{kind.removesuffix('s')}-{version}.*"):
            old.unlink()
        result = run_server(version) if kind == "servers" else run_core(version, given.scenarios or report.scenarios())
        good = report.is_good(result) and good
        took = result.get("seconds") or sum(filter(None, result["scenarios"].values()))
        print(f"  {report.words(result)}, in {took / 60:.0f} min", flush=True)
        if not given.forget:
            report.note(kind, version, result | {"on": datetime.date.today().isoformat()})
    if not given.forget:
        print(report.tables())
    sys.exit(not good)


if __name__ == "__main__":
    main()
