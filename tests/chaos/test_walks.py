"""Walks between states for every type."""

from __future__ import annotations

import queue
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import served
from conftest import RUNS, SEED
from walks import Walker, Wandering, shorten
from workloads.entities import PLURALS

TYPES = [(operation, kind) for operation in PLURALS for kind in getattr(served, operation).TYPES if "/" not in kind]
LENGTH = 8
# The types with the marker `selection`.
FEW = [("repository", "rpm"), ("remote", "rpm"), ("remote", "container"), ("distribution", "file"), ("content_guard", "composite"), ("user", "user")]


def wander(operation, kind, streams, seed, numbers, length=LENGTH):
    """Does the numbered walks. Returns those that fail, each shortened as far as possible."""
    idle, found = queue.SimpleQueue(), []
    for stream in streams:
        idle.put(stream)

    def one(number):
        stream = idle.get()
        try:
            seeded = f"{seed}/walk/{operation}/{kind}/{number}"
            walker = Walker(operation, kind)
            wandering = Wandering(walker, stream.site, stream.modules, f"ch-walk-{kind}-{number}")
            steps = walker.walk(random.Random(seeded), length)
            if wandering.go(steps):
                steps, wrong = shorten(wandering, steps)
                found.append(f"{seeded}: {wrong}\n      " + "\n      ".join(map(str, steps)))
                wandering.remove()
        finally:
            idle.put(stream)

    with ThreadPoolExecutor(len(streams)) as pool:
        list(pool.map(one, numbers))
    return found


@pytest.mark.parametrize(("operation", "kind"), TYPES, ids=["-".join(pair) for pair in TYPES])
def test_walk(operation, kind, streams, figures):
    walks = max(2, RUNS // 4)
    found = wander(operation, kind, streams, SEED, range(walks))
    figures({"operation": operation, "type": kind, "walks": walks, "steps": walks * LENGTH, "findings": found})
    assert not found, "\n".join(found)


@pytest.mark.selection
@pytest.mark.parametrize(("operation", "kind"), FEW, ids=["-".join(pair) for pair in FEW])
def test_walk_a_little(operation, kind, streams):
    found = wander(operation, kind, streams, "few", range(2), length=4)
    assert not found, "\n".join(found)
