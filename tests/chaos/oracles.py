"""What must hold after a disturbed run, after a second, undisturbed run and after a third one. Each oracle returns a list of sentences about what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reading import differences

SUMMARY = re.compile(r"^(\d+) of (\d+) ")


@dataclass
class Seen:
    """Readings of the server's state, and the results of the runs between them."""

    # For each item of the list: the keys of the readings that belong to it.
    owns: list[set]
    plural: str
    before: dict
    # State and result of an undisturbed run of the same list from the same state.
    target: dict
    reference: dict
    disturbed: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    # How many times the client may have been unable to know what was done.
    doubts: int = 0

    def part(self, reading, row):
        """Returns the part of a reading that belongs to an item. Keys are compared by prefix, so a repository includes its versions."""
        return {key: state for key, state in reading.items() if any(key[: len(own)] == own for own in self.owns[row])}


def rows(result, plural):
    """Returns the results for the items, or None if there are none, for example after a failure before the first item."""
    return result.get(plural)


def after_the_disturbed_run(seen):
    result, found = seen.disturbed, []
    listed = rows(result, seen.plural)
    if listed is None:
        if not result.get("failed"):
            return [f"the result has no rows, but is not a failure: {result}"]
        changes = differences(seen.after, seen.before)
        if changes:
            found.append(f"the result is a failure without rows ({result['msg']!r}), but something changed: {changes[:3]}")
        if result.get("changed"):
            found.append("the result is a failure without rows, but changed is true")
        return found
    if len(listed) != len(seen.owns):
        return [f"{len(listed)} rows for {len(seen.owns)} items"]
    failed = [number for number, row in enumerate(listed) if row["failed"]]
    if bool(failed) != bool(result.get("failed")):
        found.append(f"failed is {result.get('failed')}, but the failed rows are {failed}")
    if any(row["changed"] for row in listed) != result["changed"]:
        found.append(f"changed is {result['changed']}, but that of the rows is {[row['changed'] for row in listed]}")
    counted = SUMMARY.match(result["msg"])
    if failed and not (counted and [int(number) for number in counted.groups()] == [len(failed), len(listed)]):
        found.append(f"{failed} of {len(listed)} rows failed, but the message is {result['msg']!r}")
    for number, row in enumerate(listed):
        found += [f"row {number} ({row['msg']!r}): {words}" for words in _row(seen, number, row)]
    return found


def _row(seen, number, row):
    before, after, target = (seen.part(reading, number) for reading in (seen.before, seen.after, seen.target))
    changed = before != after
    expected = rows(seen.reference, seen.plural)[number]
    if not row["failed"]:
        if row.get("unknown"):
            yield "succeeds, but has unknown: true"
        if expected["failed"]:
            yield f"succeeds, but an undisturbed run fails: {expected['msg']!r}"
        if after != target:
            yield f"succeeds, but does not have the declared state: {differences(after, target)[:3]}"
        # Write-only fields such as passwords cannot be read back; for these, the undisturbed run decides.
        if row["changed"] != changed and not (row["changed"] and expected["changed"]):
            yield f"changed is {row['changed']}, but the differences are: {differences(after, before)[:3]}"
        return
    if not row["msg"]:
        yield "fails without a message"
    if row.get("unknown"):
        if not row["changed"]:
            yield "has unknown: true, but changed is false"
        if seen.doubts == 0:
            yield "has unknown: true, but no response was lost"
    elif not expected["failed"]:
        if row["changed"] and not changed and before != target:
            yield "fails with changed: true, but nothing changed"
        if changed and not row["changed"]:
            yield f"fails with changed: false, but something changed: {differences(after, before)[:3]}"


def unknown(seen):
    """Counts the items with `unknown: true`."""
    return sum(row.get("unknown", False) for row in rows(seen.disturbed, seen.plural) or [])


def after_the_second_run(seen, result, reading):
    """Checks that the second run reaches exactly the declared state, without duplicates, and that `changed` matches what it changed."""
    found = [f"after the second run: {words}" for words in differences(reading, seen.target)]
    listed, expected = rows(result, seen.plural), rows(seen.reference, seen.plural)
    if listed is None:
        return [*found, f"the second run fails: {result['msg']!r}"]
    for number, (row, once) in enumerate(zip(listed, expected)):
        if row["failed"] and not once["failed"]:
            found.append(f"the second run fails: {row['msg']!r}")
        changed = seen.part(seen.after, number) != seen.part(reading, number)
        if not row["failed"] and row["changed"] != changed and not (row["changed"] and once["changed"] and _written_only(seen, number)):
            found.append(f"second run, row {number} ({row['msg']!r}): changed is {row['changed']}, but differences: {differences(reading, seen.after)[:3]}")
    return found


def _written_only(seen, number):
    return seen.part(seen.before, number) == seen.part(seen.target, number)


def after_the_third_run(seen, result, second, third):
    """Checks that the third run changes nothing and reports that."""
    found = [f"the third run changed something: {words}" for words in differences(third, second)]
    expected = rows(seen.reference, seen.plural)
    for row, once in zip(rows(result, seen.plural) or [], expected):
        if row["changed"]:
            found.append(f"in the third run, changed is true: {row['msg']!r}")
        if row["failed"] and not once["failed"]:
            found.append(f"the third run fails: {row['msg']!r}")
    if rows(result, seen.plural) is None:
        found.append(f"the third run fails: {result['msg']!r}")
    return found
