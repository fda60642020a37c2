"""Lists the versions to test, stores the results, and writes the tables that show them."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results.json")
NAMES = {"servers": "pulpcore", "cores": "ansible-core"}
PAGES = ("README.md", "docs/support.md")
MARKS = ("<!-- matrix: written by make test-matrix -->\n", "<!-- /matrix -->")


def ordered(versions):
    return sorted(versions, key=lambda version: [int(part) for part in version.split(".")])


def servers():
    """Returns the pulpcore versions that the role pulp_server has pins for."""
    files = (ROOT / "roles" / "pulp_server" / "files").glob("requirements-*.txt")
    return ordered(file.stem.removeprefix("requirements-") for file in files)


def cores():
    molecule = ROOT / "molecule"
    own = re.search(r"^ansible-core==(.+)$", (molecule / "requirements.txt").read_text(), re.M)[1]
    return ordered({own, *re.findall(r"^[\d.]+$", (molecule / "cores.txt").read_text(), re.M)})


def scenarios():
    """Returns the Molecule scenarios. The five playbooks of a site are first: if they fail, most others fail, too."""
    names = sorted(file.parent.name for file in (ROOT / "molecule").glob("*/molecule.yml"))
    return sorted(names, key=lambda name: name != "default")


def results():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def note(kind, version, result):
    known = results()
    before = known.setdefault(kind, {}).get(version, {})
    if "scenarios" in before:
        result["scenarios"] = before["scenarios"] | result["scenarios"]
    known[kind][version] = result
    RESULTS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    write()


def write():
    for page in PAGES:
        file = ROOT / page
        file.write_text(filled(file.read_text()))


def is_good(result):
    return not result["failed"] if "failed" in result else None not in result["scenarios"].values()


def words(result):
    if "failed" in result:
        failed = f", {result['failed']} FAILED" if result["failed"] else ""
        rejections = f" ({result['refused']} expected rejections)" if result["refused"] else ""
        return f"{result['passed']} passed{rejections}{failed}"
    passed, failed = ([name for name, seconds in result["scenarios"].items() if (seconds is None) is bad] for bad in (False, True))
    if set(passed) == set(scenarios()):
        return f"all {len(passed)} passed"
    return f"passed: {', '.join(passed) or 'none'}" + (f"; FAILED: {', '.join(failed)}" if failed else "")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def tables():
    """Returns the tables of all versions, including those that were not run."""
    known = results()
    plugins = ("rpm", "deb", "container", "python", "ansible")
    pulp = []
    for version in servers():
        result = known.get("servers", {}).get(version)
        parts = [result["parts"].get(plugin, "–") if result else "" for plugin in plugins]
        pulp.append([version, *parts, shown(result)])
    core = [[version, shown(known.get("cores", {}).get(version))] for version in cores()]
    return f"{table(['pulpcore', *plugins, 'integration tests'], pulp)}\n{table(['ansible-core', 'scenarios'], core)}"


def shown(result):
    if not result:
        return "not run"
    return f"{words(result)}, {result['on']}"


def filled(text):
    before, rest = text.split(MARKS[0])
    return f"{before}{MARKS[0]}{tables()}{MARKS[1]}{rest.split(MARKS[1])[1]}"


if __name__ == "__main__":
    write()
