"""Every operation that writes, with faults drawn from a seed."""

from __future__ import annotations

import queue
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import RUNS, SEED
from disturbed import Report, disturb
from setting import ROOT

OPERATIONS = (
    "repository", "remote", "sync", "publication", "distribution", "content_guard", "container_sync", "container_content",
    "container_namespace", "file_content", "user", "group", "role", "acs", "upstream_pulp",
)  # fmt: skip
# Operations that are not tested here. The first two write nothing, the next two affect the whole server, and the others act once and have no state to compare.
ELSEWHERE = {"info", "signing_service", "access_policy", "domain", "api_call", "task", "maintenance"}
# Not in parallel: when one source drops a path, Pulp removes it from all sources.
ALONE = {"acs"}
# The number of runs of each operation with the marker `selection`.
FEW = {"repository": 3, "distribution": 3, "publication": 3, "container_sync": 3, "user": 3, "file_content": 2}


def test_covered():
    """Every operation is either tested here or listed in ELSEWHERE."""
    source = (ROOT / "modules" / "pulp" / "src" / "operations").glob("*.rs")
    names = {file.stem for file in source if "impl Operation for" in file.read_text()}
    assert set(OPERATIONS) | ELSEWHERE == names


def runs(workload, streams, references, seed, numbers):
    """Does disturbed runs, one per stream at a time."""
    report, idle = Report(workload.operation), queue.SimpleQueue()
    streams = streams[:1] if workload.operation in ALONE else streams
    for stream in streams:
        idle.put(stream)

    def one(number):
        stream = idle.get()
        try:
            disturb(stream, references, workload, seed, number, report)
        finally:
            idle.put(stream)

    with ThreadPoolExecutor(len(streams)) as pool:
        list(pool.map(one, numbers))
    return report


@pytest.mark.parametrize("operation", OPERATIONS)
def test_disturbed(operation, workloads, streams, references, figures):
    report = runs(workloads[operation], streams, references, SEED, range(RUNS))
    figures(report.outline())
    assert not report.findings, "\n".join(report.findings)


@pytest.mark.selection
@pytest.mark.parametrize("operation", FEW)
def test_disturbed_a_little(operation, workloads, streams, references):
    report = runs(workloads[operation], streams, references, "few", range(FEW[operation]))
    assert not report.findings, "\n".join(report.findings)
