"""Kills playbooks and modules at each write. Running them again must reach the same state as an undisturbed run."""

from __future__ import annotations

import random
import signal
import threading

import oracles
import pytest
from conftest import RUNS, SEED
from crashes import MOMENTS, Crash, Signal, kill_sender
from oracles import Seen
from plays import PLAYBOOKS, Play
from proxy import Proxy, Treatment
from reading import PATHS, differences
from setting import LOCAL

# From this number of runs on, all crashes are tried; below it, a sample.
ALL = 50


def some(points, name):
    """Returns the crashes to try."""
    return points if RUNS >= ALL else sorted(random.Random(f"{SEED} {name}").sample(points, min(len(points), max(2, RUNS // 3))))


class Secrets:
    """The secrets that must not be in the output of a play."""

    hidden = ("site-password",)

    def check(self, output):
        for secret in self.hidden:
            assert secret not in output, f"the output contains a secret: {output}"


class Undo:
    """Records the objects on a server. Calling it deletes all objects that were created since."""

    def __init__(self, site):
        self.site = site
        self.before = self._hrefs()

    def _hrefs(self):
        hrefs = [(path, entity["pulp_href"]) for (path, _), entity in self.site.under("").items()]
        return [("publications/", entity["pulp_href"]) for entity in self.site.list("publications/")] + hrefs

    def __call__(self):
        self.site.settle()
        kept, found = set(self.before), self._hrefs()
        order = [path for path in PATHS if path.startswith("distributions/")] + ["publications/"] + [path for path in PATHS if not path.startswith("distributions/")]
        gone = [entry for entry in found if entry not in kept]
        # Pulp deletes a container repository together with the last distribution that serves it (pulp_container 2.30).
        for path, href in gone:
            if path == "distributions/container/container/":
                self.site.patch(href, {"repository": None})
        for path in order:
            self.site.delete_all(href for of, href in gone if of == path)


@pytest.fixture(scope="module")
def proxy():
    made = Proxy(LOCAL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stage(local):
    """Runs the playbooks that come before a given one. At the end, deletes all objects that they created."""
    start = Undo(local)
    done = []

    def to(playbook):
        if playbook == PLAYBOOKS[0] or not set(done) <= set(PLAYBOOKS[: PLAYBOOKS.index(playbook)]):
            start()
            done.clear()
        for earlier in PLAYBOOKS[: PLAYBOOKS.index(playbook)]:
            if earlier not in done:
                play = Play(earlier, LOCAL)
                good, _ = play.end()
                assert good, play.output
                done.append(earlier)
        return Undo(local)

    yield to
    start()


def play_to_its_end(playbook, url, again=False):
    play = Play(playbook, url)
    good, changed = play.end()
    assert good, play.output
    Secrets().check(play.output)
    if again:
        assert changed == 0, play.output
    return changed


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_playbook(playbook, local, proxy, stage, figures):
    undo = stage(playbook)
    counted = proxy.treat = Crash()
    play_to_its_end(playbook, proxy.url)
    assert counted.count, f"{playbook} had nothing to do"
    local.settle()
    target = local.look("")
    undo()
    points = some([(number, moment) for number in range(1, counted.count + 1) for moment in MOMENTS], playbook)
    found = []
    for number, moment in points:
        found += [f"{playbook}, write {number} of {counted.count}, {moment}: {words}" for words in crash(playbook, number, moment, local, proxy, target)]
        undo()
    figures({"playbook": playbook, "writes": counted.count, "crashes": len(points), "findings": found})
    assert not found, "\n".join(found)


def crash(playbook, number, moment, local, proxy, target):
    """Yields what is wrong after a crash and two more runs. Every other crash kills the whole play."""
    started = threading.Event()

    def kill(request):
        started.wait(60)
        kill_sender(request)
        if number % 2:
            play.kill()

    stopped = proxy.treat = Crash(number, moment, kill)
    play = Play(playbook, proxy.url)
    started.set()
    good, _ = play.end()
    assert not proxy.errors, proxy.errors
    assert stopped.crashed.is_set(), f"write {number} did not happen: {play.output}"
    Secrets().check(play.output)
    # After its last write, the play may have nothing left to do, and succeed.
    if good and moment == MOMENTS[0]:
        yield "the play did not notice the crash"
    proxy.treat = lambda request: Treatment()
    second = Play(playbook, proxy.url)
    if not second.end()[0]:
        yield f"the second run fails: {second.output[-1500:]}"
    local.settle()
    reading = local.look("")
    yield from differences(reading, target)
    third = Play(playbook, proxy.url)
    if third.end() != (True, 0):
        yield f"the third run: {third.output[-1500:]}"
    local.settle()
    yield from (f"the third run changed something: {words}" for words in differences(local.look(""), reading))


def test_container_sync(local, streams, workloads, figures):
    """The same for a single module, including lists that update and delete."""
    stream, workload, found, tried = streams[0], workloads["container_sync"], [], 0
    for variant in range(3 if RUNS < ALL else 6):
        prefix = f"ch-crash-ref-{variant}-"
        case = workload.case(local, stream.modules, prefix, variant)
        counted = Crash()
        # Some lists always fail, because they include a tag that does not exist.
        fails = bool(stream.disturbed(counted, case).get("failed"))
        target = case.look(local, prefix)
        local.remove(prefix, case.paths)
        points = [(number, moment) for number in range(1, counted.count + 1) for moment in MOMENTS]
        for number, moment in some(points, variant):
            tried += 1
            prefix = f"ch-crash-{variant}-{number}-{moment[0]}-"
            case = workload.case(local, stream.modules, prefix, variant)
            stopped = Crash(number, moment, kill_sender)
            with pytest.raises(AssertionError):
                stream.disturbed(stopped, case)
            assert stopped.crashed.is_set()
            second = stream.modules.run(case.operation, **case.options)
            local.settle()
            reading = case.look(local, prefix)
            third = stream.modules.run(case.operation, **case.options)
            words = differences(reading, target)
            if bool(second.get("failed")) != fails:
                words.append(f"the second run: {second['msg']}")
            if bool(third.get("failed")) != fails or third["changed"]:
                words.append(f"the third run: {third['msg']}, {third['diff']}")
            found += [f"variant {variant}, write {number}, {moment}: {one}" for one in words]
            local.remove(prefix, case.paths)
    figures({"module": "container_sync", "crashes": tried, "findings": found})
    assert not found, "\n".join(found)


@pytest.mark.parametrize("operation", ["repository", "distribution", "publication", "container_sync", "file_content", "user"])
def test_terminated(operation, streams, workloads, references, figures):
    """A module that gets SIGTERM at any write reports correctly what it did."""
    stream, workload, found, tried = streams[0], workloads[operation], [], 0
    for variant in range(3):
        start, target, reference = references.of(stream, workload, variant)
        for number in range(1, 7):
            prefix = f"ch-term-{operation}-{variant}-{number}-"
            case = workload.case(stream.site, stream.modules, prefix, variant)
            seen = Seen(case.owns, case.plural, start, target, reference, doubts=1)
            told = Signal(number, signal.SIGTERM)
            seen.disturbed = stream.disturbed(told, case)
            seen.after = case.look(stream.site, prefix)
            words = oracles.after_the_disturbed_run(seen)
            second = stream.modules.run(case.operation, **case.options)
            words += oracles.after_the_second_run(seen, second, case.look(stream.site, prefix))
            found += [f"{operation}, variant {variant}, write {number}: {one}" for one in words]
            stream.site.remove_all(prefix)
            tried += 1
            if told.count < number:
                break
    figures({"module": operation, "signals": tried, "findings": found})
    assert not found, "\n".join(found)
