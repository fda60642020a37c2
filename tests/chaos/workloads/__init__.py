"""Workloads: small lists for each operation, and the state of the server before each. They do not depend on faults or oracles."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

# The number of different lists for each operation. Each has one undisturbed run to compare with.
VARIANTS = 6


@dataclass
class Case:
    """One list of one operation."""

    operation: str
    plural: str
    options: dict[str, Any]
    # The keys of the readings that belong to each item.
    owns: list[set]
    # The server's lists that must be read.
    paths: tuple[str, ...]
    # Other texts that differ from run to run, and their common names.
    words: dict[str, str] = field(default_factory=dict)
    # Whether the contents of repositories are compared, too.
    deep: bool = False
    # Whether repository versions are compared. Uploads that fail halfway create an extra version when they are run again.
    versions: bool = True

    def look(self, site, prefix):
        """Reads the state of its objects."""
        return site.look(prefix, self.paths, self.words, self.deep, self.versions)


class Workload:
    """The lists of one operation. Every name starts with `prefix`."""

    operation: str
    plural: str

    def draw(self, variant):
        return random.Random(f"{self.operation} {variant}")

    def case(self, site, modules, prefix, variant):
        """Creates the state that the list starts from, without faults, and returns the list."""
        raise NotImplementedError
