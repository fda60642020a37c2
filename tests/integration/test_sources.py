"""The sources of distributions: every kind for every type, and every change from one kind to another."""

from __future__ import annotations

import itertools

import pytest
from served import distribution, publication, sync
from world import has

PUBLISHED = ["rpm", "deb", "file"]
DIRECT = [kind for kind in ("container", "python", "ansible") if kind in distribution.PATHS]
if not has("python", "3.27"):
    # Older versions can serve only the latest version of a repository.
    DIRECT = [kind for kind in DIRECT if kind != "python"]
TYPES = PUBLISHED + DIRECT
KINDS = ["live", "latest", "numbered", "publication", "distribution"]
SERVED = ("repository", "repository_version", "publication")


class Sources:
    """A repository with versions 0, 1 and 2, and the options for each kind of source."""

    def __init__(self, local, kind):
        self.local, self.kind = local, kind
        self.name = f"it-sources-{kind}"
        self.href = local.post(sync.PATHS[kind], {"name": self.name})["pulp_href"]
        for number in ("one", "two"):
            local.post(f"{self.href}sync/", {"remote": local.href("remotes/", f"it-{kind}-{number}")})
        self.publications = {}
        if kind in PUBLISHED:
            for number in (1, 2):
                self.publish(number)
        # The source of promotions. It serves version 1, which no other distribution here does.
        self.other = f"it-other-{kind}"
        body = {"name": self.other, "base_path": self.other} | self.serving(1)
        local.post(distribution.PATHS[kind], body)

    def publish(self, number, **more):
        version = f"{self.href}versions/{number}/"
        self.local.post(publication.PATHS[self.kind], {"repository_version": version} | more)
        found = self.local.list(publication.PATHS[self.kind], repository_version=version)
        self.publications[number] = found[0]["pulp_href"]
        return self.publications[number]

    def serving(self, number):
        if self.kind in PUBLISHED:
            return {"publication": self.publications[number]}
        return {"repository_version": f"{self.href}versions/{number}/"}

    def of(self, kind):
        """Returns the options for a kind of source, and the fields that Pulp must have then."""
        if kind == "publication" and not self.publications:
            return None
        return {
            "live": ({"repository": self.name}, {"repository": self.href}),
            "latest": ({"repository": self.name, "version": "latest"}, self.serving(2)),
            "numbered": ({"repository": self.name, "version": 1}, self.serving(1)),
            "publication": ({"publication": self.publications.get(2)}, {"publication": self.publications.get(2)}),
            "distribution": ({"distribution": self.other}, self.serving(1)),
        }[kind]

    def version(self, name):
        """Returns the number of the version that a distribution serves."""
        served = self.read(name)
        href = served.get("repository_version") or self.local.get(served["publication"])["repository_version"]
        return int(href.rstrip("/").rsplit("/", 1)[1])

    def read(self, name):
        found = self.local.find(distribution.PATHS[self.kind], name)
        return {key: found[key] for key in SERVED if found.get(key)}


@pytest.fixture(scope="module")
def sources(upstreams, local):
    made = {}

    def of(kind):
        if kind not in made:
            made[kind] = Sources(local, kind)
        return made[kind]

    return of


def switches(kinds):
    """Returns a sequence of kinds that has each change from one to another."""
    pairs = set(itertools.permutations(kinds, 2))
    at, way = kinds[0], [kinds[0]]
    while pairs:
        following = [kind for kind in kinds if (at, kind) in pairs]
        if not following:
            at = sorted(pairs)[0][0]
        else:
            pairs.remove((at, following[-1]))
            at = following[-1]
        way.append(at)
    return way


def named(kind, what, **more):
    return {"type": kind, "name": f"it-{what}-{kind}", "base_path": f"it-{what}-{kind}", **more}


def test_switching(modules, sources):
    """Distributions of all types change from every kind of source to every other one."""
    made = {kind: sources(kind) for kind in TYPES}
    served = dict.fromkeys(TYPES)
    for source in switches(KINDS):
        wishes = {kind: one.of(source) or one.of("latest") for kind, one in made.items()}
        items = [named(kind, "switch", **options) for kind, (options, _) in wishes.items()]
        result = modules.converge("distribution", distributions=items)
        for (kind, (_, wanted)), row in zip(wishes.items(), result["distributions"]):
            assert row["changed"] is (served[kind] != wanted), (kind, source)
            served[kind] = made[kind].read(f"it-switch-{kind}")
            assert served[kind] == wanted, (kind, source)
    # Without a source, it stays.
    assert not modules.call("distribution", distributions=[named(kind, "switch") for kind in TYPES])["changed"]


def test_version_zero(modules, sources):
    """Version 0 can be served like any other version. For types with publications, it must be published."""
    made = {kind: sources(kind) for kind in TYPES}
    items = [named(kind, "zero", repository=one.name, version=0) for kind, one in made.items()]
    result = modules.run("distribution", distributions=items)
    for kind, row in zip(TYPES, result["distributions"]):
        assert row["failed"] is (kind in PUBLISHED)
        if row["failed"]:
            assert row["msg"] == f'version 0 of repository "{made[kind].name}" has no publication'
            assert row["hint"] == "create one with the module publication"
            made[kind].publish(0)
    assert modules.converge("distribution", distributions=items)["changed"]
    for kind, one in made.items():
        assert one.read(f"it-zero-{kind}") == one.serving(0)


@pytest.mark.parametrize("kind", PUBLISHED)
def test_several_publications(kind, modules, sources):
    """Of several publications of a version, the distribution serves the one it serves already, or the latest."""
    one = sources(kind)
    older = one.publications[2]
    call = named(kind, "several", repository=one.name, version="latest", state="present")
    modules.call("distribution", **call)
    newer = one.publish(2)
    assert not modules.converge("distribution", **call)["changed"]
    assert one.read(call["name"]) == {"publication": older}
    modules.call("distribution", **call | named(kind, "newer"))
    assert one.read(f"it-newer-{kind}") == {"publication": newer}


def test_deb_mode(modules, sources, local):
    """The distribution serves the publication with the given mode."""
    one = sources("deb")
    version = f"{one.href}versions/2/"
    call = {"type": "deb", "name": "it-mode", "base_path": "it-mode", "state": "present"}
    call |= {"repository": one.name, "version": "latest"}
    assert "has no publication of this mode" in modules.fail("distribution", **call, mode="simple")
    local.post("publications/deb/apt/", {"repository_version": version, "simple": True, "structured": False})
    local.post("publications/deb/verbatim/", {"repository_version": version})
    for mode, path in (("verbatim", "deb/verbatim"), ("simple", "deb/apt"), ("structured", "deb/apt")):
        modules.converge("distribution", **call, mode=mode)
        found = local.get(one.read("it-mode")["publication"])
        assert f"/publications/{path}/" in found["pulp_href"]
        assert mode == "verbatim" or found[mode]


def test_skip_existing(modules, sources, local):
    """A distribution is skipped if another one serves the same version, and created otherwise."""
    made = {kind: sources(kind) for kind in TYPES}
    # The other distribution serves version 1, and none serves version 0.
    for kind, one in made.items():
        if kind in PUBLISHED and 0 not in one.publications:
            one.publish(0)
    local.delete_all(found["pulp_href"] for found in local.list("distributions/", name__startswith="it-zero-"))

    for version, expected in ((1, False), (0, True)):
        items = [named(kind, "skip", repository=one.name, version=version) for kind, one in made.items()]
        result = modules.converge("distribution", skip_existing=True, distributions=items)
        for (kind, one), row in zip(made.items(), result["distributions"]):
            assert row["changed"] is expected, kind
            found = local.find(distribution.PATHS[kind], f"it-skip-{kind}")
            assert found is None if version else one.read(f"it-skip-{kind}") == one.serving(0)
            assert expected or row["msg"].startswith("skipped: distribution")


def test_promotion(modules, sources):
    """In a list, a promotion comes after its source, regardless of the order, and serves what the source serves then."""
    made = {kind: sources(kind) for kind in TYPES}
    for version, number in ((1, 1), ("latest", 2)):
        items = []
        for kind, one in made.items():
            items.append(named(kind, "production", distribution=f"it-development-{kind}"))
            items.append(named(kind, "development", repository=one.name, version=version))
        result = modules.converge("distribution", distributions=items)
        assert all(row["changed"] for row in result["distributions"])
        for kind, one in made.items():
            assert one.read(f"it-production-{kind}") == one.read(f"it-development-{kind}"), kind
            assert one.version(f"it-production-{kind}") == number, kind


def test_promotion_of_live_source(modules, sources):
    """If the source of a promotion follows its repository, the promoted distribution is pinned to the version."""
    made = {kind: sources(kind) for kind in TYPES}
    items = []
    for kind, one in made.items():
        items.append(named(kind, "pinned", distribution=f"it-following-{kind}"))
        items.append(named(kind, "following", repository=one.name))
    assert modules.converge("distribution", distributions=items)["changed"]
    for kind, one in made.items():
        assert one.read(f"it-following-{kind}") == {"repository": one.href}, kind
        assert "repository" not in one.read(f"it-pinned-{kind}"), kind
        assert one.version(f"it-pinned-{kind}") == 2, kind


def test_check_mode_on_new_server(modules, sources):
    """Check mode assumes that earlier steps create missing sources."""
    items = [
        {"name": "it-new-1", "base_path": "it-new-1", "repository": "it-nowhere", "version": "latest"},
        {"name": "it-new-2", "base_path": "it-new-2", "distribution": "it-new-1"},
        {"name": "it-new-3", "base_path": "it-new-3", "repository": sources("rpm").name, "version": 0},
    ]
    predicted = modules.call("distribution", check=True, type="rpm", distributions=items)
    assert [row["changed"] for row in predicted["distributions"]] == [True] * 3
    assert any("it-nowhere" in warning for warning in predicted["warnings"])


def test_bad_sources(modules, sources, local):
    one = sources("rpm")
    call = {"type": "rpm", "name": "it-bad", "base_path": "it-bad", "state": "present"}
    assert "only one of repository" in modules.fail("distribution", **call, repository=one.name, distribution=one.other)
    assert "version requires repository" in modules.fail("distribution", **call, version=1)
    assert modules.fail("distribution", **call, version="newest", repository=one.name) == (
        "version must be a number or latest, not newest"
    )
    missing = 'repository "it-nowhere" does not exist, or user admin may not see it'
    assert modules.fail("distribution", **call, repository="it-nowhere") == missing
    assert modules.fail("distribution", **call, distribution="it-nowhere") == f"rpm distribution{missing[10:]}"
    assert "does not belong to plugin rpm" in modules.fail("distribution", **call, repository=sources("file").name)
    local.post("distributions/rpm/rpm/", {"name": "it-nothing", "base_path": "it-nothing"})
    assert modules.fail("distribution", **call, distribution="it-nothing") == (
        'distribution "it-nothing" serves nothing, so "it-bad" cannot be pinned to it'
    )
    assert "no version 7" in modules.fail("distribution", **call | {"type": "file"}, repository=sources("file").name, version=7)
    assert local.find("distributions/", "it-bad") is None
