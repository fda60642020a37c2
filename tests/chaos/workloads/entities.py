"""Lists of entities that are created, updated, cleared, deleted or left unchanged, based on the tables of their fields."""

from __future__ import annotations

import served
from reading import PATHS

from . import Case, Workload

PLURALS = {
    "repository": "repositories", "remote": "remotes", "distribution": "distributions", "content_guard": "content_guards",
    "role": "roles", "acs": "acses", "upstream_pulp": "upstream_pulps", "user": "users", "group": "groups",
}  # fmt: skip
STARTS = (None, "first", "other")
DECLARED = ("first", "other", "cleared", "absent")


class Entities(Workload):
    """Three items of an operation that has a table in tests/integration/scenarios."""

    items = 3

    def __init__(self, operation):
        self.operation, self.plural = operation, PLURALS[operation]
        self.table = getattr(served, operation)
        # Variants of a type, such as `rpm/osv`, and signing services are tested in test_life.py.
        self.kinds = [kind for kind in self.table.TYPES if "/" not in kind]

    @property
    def key(self):
        return "username" if self.operation == "user" else "name"

    def fields(self, kind):
        return {name: field for name, field in self.table.TYPES[kind].items() if field.refers_to != "signing-services/"}

    def item(self, kind, name, declared):
        """Returns an item for one kind of declaration."""
        if declared == "absent":
            return self.named(kind, name) | {"state": "absent"}
        given = {}
        for option, field in self.fields(kind).items():
            if declared == "cleared" and field.clears:
                given[option] = ""
            else:
                given[option] = field.first if declared == "first" else field.other
        return self.named(kind, name) | getattr(self.table, "SERVED", {}).get(kind, {}) | given | self.own(kind, name)

    def named(self, kind, name):
        return ({"type": kind} if len(self.kinds) > 1 else {}) | {self.key: name}

    def own(self, kind, name):
        """Returns options that must be unique. All paths share their first part: for images it is a namespace, which Pulp keeps."""
        return {"base_path": f"ch/{name}"} if self.operation == "distribution" else {}

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        kinds = draw.sample(self.kinds, self.items) if len(self.kinds) >= self.items else draw.choices(self.kinds, k=self.items)
        before, declared, owns = [], [], []
        for number, kind in enumerate(kinds):
            name = f"{prefix}{kind}-{number}"
            start, wanted = draw.choice(STARTS), draw.choice(DECLARED)
            if start:
                before.append(self.item(kind, name, start))
            declared.append(self.item(kind, name, wanted))
            owns.append({(self.table.PATHS[kind], f"{kind}-{number}")})
        if before:
            modules.call(self.operation, **{self.plural: before})
        paths = {self.table.PATHS[kind] for kind in kinds}
        return Case(self.operation, self.plural, {self.plural: declared}, owns, tuple(path for path in PATHS if path in paths))


class ContainerNamespaces(Workload):
    """Namespaces that exist or are missing."""

    operation, plural = "container_namespace", "container_namespaces"

    def case(self, site, modules, prefix, variant):
        draw, path = self.draw(variant), "pulp_container/namespaces/"
        before, declared, owns = [], [], []
        for number in range(3):
            name = f"{prefix}{number}"
            if draw.random() < 0.5:
                before.append({"name": name})
            declared.append({"name": name, "state": draw.choice(("present", "present", "absent"))})
            owns.append({(path, str(number))})
        if before:
            modules.call(self.operation, container_namespaces=before)
        return Case(self.operation, self.plural, {self.plural: declared}, owns, (path,))


class People(Entities):
    """Users with groups and roles, or groups with users and roles."""

    ROLES = ("core.task_viewer", "file.filerepository_creator", "rpm.rpmremote_creator")

    def case(self, site, modules, prefix, variant):
        case = super().case(site, modules, prefix, variant)
        draw = self.draw(f"{variant} more")
        other = "groups" if self.operation == "user" else "users"
        names = [f"{prefix}{other}-{number}" for number in range(2)]
        for name in names:
            site.post(f"{other}/", {"name" if other == "groups" else "username": name})
        for item in case.options[case.plural]:
            if item.get("state") != "absent":
                item[other] = draw.sample(names, draw.randint(0, 2))
                item["roles"] = [{"role": role} for role in draw.sample(self.ROLES, draw.randint(0, 2))]
        case.paths = ("users/", "groups/")
        return case
