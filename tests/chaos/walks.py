"""Walks between the states of one object: random sequences of declarations. Each must be reached from the state that the previous one left.

A walk is data, so that a failing walk can be shortened: steps are left out, then options, as long as it still fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import served
from stored import ordered, read, stored
from workloads.entities import PLURALS

# Options that Pulp accepts only together: it rejects half of a credential, and proxy credentials without a proxy.
TOGETHER = (
    ("proxy_url", "proxy_username", "proxy_password"), ("remote_username", "remote_password"), ("username", "password"),
    ("client_cert", "client_key"),
)  # fmt: skip
# Fields that change together with others (proxy credentials with the proxy), or that Pulp maintains itself.
FOLLOWS = {"pulp_last_updated", "hidden_fields", "latest_version_href"}
# Fields that Pulp derives from another field.
FROM = {"base_path": {"base_url", "registry_path", "client_url"}, "content_guard": {"content_guard_prn"}}


@dataclass(frozen=True)
class Step:
    """One declaration: `state` and the options that are set, each to `first`, `other` or `cleared`."""

    state: str
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self):
        return f"{self.state}({', '.join(f'{name}: {value}' for name, value in self.options)})"


@dataclass
class Walker:
    """Generates walks for one type of one operation."""

    operation: str
    kind: str

    @property
    def table(self):
        return getattr(served, self.operation)

    @property
    def key(self):
        return "username" if self.operation == "user" else "name"

    @property
    def fields(self):
        return {name: field for name, field in self.table.TYPES[self.kind].items() if field.refers_to != "signing-services/"}

    @property
    def path(self):
        return self.table.PATHS[self.kind]

    def walk(self, draw, length):
        """Returns random steps. Whenever the object may not exist, they include all options that are required to create it."""
        steps, there = [], False
        for _ in range(length):
            state = draw.choices(("present", "absent", "read"), (8, 2 if there else 0.3, 1))[0]
            options = self.options(draw, there) if state == "present" else ()
            there = {"present": True, "absent": False}.get(state, there)
            steps.append(Step(state, options))
        return steps

    def options(self, draw, there):
        given = {}
        share = draw.choice((0.15, 0.5, 1.0))
        for name, declared in self.fields.items():
            if draw.random() < share or (not there and not declared.clears):
                given[name] = draw.choice(("first", "other", *(("cleared",) if declared.clears and there else ())))
        for names in TOGETHER:
            here = [name for name in names if name in self.fields]
            chosen = next((given[name] for name in here if name in given), None)
            if chosen is not None and len(here) > 1:
                given |= {name: chosen for name in here}
        return tuple(given.items())

    def item(self, step, name):
        item = ({"type": self.kind} if len({kind.split("/")[0] for kind in self.table.TYPES}) > 1 else {}) | {self.key: name, "state": step.state}
        if step.state == "present":
            item |= getattr(self.table, "SERVED", {}).get(self.kind, {})
        return item | {option: self.value(option, which, name) for option, which in step.options}

    def value(self, option, which, name):
        if which == "cleared":
            return ""
        # No two walks may use the same path; Pulp sets that of a pull-through cache.
        if option == "base_path" and not self.fields[option].label:
            return f"ch/{name}/{which}"
        return getattr(self.fields[option], which)


@dataclass
class Wandering:
    """Walks on the server, and checks each step."""

    walker: Walker
    site: Any
    modules: Any
    name: str
    found: list[str] = field(default_factory=list)

    def go(self, steps):
        """Does a walk. Returns the first thing that is wrong, or None."""
        self.remove()
        for number, step in enumerate(steps):
            wrong = self.take(step)
            if wrong:
                return f"step {number + 1}, {step}: {wrong[0]}"
        self.remove()
        return None

    def remove(self):
        found = self.entity()
        if found:
            self.site.delete(found["pulp_href"])

    def entity(self):
        if self.walker.operation == "user":
            found = self.site.list(self.walker.path, username=self.name)
            return found[0] if found else None
        return self.site.find(self.walker.path, self.name)

    def run(self, step, check=False):
        return self.modules.run(self.walker.operation, check=check, **{PLURALS[self.walker.operation]: [self.walker.item(step, self.name)]})

    def take(self, step):
        """Does one step. Returns everything that is wrong."""
        before = self.entity()
        runs = [self.run(step, check=True), self.run(step)]
        after = self.entity()
        runs.append(self.run(step))
        for kind, result in zip(("check mode", "the run", "the second run"), runs):
            if result.get("failed"):
                return [f"{kind} fails: {result['msg']}"]
        predicted, real, again = runs
        wrong = []
        # Only Pulp can compare secrets, and check mode does not ask it to.
        unforeseen = not predicted["changed"] and predicted[PLURALS[self.walker.operation]][0].get("not_compared")
        if not unforeseen and (predicted["changed"], predicted["diff"]) != (real["changed"], real["diff"]):
            wrong.append(f"check mode predicted {predicted['changed']} {predicted['diff']}, not {real['changed']} {real['diff']}")
        if again["changed"] or again["diff"]:
            wrong.append(f"the second run: {again['msg']}, {again['diff']}")
        # Only Pulp can compare secrets, and the request updates `pulp_last_updated`.
        asked = {"pulp_last_updated"} if any(self.walker.fields[option].secret for option, _ in step.options) else set()
        if without(self.entity(), asked) != without(after, asked):
            wrong.append("the second run changed something")
        return [*wrong, *self.compare(step, before, after, real)]

    def compare(self, step, before, after, real):
        """Compares an independent reading with the declaration."""
        if step.state == "read":
            if real["changed"] or before != after:
                yield "reading changed something"
            return
        if step.state == "absent":
            if after is not None:
                yield "the object still exists"
            if real["changed"] != (before is not None):
                yield f"changed is {real['changed']}"
            return
        if after is None:
            yield "the object does not exist"
            return
        given = dict(step.options)
        for option, which in given.items():
            yield from self.one(option, which, after)
        if before is None:
            if not real["changed"]:
                yield "the object was created, but changed is false"
            return
        declared = {self.walker.fields[option].pulp or option for option in given}
        names = declared.union({"pulp_labels"}, FOLLOWS, *(FROM.get(name, ()) for name in declared))
        others = [name for name in after if name not in names and name in before and before[name] != after[name]]
        if others:
            yield f"fields that were not declared changed: {others}"
        same = without(before, {"pulp_last_updated"}) == without(after, {"pulp_last_updated"})
        hidden = any(self.walker.fields[option].secret for option in given)
        if real["changed"] == same and not hidden:
            yield f"changed is {real['changed']}, but the object {'did not change' if same else 'changed'}"

    def one(self, option, which, after):
        declared = self.walker.fields[option]
        pulp = declared.pulp or option
        if declared.hidden:
            if {"name": pulp, "is_set": which != "cleared"} not in after["hidden_fields"]:
                yield f"{option} is not {'empty' if which == 'cleared' else 'set'}"
        elif pulp not in after and not declared.label:
            # Pulp never shows the field, for example a password.
            return
        elif which == "cleared":
            if read(after, declared, option) not in (None, "", [], {}):
                yield f"{option} is {after[pulp]!r}, not empty"
        else:
            wanted = ordered(stored(self.site, declared, self.walker.value(option, which, self.name)))
            if read(after, declared, option) != wanted:
                yield f"{option} is {read(after, declared, option)!r}, not {wanted!r}"


def without(entity, names):
    """Returns an object without some of its fields; None stays None."""
    return entity and {key: value for key, value in entity.items() if key not in names}


def shorten(wandering, steps, patience=60):
    """Shortens a failing walk by leaving out steps, then options. Returns the walk and what is wrong."""
    tries = 0
    wrong = wandering.go(steps)
    shorter = True
    while shorter and tries < patience:
        shorter = False
        for candidate in candidates(steps):
            tries += 1
            if tries > patience:
                break
            said = wandering.go(candidate)
            # It must fail in the same way: a shorter walk may be invalid.
            if said and kind(said) == kind(wrong):
                steps, wrong, shorter = candidate, said, True
                break
    return steps, wrong


def kind(wrong):
    """Returns what is wrong, without step, names and values."""
    said = wrong.partition("): ")[2].split("{")[0]
    return re.sub(r"ch-walk-\S+|True|False", "", said)[:120]


def candidates(steps):
    for number in reversed(range(len(steps))):
        yield steps[:number] + steps[number + 1 :]
    for number, step in enumerate(steps):
        for option in step.options:
            yield [*steps[:number], Step(step.state, tuple(pair for pair in step.options if pair != option)), *steps[number + 1 :]]
