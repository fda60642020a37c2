"""The module `maintenance`: check mode, as far as Pulp allows a prediction, a run, and a second run without changes."""

from __future__ import annotations

import functools
import hashlib
import http.server
import subprocess
import threading
from pathlib import Path

import pytest
from world import SETTINGS, has, has_type

FILES = "repositories/file/file/"
MEDIA = Path(SETTINGS).parents[1] / "media"
SPEC = """
Name: it-tidy
Version: {version}
Release: 1
Summary: Test
License: none
BuildArch: noarch
%description
Test.
%files
"""


@pytest.fixture
def shelf(local):
    """Creates a repository with versions 0 to 5, publications of some, and two distributions: of a publication and of the repository."""
    href = local.post(FILES, {"name": "it-tidy"})["pulp_href"]
    published = []
    for number in range(1, 6):
        task = local.upload("content/file/files/", f"it tidy {number}".encode(), relative_path=f"it-tidy-{number}")
        local.post(f"{href}modify/", {"add_content_units": task["created_resources"]})
        for _ in range({1: 1, 2: 1, 3: 2}.get(number, 0)):
            task = local.post("publications/file/file/", {"repository_version": f"{href}versions/{number}/"})
            published.append(next(path for path in task["created_resources"] if "publications" in path))
    served = []
    for name, source in {"old": {"publication": published[0]}, "live": {"repository": href}}.items():
        body = {"name": f"it-tidy {name}", "base_path": f"it-tidy-{name}", **source}
        served += local.post("distributions/file/file/", body)["created_resources"]
    yield href, published
    local.delete_all([*served, href])


def versions(local, href):
    return sorted(version["number"] for version in local.list(f"{href}versions/"))


def publications(local, href):
    return {entry["pulp_href"] for entry in local.list("publications/", repository=href)}


def options(**more):
    return {"repositories": ["it-tidy"], **more}


def test_remove_versions(modules, local, shelf):
    """Keeps the two latest versions, that of the distributed publication, and that of the served repository's latest publication."""
    href, _ = shelf
    assert modules.call("maintenance", action="remove_versions", **options(older_than_days=1))["maintenance"]["removed"] == []
    assert modules.call("maintenance", action="remove_versions", **options(keep=2, older_than_days=1))["changed"] is False
    predicted = modules.call("maintenance", check=True, action="remove_versions", **options(keep=2))
    assert versions(local, href) == [0, 1, 2, 3, 4, 5]
    assert [entry["version"] for entry in predicted["maintenance"]["removed"]] == [2, 0]
    result = modules.converge("maintenance", action="remove_versions", **options(keep=2))
    assert result["changed"] and result["maintenance"] == predicted["maintenance"]
    kept = {entry["version"]: entry["distribution"] for entry in result["maintenance"]["kept"]}
    assert kept == {3: "it-tidy live", 1: "it-tidy old"}
    assert result["diff"][0]["before"] == {"it-tidy": [5, 4, 3, 2, 1, 0]} and result["diff"][0]["after"] == {"it-tidy": [5, 4, 3, 1]}
    assert versions(local, href) == [1, 3, 4, 5]
    modules.converge("maintenance", action="remove_versions", **options(older_than_days=0))
    assert versions(local, href) == [1, 3, 5]


def test_remove_publications(modules, local, shelf):
    """Keeps the latest publication, which the distribution of the repository serves, and the distributed one."""
    href, published = shelf
    assert not modules.call("maintenance", action="remove_publications", **options(older_than_days=1))["changed"]
    assert not modules.call("maintenance", action="remove_publications", **options(keep=4))["changed"]
    predicted = modules.call("maintenance", check=True, action="remove_publications", **options(keep=1))
    assert publications(local, href) == set(published)
    result = modules.converge("maintenance", action="remove_publications", **options(keep=1))
    assert result["maintenance"] == predicted["maintenance"]
    assert {entry["pulp_href"] for entry in result["maintenance"]["removed"]} == set(published[1:3])
    assert [entry["distribution"] for entry in result["maintenance"]["kept"]] == ["it-tidy old"]
    assert publications(local, href) == {published[0], published[3]}
    # Served publications stay, even with keep: 0.
    assert not modules.call("maintenance", action="remove_publications", **options(keep=0))["changed"]
    assert versions(local, href) == [0, 1, 2, 3, 4, 5]


def test_remove_duplicates(modules, local, shelf):
    """Of the two publications of version 3, the served one stays, although it is the newer one."""
    href, published = shelf
    predicted = modules.call("maintenance", check=True, action="remove_publications", **options(duplicates=True))
    assert publications(local, href) == set(published)
    result = modules.converge("maintenance", action="remove_publications", **options(duplicates=True))
    assert result["maintenance"] == predicted["maintenance"]
    assert [(entry["version"], entry["pulp_href"]) for entry in result["maintenance"]["removed"]] == [(3, published[2])]
    assert publications(local, href) == {*published[:2], published[3]}


def test_many(modules, local, shelf):
    """Actions run in order: the second can delete versions whose publications the first deleted. All repositories only in check mode."""
    href, published = shelf
    result = modules.converge("maintenance", actions=[{"action": "remove_publications"}, {"action": "remove_versions"}], **options(keep=1))
    assert [row["action"] for row in result["actions"]] == ["remove_publications", "remove_versions"]
    assert publications(local, href) == {published[0], published[3]} and versions(local, href) == [1, 3, 5]
    everything = modules.call("maintenance", check=True, action="remove_versions", repositories=["*"], keep=1)
    names = {entry["repository"] for entry in everything["maintenance"]["kept"]}
    assert "it-tidy" in names


def test_orphans(modules, local):
    """Deletes only content that is in no repository. New content is protected."""
    hrefs = []
    for number in range(3):
        task = local.upload("content/file/files/", f"it orphan {number}".encode(), relative_path=f"it-orphan-{number}")
        hrefs += task["created_resources"]
    href = local.post(FILES, {"name": "it-orphan"})["pulp_href"]
    local.post(f"{href}modify/", {"add_content_units": hrefs[:1]})
    chosen = {"action": "orphan_cleanup", "content_hrefs": hrefs}
    assert not modules.call("maintenance", **chosen, orphan_protection_time=1000000)["changed"]
    if has("core", "3.49"):
        predicted = modules.call("maintenance", check=True, **chosen, orphan_protection_time=0)
        assert predicted["maintenance"] == {"content": 2}
        result = modules.converge("maintenance", **chosen, orphan_protection_time=0)
    else:
        result = modules.call("maintenance", **chosen, orphan_protection_time=0)
    assert result["maintenance"]["content"] == 2 and result["task"]["state"] == "completed"
    assert [entry["pulp_href"] for entry in local.list("content/file/files/", pulp_href__in=",".join(hrefs))] == hrefs[:1]
    # The server's default protection time.
    assert not modules.call("maintenance", check=True, action="orphan_cleanup", content_hrefs=hrefs)["changed"]
    local.delete(href)
    modules.call("maintenance", **chosen, orphan_protection_time=0)


def test_purge_tasks(modules, local):
    """Deletes failed tasks, which no other test needs."""
    started = local._send("PATCH", local.href(FILES, "it-ground-file"), json={"description": "it purge"})
    local.finished(started)
    assert local.get(started["task"])["state"] == "completed"
    remote = local.post("remotes/file/file/", {"name": "it-purge", "url": "http://127.0.0.1:1/"})
    repository = local.post(FILES, {"name": "it-purge"})
    failed = local._send("POST", f"{repository['pulp_href']}sync/", json={"remote": remote["pulp_href"]})["task"]
    modules.run("task", pulp_href=failed, state="completed")
    assert local.get(failed)["state"] == "failed"
    old = {"action": "purge_tasks", "states": ["failed"]}
    for options in (old, {**old, "older_than_days": 1}, {**old, "finished_before": "2020-01-01T00:00:00Z"}):
        modules.call("maintenance", **options)
        assert local.get(failed)["state"] == "failed"
    predicted = modules.call("maintenance", check=True, **old, older_than_days=0)
    assert predicted["maintenance"]["tasks"] == len(local.list("tasks/", state="failed"))
    result = modules.converge("maintenance", **old, older_than_days=0)
    assert result["maintenance"]["tasks"] >= 1
    assert local.list("tasks/", state="failed") == []
    assert local.get(started["task"])["state"] == "completed"
    local.delete_all([repository["pulp_href"], remote["pulp_href"]])


@pytest.fixture
def mirror(local, tmp_path):
    """A repository that was synced from an upstream in this test, so that Pulp can fetch its file again."""
    text = b"it mirror"
    (tmp_path / "it-mirror").write_bytes(text)
    digest = hashlib.sha256(text).hexdigest()
    (tmp_path / "PULP_MANIFEST").write_text(f"it-mirror,{digest},{len(text)}\n")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = lambda *_: None
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    remote = local.post("remotes/file/file/", {"name": "it-mirror", "url": f"http://127.0.0.1:{upstream.server_port}/PULP_MANIFEST"})
    repository = local.post(FILES, {"name": "it-mirror"})
    local.post(f"{repository['pulp_href']}sync/", {"remote": remote["pulp_href"]})
    yield repository["pulp_href"], digest
    local.delete_all([repository["pulp_href"], remote["pulp_href"]])
    upstream.shutdown()
    upstream.server_close()


def artifact(digest):
    """Returns the path of an artifact on the server."""
    return MEDIA / "artifact" / digest[:2] / digest[2:]


def test_repair(modules, local, mirror):
    """A damaged file is found only by its checksum, a missing one always. Both are fetched again."""
    href, digest = mirror
    path = artifact(digest)
    one = {"action": "repair", "repository": "it-mirror"}
    unchanged = modules.call("maintenance", **one)
    assert not unchanged["changed"] and unchanged["maintenance"] == {"missing": 0, "corrupted": 0, "repaired": 0}
    path.write_bytes(b"it broken")
    foreseen = modules.call("maintenance", check=True, **one)
    assert not foreseen["changed"] and "cannot be predicted" in foreseen["msg"]
    assert not modules.call("maintenance", **one, verify_checksums=False)["changed"]
    result = modules.call("maintenance", **one, version=1)
    assert result["changed"] and result["maintenance"] == {"missing": 0, "corrupted": 1, "repaired": 1}
    assert path.read_bytes() == b"it mirror"
    path.unlink()
    assert not modules.call("maintenance", **one, version=0)["changed"]
    result = modules.call("maintenance", action="repair", verify_checksums=False)
    assert result["changed"] and result["maintenance"]["repaired"] >= 1
    assert path.read_bytes() == b"it mirror"
    started = modules.call("maintenance", action="repair", verify_checksums=False, wait=False)
    assert started["changed"] and list(started["task"]) == ["pulp_href"]
    local.finished({"task": started["task"]["pulp_href"]})
    assert 'repository "it-mirror" has no version 9' in modules.fail("maintenance", **one, version=9)


def test_reclaim_space(modules, local, mirror):
    href, digest = mirror
    path = artifact(digest)
    one = {"action": "reclaim_space", "repositories": ["it-mirror"]}
    assert not modules.call("maintenance", check=True, **one)["changed"] and path.exists()
    kept = modules.call("maintenance", **one, repo_versions_keeplist=[f"{href}versions/1/"])
    assert not kept["changed"] and path.exists()
    result = modules.call("maintenance", **one)
    assert result["changed"] and result["maintenance"] == {"artifacts": 1} and not path.exists()
    assert not modules.call("maintenance", **one)["changed"]
    assert not modules.call("maintenance", check=True, action="reclaim_space", repositories=["it-nowhere"])["changed"]


@pytest.mark.skipif(not has("rpm", "3.27"), reason="pulp_rpm before 3.27 cannot prune")
def test_prune(modules, local, tmp_path):
    """The older of two versions of a package is deleted when it is old enough."""
    href = local.post("repositories/rpm/rpm/", {"name": "it-prune"})["pulp_href"]
    for version in ("1", "2"):
        (tmp_path / "it.spec").write_text(SPEC.format(version=version))
        defines = ["--define", f"_topdir {tmp_path}/top", "--define", f"_rpmdir {tmp_path}"]
        subprocess.run(["rpmbuild", "-bb", "--quiet", *defines, tmp_path / "it.spec"], check=True, capture_output=True)
        file = tmp_path / "noarch" / f"it-tidy-{version}-1.noarch.rpm"
        local.upload("content/rpm/packages/", (file.name, file.read_bytes()), repository=href)
    one = {"action": "prune", "repositories": ["it-prune"]}
    try:
        assert not modules.call("maintenance", **one)["changed"]
        assert not modules.call("maintenance", **one, keep_days=5)["changed"]
        predicted = modules.call("maintenance", check=True, **one, keep_days=0)
        assert predicted["maintenance"] == {"packages": 1}
        result = modules.converge("maintenance", **one, keep_days=0)
        assert result["maintenance"] == {"packages": 1}
        version = local.get(href)["latest_version_href"]
        assert [package["version"] for package in local.list("content/rpm/packages/", repository_version=version)] == ["2"]
    finally:
        local.delete(href)


@pytest.mark.skipif(has("rpm", "3.27"), reason="the server can prune")
def test_prune_too_old(modules, local):
    if has_type("repository", "rpm"):
        assert "requires pulp_rpm 3.27" in modules.fail("maintenance", action="prune", repositories=["it-nowhere"])


def test_rejected(modules, local):
    def refused(**options):
        return modules.fail("maintenance", **options)

    assert refused().startswith("missing option: action (one of: orphan_cleanup,")
    assert refused(action="tidy").startswith("action must be one of:")
    assert 'option "keep" is only for action remove_versions, remove_publications' in refused(action="repair", keep=1)
    assert "requires repositories" in refused(action="remove_versions", keep=1)
    assert "requires keep or older_than_days" in refused(action="remove_versions", repositories=["*"])
    assert "duplicates and keep are mutually exclusive" in refused(action="remove_publications", repositories=["*"], duplicates=True, keep=1)
    assert 'repository "it-nowhere" does not exist' in refused(action="remove_versions", keep=1, repositories=["it-nowhere"])
    assert 'repository "it-nowhere" does not exist' in refused(action="repair", repository="it-nowhere")
    assert "version requires repository" in refused(action="repair", version=1)
    assert "cannot be purged" in refused(action="purge_tasks", states=["running"])
    assert "not both" in refused(action="purge_tasks", finished_before="2020-01-01T00:00:00Z", older_than_days=1)
    foreseen = modules.call("maintenance", check=True, action="remove_versions", keep=1, repositories=["it-nowhere"])
    assert "assuming that an earlier step creates it" in foreseen["warnings"][0]
