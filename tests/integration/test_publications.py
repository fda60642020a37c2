"""Publications: versions, fields, modes, lists and deletion."""

from __future__ import annotations

import pytest
from served import publication, sync

VERBATIM = "publications/deb/verbatim/"
FIELDS = [
    (kind, option)
    for kind, fields in publication.TYPES.items()
    for option in fields
    if (kind, option) not in publication.HIDDEN
]


def lasting(entity):
    """Returns an entity without the time of its last update, because a task's result has an earlier one."""
    return {key: value for key, value in entity.items() if key != "pulp_last_updated"}


class Published:
    """A repository with some versions, and its publications."""

    def __init__(self, local, kind, name):
        self.local, self.kind, self.name = local, kind, name
        self.href = local.href(sync.PATHS[kind], name)

    def version(self, number):
        return f"{self.href}versions/{number}/"

    def all(self, path=None):
        """Returns its publications, the latest first."""
        return self.local.list(path or publication.PATHS[self.kind], repository=self.href)

    def clear(self):
        self.local.delete_all(found["pulp_href"] for found in self.local.list("publications/", repository=self.href))

    def options(self, **more):
        return {"type": self.kind, "repository": self.name, "state": "present", **more}


@pytest.fixture(scope="module")
def versions(upstreams, local, services):
    """Creates the repositories `it-versions-<type>` with versions 0, 1 and 2."""
    made = {}
    for kind in publication.TYPES:
        name = f"it-versions-{kind}"
        href = local.post(sync.PATHS[kind], {"name": name})["pulp_href"]
        for number in ("one", "two"):
            local.post(f"{href}sync/", {"remote": local.href("remotes/", f"it-{kind}-{number}")})
        made[kind] = Published(local, kind, name)
    return made


@pytest.fixture
def published(versions):
    def of(kind):
        versions[kind].clear()
        return versions[kind]

    return of


def test_versions(modules, published):
    """The latest version, a version by number, and version 0 are each published once and deleted once."""
    made = {kind: published(kind) for kind in publication.TYPES}
    for wanted, number in (({}, 2), ({"version": 1}, 1), ({"version": 0}, 0)):
        items = [{"type": kind, "repository": one.name, **wanted} for kind, one in made.items()]
        result = modules.converge("publication", publications=items)
        assert [diff["after"]["version"] for diff in result["diff"]] == [number] * len(made)
        read = modules.call("publication", state="read", publications=items)
        assert not read["changed"]
        for (kind, one), row, again in zip(made.items(), result["publications"], read["publications"]):
            assert row["changed"], kind
            found = one.all()[0]
            assert found["repository_version"] == one.version(number)
            assert lasting(row["publication"]) == lasting(again["publication"]) == lasting(found)
    for wanted, left in (({"version": 0}, 2), ({}, 1), ({"version": 1}, 0)):
        items = [{"type": kind, "repository": one.name, **wanted} for kind, one in made.items()]
        result = modules.converge("publication", state="absent", publications=items)
        assert all(row["changed"] and row["publication"] is None for row in result["publications"])
        assert [len(one.all()) for one in made.values()] == [left] * len(made)


@pytest.mark.parametrize("kind", publication.TYPES)
def test_alone(kind, modules, published):
    """A single publication, without a list."""
    one = published(kind)
    key = {"type": kind, "repository": one.name}
    assert modules.call("publication", **key)["publication"] is None
    result = modules.call("publication", **key, state="present")
    assert result["changed"] and lasting(result["publication"]) == lasting(one.all()[0])
    assert modules.call("publication", **key)["publication"] == one.all()[0]
    assert modules.call("publication", **key, state="absent")["publication"] is None
    assert one.all() == []


def value(local, field, given):
    return local.href(field.refers_to, given) if field.refers_to else given


@pytest.mark.parametrize("kind", [kind for kind, fields in publication.TYPES.items() if fields])
def test_fields(kind, modules, published, local):
    """With other fields, another publication of the same version is created. Both stay."""
    one, fields = published(kind), publication.TYPES[kind]
    first = {option: field.first for option, field in fields.items()}
    other = {option: field.other for option, field in fields.items()}
    for number, given in enumerate((first, other), start=1):
        result = modules.converge("publication", **one.options(**given))
        assert result["changed"]
        found = one.all()
        assert len(found) == number
        for option, field in fields.items():
            if (kind, option) not in publication.HIDDEN:
                assert found[0][option] == value(local, field, given[option]), option
    # Fields that are not given may have any value.
    assert not modules.call("publication", **one.options())["changed"]
    # Only publications with the given fields are deleted.
    assert modules.converge("publication", **one.options(**first) | {"state": "absent"})["changed"]
    left = one.all()
    assert [found["pulp_href"] for found in left] == [result["publication"]["pulp_href"]]


@pytest.mark.parametrize(("kind", "option"), FIELDS)
def test_field(kind, option, modules, versions, local):
    """Each field by itself distinguishes publications."""
    one, fields = versions[kind], publication.TYPES[kind]
    if not one.all():
        modules.call("publication", **one.options(**{name: field.first for name, field in fields.items()}))
    known = [found[option] for found in one.all()]
    for given in (fields[option].first, fields[option].other):
        expected = value(local, fields[option], given) not in known
        predicted = modules.call("publication", check=True, **one.options(**{option: given}))
        assert predicted["changed"] is expected


@pytest.mark.parametrize(("kind", "option"), publication.HIDDEN)
def test_hidden_field(kind, option, modules, published):
    """Fields that Pulp does not show are not compared, and the result says so."""
    one, field = published(kind), publication.TYPES[kind][option]
    assert modules.call("publication", **one.options(**{option: field.first}))["changed"]
    for given in (field.first, field.other):
        result = modules.call("publication", **one.options(**{option: given}))
        assert (result["changed"], result["not_compared"]) == (False, [option])


@pytest.mark.parametrize(
    ("mode", "simple", "structured"),
    [("simple", True, False), ("structured", False, True), ("simple_and_structured", True, True), (None, False, True)],
)
def test_deb_modes(mode, simple, structured, modules, published):
    one = published("deb")
    given = {"mode": mode} if mode else {}
    result = modules.converge("publication", **one.options(**given))
    assert result["changed"]
    (found,) = one.all()
    assert (found["simple"], found["structured"]) == (simple, structured)
    assert modules.call("publication", check=True, **one.options(mode="verbatim"))["changed"]


def test_deb_verbatim(modules, published):
    """Verbatim publications have another endpoint. Each mode is a separate publication of a version."""
    one = published("deb")
    items = [{"type": "deb", "repository": one.name, "mode": mode} for mode in ("verbatim", "simple", "structured")]
    result = modules.converge("publication", publications=items)
    assert [row["changed"] for row in result["publications"]] == [True] * 3
    (verbatim,) = one.all(VERBATIM)
    assert verbatim["repository_version"] == one.version(2)
    assert len(one.all()) == 2
    everything = modules.call("publication", type="deb")["publications"]
    hrefs = {row["publication"]["pulp_href"] for row in everything}
    assert {verbatim["pulp_href"], *(found["pulp_href"] for found in one.all())} <= hrefs

    modules.converge("publication", **one.options(mode="verbatim") | {"state": "absent"})
    assert one.all(VERBATIM) == [] and len(one.all()) == 2
    # Without a mode, all publications of the version are deleted.
    modules.converge("publication", **one.options() | {"state": "absent"})
    assert one.all() == []


def test_verbatim_has_no_fields(modules, published):
    one = published("deb")
    assert "layout" in modules.fail("publication", **one.options(mode="verbatim", layout="nested_by_digest"))


@pytest.mark.parametrize("kind", ["rpm", "deb", "file"])
def test_several(kind, modules, published, local):
    """If a version has several publications, no other one is created, and all are deleted."""
    one = published(kind)
    for _ in range(3):
        local.post(publication.PATHS[kind], {"repository_version": one.version(2)})
    newest = one.all()[0]["pulp_href"]
    result = modules.call("publication", **one.options())
    assert not result["changed"] and result["publication"]["pulp_href"] == newest
    result = modules.converge("publication", **one.options() | {"state": "absent"})
    assert result["changed"] and one.all() == []


@pytest.mark.parametrize("kind", ["rpm", "deb", "file"])
def test_distributed(kind, modules, published, local):
    """A served publication is deleted only with `force`. Then the distribution serves nothing."""
    one, path = published(kind), {"rpm": "rpm/rpm", "deb": "deb/apt", "file": "file/file"}[kind]
    made = modules.call("publication", **one.options())["publication"]["pulp_href"]
    name = f"it-served-{kind}"
    local.post(f"distributions/{path}/", {"name": name, "base_path": name, "publication": made})
    gone = one.options() | {"state": "absent"}
    for check in (True, False):
        result = modules.run("publication", check=check, **gone)
        assert result["failed"] and not result["changed"]
        assert f'is still used by distribution "{name}"\n  hint: force: true deletes it anyway' in result["msg"]
    assert len(one.all()) == 1
    assert modules.converge("publication", **gone, force=True)["changed"]
    assert one.all() == []
    assert local.find(f"distributions/{path}/", name)["publication"] is None


def test_serving_the_repository(modules, published, local):
    """A distribution of the repository serves its latest publication."""
    one = published("file")
    modules.call("publication", **one.options())
    local.post("distributions/file/file/", {"name": "it-live", "base_path": "it-live", "repository": one.href})
    assert '"it-live"' in modules.fail("publication", **one.options() | {"state": "absent"})
    local.delete(local.href("distributions/file/file/", "it-live"))
    assert modules.converge("publication", **one.options() | {"state": "absent"})["changed"]


def test_missing(modules, published, local):
    one = published("file")
    assert modules.fail("publication", **one.options(version=7)) == f'repository "{one.name}" has no version 7; its latest version is 2'
    nowhere = {"type": "file", "repository": "it-nowhere"}
    assert modules.fail("publication", **nowhere, state="present") == (
        'repository "it-nowhere" does not exist, or user admin may not see it'
    )
    predicted = modules.call("publication", check=True, **nowhere, state="present")
    assert predicted["changed"] and "does not exist yet" in predicted["warnings"][0]
    assert not modules.converge("publication", **nowhere, state="absent")["changed"]
    assert modules.call("publication", **nowhere)["publication"] is None


def test_of_another_plugin(modules, versions):
    message = modules.fail("publication", **versions["file"].options() | {"type": "rpm"})
    assert message.startswith('repository "it-versions-file" does not belong to plugin rpm')


def test_list(modules, published):
    """All types and several versions in one list, and a list that deletes some."""
    made = {kind: published(kind) for kind in publication.TYPES}
    items = [{"type": kind, "repository": one.name, "version": version} for kind, one in made.items() for version in (1, 2)]
    result = modules.converge("publication", publications=items)
    assert [row["changed"] for row in result["publications"]] == [True] * len(items)
    assert [row["repository"] for row in result["publications"]] == [item["repository"] for item in items]
    for kind, one in made.items():
        assert {found["repository_version"] for found in one.all()} == {one.version(1), one.version(2)}
    mixed = [item | {"state": "absent"} if item["version"] == 1 else item for item in items]
    result = modules.converge("publication", publications=mixed)
    assert [row["changed"] for row in result["publications"]] == [item["version"] == 1 for item in items]
