"""Runs a workload with faults, then twice without, and checks the results with the oracles."""

from __future__ import annotations

import collections
import random
import threading
import time
from dataclasses import dataclass, field

import oracles
from faults import Faults
from modules import Modules
from oracles import Seen
from proxy import Proxy
from reading import Site
from workloads import VARIANTS

RATES = (0.03, 0.1, 0.2, 0.35)


@dataclass
class Report:
    """The results of many disturbed runs of one operation."""

    operation: str
    runs: int = 0
    failed: int = 0
    unknown: int = 0
    faults: collections.Counter = field(default_factory=collections.Counter)
    # Each with the seed and what is wrong.
    findings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def outline(self):
        return {
            "operation": self.operation, "runs": self.runs, "failed runs": self.failed, "unknown rows": self.unknown,
            "faults": dict(self.faults.most_common()), "findings": self.findings, "seconds": round(self.seconds),
        }  # fmt: skip


class Stream:
    """A client, the modules and a proxy; several streams work on the server at the same time."""

    def __init__(self, url, folder, number):
        self.site = Site(url)
        self.modules = Modules(self.site, folder / f"args-{number}.json")
        # Each request of a run may be tried up to four times.
        self.modules.patience = 600
        self.proxy = Proxy(url)

    def disturbed(self, faults, case, **connection):
        self.proxy.treat, self.proxy.started = faults, []
        direct = self.modules.connection
        self.modules.connection = direct | {"pulp_url": self.proxy.url} | connection
        try:
            return self.modules.run(case.operation, **case.options)
        finally:
            self.modules.connection = direct
            self.finish()
            assert not self.proxy.errors, self.proxy.errors

    def finish(self):
        """Waits for the tasks whose start the proxy saw."""
        for task in self.proxy.started:
            while task and self.site.get(task, fields="state")["state"] in ("waiting", "running", "canceling"):
                time.sleep(0.1)

    def close(self):
        self.proxy.close()


class References:
    """The result of an undisturbed run of each list. It runs once and serves all disturbed runs of that list."""

    def __init__(self):
        self.made = {}
        self.locks = collections.defaultdict(threading.Lock)

    def of(self, stream, workload, variant):
        with self.locks[workload.operation, variant]:
            key = (workload.operation, variant)
            if key not in self.made:
                prefix = f"ch-ref-{workload.operation}-{variant}-"
                stream.site.remove_all(prefix)
                case = workload.case(stream.site, stream.modules, prefix, variant)
                before = case.look(stream.site, prefix)
                result = stream.modules.run(case.operation, **case.options)
                target = case.look(stream.site, prefix)
                assert case.plural in result, result["msg"]
                stream.site.remove(prefix, case.paths)
                self.made[key] = (before, target, result)
            return self.made[key]


def disturb(stream, references, workload, seed, number, report):
    """Does a disturbed run and the two runs after it, and adds faults and findings to the report."""
    name = f"{seed}/{workload.operation}/{number}"
    draw = random.Random(name)
    variant = number % VARIANTS
    prefix = f"ch-{seed}-{workload.operation}-{number}-"
    site, modules = stream.site, stream.modules
    start, target, reference = references.of(stream, workload, variant)
    case = workload.case(site, modules, prefix, variant)
    before = case.look(site, prefix)
    assert before == start, f"{name} does not start from the same state as its reference: {oracles.differences(before, start)[:3]}"
    faults = Faults(name, draw.choice(RATES))
    seen = Seen(case.owns, case.plural, before, target, reference)
    begun = time.monotonic()
    seen.disturbed = stream.disturbed(faults, case, request_retries=draw.choice((0, 1, 3, 3)))
    seen.doubts = faults.doubts
    seen.after = case.look(site, prefix)
    found = oracles.after_the_disturbed_run(seen)
    second = modules.run(case.operation, **case.options)
    reading = case.look(site, prefix)
    found += oracles.after_the_second_run(seen, second, reading)
    third = modules.run(case.operation, **case.options)
    found += oracles.after_the_third_run(seen, third, reading, case.look(site, prefix))
    site.remove(prefix, case.paths)
    with report_lock:
        report.runs += 1
        report.failed += bool(seen.disturbed.get("failed"))
        report.unknown += oracles.unknown(seen)
        report.faults.update(faults.done)
        report.seconds += time.monotonic() - begun
        report.findings += [f"{name} (variant {variant}): {words}\n      {faults.trail()}" for words in found]


report_lock = threading.Lock()
