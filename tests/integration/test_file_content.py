"""Files and packages of each type are uploaded, added, removed and read."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess

import pytest
from content import wheel
from modules import outline
from world import has, has_type

PATHS = {
    "file": ("repositories/file/file/", "content/file/files/"),
    "rpm": ("repositories/rpm/rpm/", "content/rpm/packages/"),
    "deb": ("repositories/deb/apt/", "content/deb/packages/"),
    "python": ("repositories/python/python/", "content/python/packages/"),
}  # fmt: skip
TYPES = [kind for kind in PATHS if has_type("file_content", kind)]
SPEC = """\
Name: {name}
Version: 1.0
Release: 1
Summary: Test
License: Apache-2.0
BuildArch: noarch
%description
Test.
%files
"""


def rpm(folder, name):
    spec = folder / f"{name}.spec"
    spec.write_text(SPEC.format(name=name))
    subprocess.run(["rpmbuild", "--quiet", "-bb", "--define", f"_topdir {folder}/top", spec], check=True, capture_output=True)
    return shutil.copy(folder / "top" / "RPMS" / "noarch" / f"{name}-1.0-1.noarch.rpm", folder)


def deb(folder, name):
    root = folder / f"{name}.root" / "DEBIAN"
    root.mkdir(parents=True)
    (root / "control").write_text(f"Package: {name}\nVersion: 1.0\nArchitecture: amd64\nMaintainer: it <it@example.com>\nDescription: test\n")
    packed = folder / f"{name}_1.0_amd64.deb"
    subprocess.run(["dpkg-deb", "--build", root.parent, packed], check=True, capture_output=True)
    return packed


def python(folder, name):
    name, packed = wheel(name)
    (folder / name).write_bytes(packed)
    return folder / name


def image(folder, name):
    (folder / f"{name}.img").write_bytes(os.urandom(100_000))
    return folder / f"{name}.img"


MAKERS = {"file": image, "rpm": rpm, "deb": deb, "python": python}


def checksum(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


@pytest.fixture
def repository(local):
    """Creates empty repositories of a type."""

    def make(kind, name):
        local.post(PATHS[kind][0], {"name": name})
        return name

    yield make
    local.delete_all(found["pulp_href"] for found in local.list("repositories/", name__startswith="it-fc-"))


def contents(local, kind, name):
    """Returns the checksums of a repository's content by path."""
    version = local.find(PATHS[kind][0], name)["latest_version_href"]
    listed = local.list(PATHS[kind][1], repository_version=version)
    place = {"rpm": "location_href", "python": "filename"}.get(kind, "relative_path")
    return {content[place]: content["sha256"] for content in listed}


def version(local, kind, name):
    return int(local.find(PATHS[kind][0], name)["latest_version_href"].rstrip("/").rsplit("/", 1)[1])


@pytest.mark.parametrize("kind", TYPES)
def test_life(modules, local, repository, tmp_path, kind):
    """Two files of one run create one version. They are read, removed, and added again without an upload."""
    name = repository(kind, f"it-fc-{kind}")
    files = [MAKERS[kind](tmp_path, f"it-fc-{kind}-{number}") for number in ("one", "two")]
    items = [{"file": str(file)} for file in files]
    result = modules.converge("file_content", type=kind, repository=name, file_contents=items)
    assert [row["changed"] for row in result["file_contents"]] == [True, True]
    assert sorted(contents(local, kind, name).values()) == sorted(map(checksum, files))
    assert version(local, kind, name) == 1
    for file, row in zip(files, result["file_contents"]):
        [entry] = row["file_content"]["contents"]
        assert local.get(entry["pulp_href"])["sha256"] == entry["sha256"] == checksum(file)
        assert row["repository_version"] == local.find(PATHS[kind][0], name)["latest_version_href"]

    read = modules.call("file_content", type=kind, repository=name)
    shown = {entry["relative_path"]: entry["sha256"] for entry in read["file_content"]["contents"]}
    assert shown == contents(local, kind, name) and not read["changed"]
    one = modules.call("file_content", type=kind, repository=name, sha256=checksum(files[0]).upper())
    assert [entry["sha256"] for entry in one["file_content"]["contents"]] == [checksum(files[0])]
    here = modules.call("file_content", type=kind, repository=name, file=str(files[1]), state="read")
    assert [entry["sha256"] for entry in here["file_content"]["contents"]] == [checksum(files[1])]

    modules.converge("file_content", type=kind, repository=name, file=str(files[0]), state="absent")
    assert list(contents(local, kind, name).values()) == [checksum(files[1])]
    modules.converge("file_content", type=kind, repository=name, sha256=checksum(files[1]), state="absent")
    assert contents(local, kind, name) == {}
    # The server still has the file, so the checksum is enough and nothing is uploaded.
    back = modules.converge("file_content", type=kind, repository=name, sha256=checksum(files[0]), state="present")
    assert back["uploaded"] == 0
    assert list(contents(local, kind, name).values()) == [checksum(files[0])]
    # Nothing is uploaded either if only the file is given.
    other = repository(kind, f"it-fc-{kind}-other")
    again = modules.converge("file_content", type=kind, repository=other, file=str(files[0]), state="present")
    assert again["uploaded"] == 0


@pytest.mark.parametrize("kind", [kind for kind in TYPES if has("core", "3.73.2")])
def test_labels(modules, local, repository, tmp_path, kind):
    name = repository(kind, f"it-fc-labels-{kind}")
    call = {"type": kind, "repository": name, "file": str(MAKERS[kind](tmp_path, f"it-fc-labels-{kind}")), "state": "present"}
    result = modules.converge("file_content", **call, pulp_labels={"stage": "test", "old": "1"})
    content = result["file_content"]["contents"][0]["pulp_href"]
    assert local.get(content)["pulp_labels"] == {"stage": "test", "old": "1"}
    # Labels that are not given stay. Given labels replace all others, except this collection's own.
    assert not modules.call("file_content", **call)["changed"]
    if kind == "python" or (kind == "deb" and not has("deb", "3.11")):
        # Pulp lets nobody update labels of this content, because its access policy has no rule for that.
        assert 'could not update the labels of "' in modules.fail("file_content", **call, pulp_labels={"stage": "release"})
        return
    local.post(f"{content}set_label/", {"key": "release_train_kept", "value": "1"})
    result = modules.converge("file_content", **call, pulp_labels={"stage": "release"})
    assert local.get(content)["pulp_labels"] == {"stage": "release", "release_train_kept": "1"}
    assert version(local, kind, name) == 1
    modules.converge("file_content", **call, pulp_labels={})
    assert local.get(content)["pulp_labels"] == {"release_train_kept": "1"}


@pytest.mark.skipif(has("core", "3.73.2"), reason="this server has labels")
def test_labels_too_old(modules, repository, tmp_path):
    name = repository("file", "it-fc-labels")
    message = modules.fail("file_content", type="file", repository=name, file=str(image(tmp_path, "it-fc-labels")), pulp_labels={"a": "b"}, state="present")
    assert message.startswith('option "pulp_labels" requires pulpcore 3.73.2 or newer')


def test_places(modules, local, repository, tmp_path):
    """Files are added by path, folder or pattern. A new file replaces the one with the same path."""
    name = repository("file", "it-fc-places")
    for file in ("a", "b"):
        image(tmp_path, file)
    (tmp_path / "notes.txt").write_text("not an image")
    call = {"type": "file", "repository": name, "state": "present"}
    modules.converge("file_content", **call, file=f"{tmp_path}/*.img", relative_path="images/")
    assert set(contents(local, "file", name)) == {"images/a.img", "images/b.img"}
    modules.converge("file_content", **call, file=f"{tmp_path}/a.img", relative_path="latest,the/ümläut.img")
    assert set(contents(local, "file", name)) == {"images/a.img", "images/b.img", "latest,the/ümläut.img"}

    old = checksum(tmp_path / "b.img")
    image(tmp_path, "b")
    result = modules.converge("file_content", **call, file=f"{tmp_path}/b.img", relative_path="images/")
    assert result["diff"][0]["before"] == {"images/b.img": old}
    assert result["diff"][0]["after"] == {"images/b.img": checksum(tmp_path / "b.img")}
    assert contents(local, "file", name)["images/b.img"] == checksum(tmp_path / "b.img")

    # An absent file need not exist locally, and is removed whatever its content. With a checksum, only that content is removed.
    (tmp_path / "a.img").unlink()
    kept = modules.call("file_content", type="file", repository=name, relative_path="images/a.img", sha256=old, state="absent")
    assert not kept["changed"]
    modules.converge("file_content", type="file", repository=name, file=f"{tmp_path}/a.img", relative_path="images/", state="absent")
    modules.converge("file_content", type="file", repository=name, relative_path="images/b.img", state="absent")
    assert set(contents(local, "file", name)) == {"latest,the/ümläut.img"}


def test_components(modules, local, repository, tmp_path):
    """Debian packages are added to one component, then to another one, and removed from all."""
    name = repository("deb", "it-fc-components")
    call = {"type": "deb", "repository": name, "file": str(deb(tmp_path, "it-fc-components")), "state": "present"}

    def components():
        version = local.find(PATHS["deb"][0], name)["latest_version_href"]
        links = local.list("content/deb/package_release_components/", repository_version=version)
        releases = [local.get(link["release_component"]) for link in links]
        return sorted((release["distribution"], release["component"]) for release in releases)

    modules.converge("file_content", **call)
    assert components() == [("pulp", "upload")]
    modules.converge("file_content", **call, distribution="it-jammy", component="main")
    assert components() == [("it-jammy", "main"), ("pulp", "upload")]
    assert version(local, "deb", name) == 2
    architectures = local.list(
        "content/deb/release_architectures/", repository_version=local.find(PATHS["deb"][0], name)["latest_version_href"]
    )
    assert ("it-jammy", "amd64") in {(entry["distribution"], entry["architecture"]) for entry in architectures}
    message = modules.fail("file_content", **call | {"state": "absent"}, distribution="it-jammy")
    assert "distribution and component require state present; packages are removed from all components" in message
    modules.converge("file_content", type="deb", repository=name, file=call["file"], state="absent")
    assert components() == [] and contents(local, "deb", name) == {}


def test_big(modules, local, repository, tmp_path):
    """A file is uploaded in several parts. To add it with another path, it is not uploaded again."""
    name = repository("file", "it-fc-big")
    (tmp_path / "big.img").write_bytes(os.urandom(3_000_001))
    call = {"type": "file", "repository": name, "file": str(tmp_path / "big.img"), "chunk_size": 500_000, "state": "present"}
    before = local.list("uploads/")
    assert modules.converge("file_content", **call)["uploaded"] == 1
    assert contents(local, "file", name) == {"big.img": checksum(tmp_path / "big.img")}
    assert modules.converge("file_content", **call, relative_path="again.img")["uploaded"] == 0
    assert local.list("uploads/") == before


def test_resumed(modules, local, repository, tmp_path):
    """A run resumes the upload of an interrupted run."""
    name = repository("file", "it-fc-resumed")
    path = tmp_path / "big.img"
    path.write_bytes(os.urandom(3_000_001))
    mark = int(checksum(path)[:12], 16)
    parts = [(0, 500_000 - mark % 250_000)]
    parts.append((parts[0][1], 500_000))
    upload = local.post("uploads/", {"size": 3_000_001})["pulp_href"]
    stranger = local.post("uploads/", {"size": 3_000_001})["pulp_href"]
    for offset, length in parts:
        part = path.read_bytes()[offset : offset + length]
        where = {"Content-Range": f"bytes {offset}-{offset + length - 1}/3000001"}
        local._send("PUT", upload, files={"file": part}, headers=where)
    local._send("PUT", stranger, files={"file": b"x" * 100}, headers={"Content-Range": "bytes 0-99/3000001"})
    result = modules.call("file_content", type="file", repository=name, file=str(path), chunk_size=500_000, state="present")
    assert result["changed"] and contents(local, "file", name) == {"big.img": checksum(path)}
    # The upload was used for the file. The other one, of another file, stays.
    uploads = [found["pulp_href"] for found in local.list("uploads/")]
    assert upload not in uploads and stranger in uploads
    local.delete(stranger)


def test_rejected(modules, local, repository, tmp_path):
    """Invalid items are named, and nothing is done."""
    name = repository("file", "it-fc-refused")
    call = {"type": "file", "repository": name, "state": "present"}
    first, second = image(tmp_path, "a"), image(tmp_path, "b")
    fail = lambda **more: modules.fail("file_content", **call | more)  # noqa: E731
    assert fail(file=str(tmp_path / "none.img")).startswith("could not read file")
    assert fail(file=str(tmp_path)).endswith("is not a regular file\n  hint: for the files in a folder, use a pattern such as folder/*")
    assert fail(file=f"{tmp_path}/*.iso") == f"no file matches {tmp_path}/*.iso"
    assert "relative_path must be a folder and end with a slash" in fail(file=f"{tmp_path}/*.img", relative_path="one.img")
    assert f"has SHA-256 {checksum(first)}, not {'0' * 64}" in fail(file=str(first), sha256="0" * 64)
    assert "64 hexadecimal digits" in fail(file=str(first), sha256="abc")
    assert f"the server has no file content with SHA-256 {'0' * 64}" in fail(sha256="0" * 64)
    assert "file or sha256 is required" in fail()
    assert "chunk_size must be at least 65536" in fail(file=str(first), chunk_size=1000)
    two = [{"file": str(first), "relative_path": "x"}, {"file": str(second), "relative_path": "x"}]
    assert 'two different files have the path "x"' in modules.fail("file_content", type="file", repository=name, file_contents=two)
    assert "does not exist, or user admin may not see it" in fail(repository="it-fc-nowhere", file=str(first))
    planned = modules.call("file_content", check=True, **call | {"repository": "it-fc-nowhere", "file": str(first)})
    assert planned["changed"] and "assuming that an earlier step creates it" in planned["warnings"][0]
    assert version(local, "file", name) == 0


@pytest.fixture
def owner(local, repository):
    """A user who may modify one repository, and nothing else."""
    name = repository("file", "it-fc-owned")
    user = local.post("users/", {"username": "it-fc-owner", "password": "it-secret-of-the-owner"})["pulp_href"]
    href = local.find(PATHS["file"][0], name)["pulp_href"]
    local.post(f"{user}roles/", {"role": "file.filerepository_owner", "content_object": href})
    local.post(f"{user}roles/", {"role": "core.upload_creator", "content_object": None})
    yield {"username": "it-fc-owner", "password": "it-secret-of-the-owner"}
    local.delete(user)


def test_by_its_owner(modules, local, owner, tmp_path):
    """For a user who may only modify the repository, each file creates a version, whatever its size."""
    image(tmp_path, "a")
    # In Pulp 3.43.3, this user may not send the parts of their own upload.
    (tmp_path / "b.img").write_bytes(os.urandom(2_000_001 if has("core", "3.85") else 200_000))
    call = {"type": "file", "repository": "it-fc-owned", "file": f"{tmp_path}/*.img", "chunk_size": 500_000, "state": "present"}
    result = modules.converge("file_content", **call, **owner)
    assert set(contents(local, "file", "it-fc-owned")) == {"a.img", "b.img"}
    assert result["repository_version"] == local.find(PATHS["file"][0], "it-fc-owned")["latest_version_href"]
    modules.converge("file_content", type="file", repository="it-fc-owned", relative_path="a.img", state="absent", **owner)
    assert set(contents(local, "file", "it-fc-owned")) == {"b.img"}


def test_by_a_stranger(modules, local, owner, repository, tmp_path):
    """A repository that the user may not see is reported as missing or hidden."""
    name = repository("file", "it-fc-others")
    message = modules.fail("file_content", type="file", repository=name, file=str(image(tmp_path, "c")), state="present", **owner)
    assert "does not exist, or user it-fc-owner may not see it" in message


def test_one_bad_file(modules, local, repository, tmp_path):
    """An invalid package fails with the server's reason. The other items are added."""
    name = repository("rpm", "it-fc-bad")
    (tmp_path / "bad.rpm").write_text("not a package")
    items = [{"file": str(tmp_path / "bad.rpm")}, {"file": str(rpm(tmp_path, "it-fc-good"))}]
    result = modules.run("file_content", type="rpm", repository=name, file_contents=items)
    assert [row["failed"] for row in result["file_contents"]] == [True, False]
    assert 'could not upload "bad.rpm"' in result["msg"]
    assert set(contents(local, "rpm", name)) == {"it-fc-good-1.0-1.noarch.rpm"}


def test_together(modules, local, repository, tmp_path):
    """Files that are added and removed by one list create one version."""
    name = repository("file", "it-fc-together")
    old, new = image(tmp_path, "old"), image(tmp_path, "new")
    call = {"type": "file", "repository": name}
    modules.call("file_content", **call, file_contents=[{"file": str(old)}])
    items = [{"file": str(old), "state": "absent"}, {"file": str(new)}, {"relative_path": "new.img", "state": "read"}]
    predicted = modules.call("file_content", check=True, **call, file_contents=items)
    result = modules.call("file_content", **call, file_contents=items)
    assert outline(predicted) == outline(result)
    assert contents(local, "file", name) == {"new.img": checksum(new)}
    assert version(local, "file", name) == 2
