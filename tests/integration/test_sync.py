"""Syncs of every type. `changed` is true only if there is a new version."""

from __future__ import annotations

import itertools

import pytest
from served import sync

# There is no upstream for roles and git here. Tests with the fake server cover them.
TYPES = [kind for kind in sync.TYPES if kind not in ("ansible_role", "ansible_git")]
NUMBERS = itertools.count()


# Type, option, value and effect, for every value.
EFFECTS = [
    (kind, option, value, effect)
    for kind in TYPES
    for option, effect in sync.TYPES[kind].items()
    for value in (effect.keeps or effect.skips or effect.leaves_out)
]


class Repository:
    """A repository on the server. Each access reads it again."""

    def __init__(self, local, kind, remote=None):
        self.local, self.kind = local, kind
        self.name = f"it-sync-{next(NUMBERS)}"
        own = {"remote": local.href("remotes/", remote)} if remote else {}
        local.post(sync.PATHS[kind], {"name": self.name} | own)

    def read(self):
        return self.local.find(sync.PATHS[self.kind], self.name)

    @property
    def version(self):
        return self.read()["latest_version_href"]

    @property
    def content(self):
        summary = self.local.get(self.version)["content_summary"]["present"]
        return {kind: found["count"] for kind, found in summary.items()}

    def units(self):
        """Returns the content, without Debian's indexes, because those of another upstream replace the existing ones."""
        found = self.local.list("content/", repository_version=self.version, fields="pulp_href")
        return {unit["pulp_href"] for unit in found if self.kind != "deb" or "/deb/packages/" in unit["pulp_href"]}

    def tasks(self):
        """Returns its tasks, the last one first. Old servers have no PRNs."""
        entity = self.read()
        return self.local.list("tasks/", reserved_resources=entity.get("prn", entity["pulp_href"]), fields="progress_reports")


@pytest.fixture
def repository(upstreams, local):
    return lambda kind, remote=None: Repository(local, kind, remote)


def number(version):
    return int(version.rstrip("/").rsplit("/", 1)[1])


@pytest.mark.parametrize("kind", TYPES)
def test_changed(kind, modules, repository):
    """The first sync creates a version, the second does not. Check mode predicts the first, and says that it cannot predict the second."""
    one = repository(kind, f"it-{kind}-one")
    call = {"type": kind, "repository": one.name}

    predicted = modules.call("sync", check=True, **call)
    assert predicted["changed"] and one.content == {}
    first = modules.call("sync", **call)
    assert first["changed"] and one.content != {}
    assert first["repository_version"] == first["sync"]["repository_version"] == one.version
    assert [diff["after"] for diff in first["diff"]] == [{"version": number(one.version)}]

    again = modules.call("sync", **call)
    assert not again["changed"] and again["diff"] == []
    assert again["repository_version"] == first["repository_version"] == one.version
    predicted = modules.call("sync", check=True, **call)
    assert not predicted["changed"] and "cannot be predicted" in predicted["msg"]

    other = modules.call("sync", **call, remote=f"it-{kind}-two")
    assert other["changed"] and other["repository_version"] == one.version != first["repository_version"]


def test_keeps(modules, repository):
    """Options decide whether content that the upstream lacks stays."""
    made = [(*row, repository(row[0])) for row in EFFECTS if row[3].keeps]
    items = [{"type": kind, "repository": one.name} for kind, _, _, _, one in made]
    modules.call("sync", syncs=[item | {"remote": f"it-{item['type']}-one"} for item in items])
    before = [one.units() for *_, one in made]
    other = [item | {"remote": f"it-{kind}-two", option: value} for item, (kind, option, value, *_) in zip(items, made)]
    modules.call("sync", syncs=other)
    for (kind, option, value, effect, one), had in zip(made, before):
        assert had and not one.units() <= had, (kind, option, value)
        assert (had <= one.units()) is effect.keeps[value], (kind, option, value)


def test_skips(modules, repository):
    """Options decide whether a sync is skipped if the upstream has not changed."""
    made = [(*row, repository(row[0], f"it-{row[0]}-one")) for row in EFFECTS if row[3].skips]
    items = [{"type": kind, "repository": one.name, option: value, **effect.beside} for kind, option, value, effect, one in made]
    # On old servers, a sync can fail while another repository is synced from the same remote.
    for _ in range(2):
        modules.call("sync", syncs=items, retries=2, retry_delay=0)
    for kind, _, value, effect, one in made:
        reports = one.tasks()[0]["progress_reports"]
        skipped = any(report["code"].endswith("was_skipped") or "no-op" in report["message"] for report in reports)
        assert skipped is effect.skips[value], (kind, value, reports)


def test_leaves_out(modules, repository):
    """Options leave out content."""
    made = [(*row, repository(row[0])) for row in EFFECTS if row[3].leaves_out]
    items = []
    for kind, option, value, _, one in made:
        upstream = "source" if kind == "rpm" else "one"
        wanted = list(value) if option == "skip_types" else value
        items.append({"type": kind, "repository": one.name, "remote": f"it-{kind}-{upstream}", option: wanted})
    modules.call("sync", syncs=items)
    for kind, option, value, effect, one in made:
        assert one.content == effect.leaves_out[value], (kind, option, value)


def test_list(modules, repository):
    """All types in one list. The same repository twice is one sync."""
    made = {kind: repository(kind, f"it-{kind}-one") for kind in TYPES}
    items = [{"type": kind, "repository": one.name} for kind, one in made.items()]
    result = modules.call("sync", syncs=[*items, items[0]])
    assert [row["repository"] for row in result["syncs"]] == [item["repository"] for item in [*items, items[0]]]
    assert all(row["changed"] for row in result["syncs"])
    assert [row["repository_version"] for row in result["syncs"][:-1]] == [one.version for one in made.values()]
    assert result["syncs"][-1] == result["syncs"][0]


def test_never(modules, repository):
    """With `resync: never`, a repository that was synced before is skipped, without a task."""
    one = repository("file", "it-file-one")
    call = {"type": "file", "repository": one.name, "resync": "never"}
    assert modules.call("sync", **call)["changed"]
    tasks = len(one.tasks())
    again = modules.call("sync", **call | {"remote": "it-file-two"})
    assert not again["changed"] and again["repository_version"] == one.version
    assert len(one.tasks()) == tasks


def test_no_waiting(modules, repository, local):
    one = repository("file", "it-file-one")
    result = modules.call("sync", type="file", repository=one.name, wait=False)
    assert result["changed"]
    assert local.finished({"task": result["task"]})["state"] == "completed"
    assert one.content != {}


def test_retries(modules, repository, upstreams):
    """A failed sync is retried as often as requested. Then the message has the likely cause."""
    one = repository("file", "it-file-missing")
    for retries in (0, 2):
        before = len(one.tasks())
        message = modules.fail("sync", type="file", repository=one.name, retries=retries, retry_delay=0)
        assert len(one.tasks()) == before + 1 + retries
    assert f'could not sync repository "{one.name}": task /pulp/api/v3/tasks/' in message
    assert 'check url of remote "it-file-missing"' in message and "404" in message and "credentials" in message


def test_rejected_by_upstream(modules, repository, upstreams):
    """The registry rejects the credentials."""
    one = repository("container", "it-container-stranger")
    message = modules.fail("sync", type="container", repository=one.name)
    assert 'remote "it-container-stranger"' in message and "credentials" in message


def test_one_fails(modules, repository):
    """The other syncs continue, and the message has the number of failures."""
    good, bad = repository("file", "it-file-one"), repository("file", "it-file-missing")
    result = modules.run("sync", syncs=[{"type": "file", "repository": one.name} for one in (bad, good)])
    assert result["failed"] and result["changed"]
    assert result["msg"].startswith(f"1 of 2 file syncs failed:\n  {bad.name}: could not sync")
    assert result["reason"] == "upstream_missing"
    assert [(row["failed"], row["changed"]) for row in result["syncs"]] == [(True, False), (False, True)]
    assert good.content != {}


def test_missing(modules, repository, local):
    one = repository("file")
    assert modules.fail("sync", type="file", repository="it-nowhere") == (
        'file repository "it-nowhere" does not exist, or user admin may not see it'
    )
    assert "it-nowhere" in modules.fail("sync", type="file", repository=one.name, remote="it-nowhere")
    assert "has no remote\n  hint: " in modules.fail("sync", type="file", repository=one.name)
    # In check mode, an earlier step may create them.
    for options in ({"repository": "it-nowhere"}, {"repository": one.name, "remote": "it-nowhere"}):
        predicted = modules.call("sync", check=True, type="file", **options)
        assert predicted["changed"] and "does not exist yet" in predicted["warnings"][0]


def test_mirror_complete_with_autopublish(modules, repository, local):
    """The message quotes the server's reason."""
    one = repository("rpm", "it-rpm-one")
    local.patch(one.read()["pulp_href"], {"autopublish": True})
    message = modules.fail("sync", type="rpm", repository=one.name, sync_policy="mirror_complete")
    assert message.startswith(f'could not sync repository "{one.name}" (POST /pulp/api/v3/repositories/rpm/rpm/')
    assert "autopublish" in message
