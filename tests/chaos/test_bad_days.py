"""Trouble on the server in the middle of a run, and several operators who run the same list at the same time."""

from __future__ import annotations

import contextlib
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import oracles
import pytest
from conftest import RUNS, SEED
from disturbed import Stream
from oracles import Seen
from reading import Site
from setting import LOCAL
from troubles import TROUBLES, At

# The operations that run in each kind of trouble, one after the other.
TOGETHER = ("repository", "distribution", "sync", "publication", "container_sync", "file_content", "user")


@contextlib.contextmanager
def others_at_work():
    """Starts a task every five seconds, because workers that have just started may leave tasks waiting until the next one."""
    over = threading.Event()

    def work():
        site = Site(LOCAL)
        while not over.wait(5):
            with contextlib.suppress(Exception):
                site.wake()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble(trouble, workloads, references, local, tmp_path, figures):
    begin, over = TROUBLES[trouble]
    report, found = {}, []
    for operation in TOGETHER:
        for variant in range(max(1, RUNS // 24)):
            # The connections of the previous run are broken.
            stream = Stream(LOCAL, tmp_path, operation)
            try:
                with others_at_work():
                    words, failed = under(trouble, begin, over, stream, references, workloads[operation], variant)
            finally:
                over()
                stream.close()
            found += [f"{trouble}, {operation}, variant {variant}: {one}" for one in words]
            report[f"{operation} {'failed' if failed else 'succeeded'}"] = report.get(f"{operation} {'failed' if failed else 'succeeded'}", 0) + 1
    figures({"trouble": trouble, "findings": found, "runs": report})
    assert not found, "\n".join(found)


def under(trouble, begin, over, stream, references, workload, variant):
    """Does a run in trouble and two more. Returns what is wrong, and whether the first run failed."""
    start, target, reference = references.of(stream, workload, variant)
    prefix = f"ch-bad-{workload.operation}-{variant}-"
    stream.site.remove_all(prefix)
    case = workload.case(stream.site, stream.modules, prefix, variant)
    seen = Seen(case.owns, case.plural, case.look(stream.site, prefix), target, reference)
    draw = random.Random(f"{SEED} {trouble} {workload.operation} {variant}")
    at = At(draw.randint(1, 3), begin)
    stream.proxy.treat, stream.proxy.started = at, []
    direct = stream.modules.connection
    stream.modules.connection = direct | {"pulp_url": stream.proxy.url, "timeout": 40, "request_timeout": 20}
    try:
        seen.disturbed = stream.modules.run(case.operation, **case.options)
    finally:
        stream.modules.connection = direct
        over()
    stream = Stream(LOCAL, stream.modules.arguments.parent, "after")
    try:
        stream.site.settle()
        seen.doubts, seen.after = at.doubts, case.look(stream.site, prefix)
        found = oracles.after_the_disturbed_run(seen)
        second = stream.modules.run(case.operation, **case.options)
        reading = case.look(stream.site, prefix)
        found += oracles.after_the_second_run(seen, second, reading)
        third = stream.modules.run(case.operation, **case.options)
        found += oracles.after_the_third_run(seen, third, reading, case.look(stream.site, prefix))
        stream.site.remove_all(prefix)
    finally:
        stream.close()
    return found, bool(seen.disturbed.get("failed"))


@pytest.mark.parametrize("operators", [2, 10])
@pytest.mark.parametrize("operation", ["repository", "remote", "distribution", "content_guard", "container_namespace", "publication",
                                       "container_sync", "container_content", "sync", "file_content", "user", "group"])  # fmt: skip
def test_operators(operation, operators, workloads, references, local, tmp_path, figures):
    """Several operators run the same list at once: all reach the declared state, and only publications are duplicated."""
    workload, found, failures = workloads[operation], [], 0
    streams = [Stream(LOCAL, tmp_path, number) for number in range(operators)]
    site = streams[0].site
    for variant in range(max(2, RUNS // 12)):
        prefix = f"ch-many-{operation}-{operators}-{variant}-"
        site.remove_all(prefix)
        _, target, reference = references.of(streams[0], workload, variant)
        case = workload.case(site, streams[0].modules, prefix, variant)
        with ThreadPoolExecutor(operators) as pool:
            results = list(pool.map(lambda stream: stream.modules.run(case.operation, **case.options), streams))
        site.settle()
        reading = case.look(site, prefix)
        words = oracles.differences(once(reading, target, operators), target)
        failures += sum(bool(result.get("failed")) for result in results)
        words += [f"a run fails: {result['msg']}" for result in results if result.get("failed") and not reference.get("failed")]
        last = streams[0].modules.run(case.operation, **case.options)
        if last["changed"] or bool(last.get("failed")) != bool(reference.get("failed")):
            words.append(f"the next run: {last['msg']}, {last.get('diff')}")
        found += [f"{operation}, {operators} operators, variant {variant}: {one}" for one in words]
        site.remove_all(prefix)
    for stream in streams:
        stream.close()
    figures({"operation": operation, "operators": operators, "failed": failures, "findings": found})
    assert not found, "\n".join(found)


def once(reading, target, operators):
    """Removes the extra publications that several operators created for one version. Publications have no unique key in Pulp, so each run may create one."""
    numbers = {key: int(number) for key in reading if key[0] == "publication" for number in re.findall(r"\d+$", key[2])}
    surplus = {key for key, number in numbers.items() if key not in target and number < operators}
    return {key: state for key, state in reading.items() if key not in surplus}
