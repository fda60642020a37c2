"""What modules are given to do: per operation a small list, and what the server has before it. A workload knows neither faults nor oracles."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

# How many different lists each operation has; each has one undisturbed run to compare with.
VARIANTS = 6


@dataclass
class Case:
    """One list of one operation."""

    operation: str
    plural: str
    options: dict[str, Any]
    # The keys of the readings that belong to each row.
    owns: list[set]
    # Which of the server's lists have to be read.
    paths: tuple[str, ...]
    # What else differs from run to run, and what to call it.
    words: dict[str, str] = field(default_factory=dict)
    # Whether it is about what is in repositories, too.
    deep: bool = False
    # Whether it is declared how many versions these have: a list of uploads that failed halfway makes one more when it is run again.
    versions: bool = True

    def look(self, site, prefix):
        """What the server has of it."""
        return site.look(prefix, self.paths, self.words, self.deep, self.versions)


class Workload:
    """The lists of one operation. `prefix` comes before every name."""

    operation: str
    plural: str

    def draw(self, variant):
        return random.Random(f"{self.operation} {variant}")

    def case(self, site, modules, prefix, variant):
        """Brings the server to where the list begins, undisturbed, and returns the list."""
        raise NotImplementedError
