"""Tests on real servers while networks, processes and operators cause trouble.

The servers are those of the inventory `chaos`; `make chaos` starts them. SEED selects the runs, RUNS is the number of runs for each operation.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import setting  # noqa: F401  (first, as it sets the servers that the helpers of tests/integration use)

import content
import groundwork
import pytest
from disturbed import References, Stream
from reading import PATHS, Site
from registry import serving
from workloads.contents import IMAGES, ContainerContents, ContainerSyncs, Files, Publications, Syncs
from workloads.entities import ContainerNamespaces, Entities, People

SEED = os.environ.get("SEED") or "1"
RUNS = int(os.environ.get("RUNS") or 12)
STREAMS = int(os.environ.get("STREAMS") or 4)
OUTPUT = setting.ROOT / "build" / "chaos"
FIGURES = []


def pytest_configure(config):
    config.addinivalue_line("markers", "selection: few runs with a fixed seed, about a minute in total")


@pytest.fixture(scope="session")
def figures():
    """Collects the tests' figures, which are written to build/chaos."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter):
    if not FIGURES:
        return
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "figures.json").write_text(json.dumps(FIGURES, indent=2) + "\n")
    terminalreporter.section(f"figures, also in {OUTPUT.relative_to(Path.cwd()) if OUTPUT.is_relative_to(Path.cwd()) else OUTPUT}")
    for figure in FIGURES:
        line = ", ".join(f"{key}: {value if not isinstance(value, list) else len(value)}" for key, value in figure.items() if not isinstance(value, dict))
        terminalreporter.write_line(line)
        for value in figure.values():
            if isinstance(value, dict):
                terminalreporter.write_line("    " + ", ".join(f"{key} {count}" for key, count in value.items()))


@pytest.fixture(scope="session")
def ark():
    return Site(setting.ARK)


@pytest.fixture(scope="session")
def local():
    setting.until_ready()
    site = Site(setting.LOCAL)
    for prefix in ("it-", "ch-"):
        site.remove_all(prefix)
    # Objects that playbooks created in a killed session would leave this session with nothing to do.
    for family in ("distributions/", "repositories/", "remotes/", "pulp_container/"):
        site.remove("", [path for path in PATHS if path.startswith(family)])
    groundwork.make(site)
    yield site
    for prefix in ("it-", "ch-"):
        site.remove_all(prefix)


@pytest.fixture(scope="session")
def upstreams(local, ark):
    """Creates the remotes `it-<plugin>-one` and `-two`, each with its own upstream. Skips plugins whose content would have to be uploaded first."""
    content.make_files()
    for plugin, bodies in content.remotes(ark, local, index=None).items():
        if plugin in Syncs.kinds:
            for number, body in bodies.items():
                local.post(groundwork.REMOTES[plugin][0], {"name": f"it-{plugin}-{number}", **body})
    yield
    content.remove_files()


@pytest.fixture(scope="session")
def registry(local):
    """Starts a registry with images, and creates repositories with the same content."""
    with serving(IMAGES) as url:
        ContainerContents.sources(local, url)
        yield url


@pytest.fixture(scope="session")
def streams(local, tmp_path_factory):
    """The streams that work on the server at the same time."""
    made = [Stream(setting.LOCAL, tmp_path_factory.mktemp("streams"), number) for number in range(STREAMS)]
    yield made
    for stream in made:
        stream.close()


@pytest.fixture(scope="session")
def workloads(upstreams, registry, tmp_path_factory):
    """The workloads by operation."""
    made = [
        *(Entities(operation) for operation in ("repository", "remote", "distribution", "content_guard", "role", "acs", "upstream_pulp")),
        *(People(operation) for operation in ("user", "group")),
        Syncs(), Publications(), ContainerSyncs(registry), ContainerContents(), ContainerNamespaces(), Files(tmp_path_factory.mktemp("files")),
    ]  # fmt: skip
    return {workload.operation: workload for workload in made}


@pytest.fixture(scope="session")
def references():
    """The results of undisturbed runs of the workloads."""
    return References()
