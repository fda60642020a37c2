"""Uploads of large files with trouble: the connection breaks, or the file changes."""

from __future__ import annotations

import hashlib
import os

import pytest
from line import line

pytestmark = pytest.mark.any_server

SIZE = 4_000_000
REPOSITORIES = "repositories/file/file/"


@pytest.fixture
def upload(request, local, tmp_path):
    """Returns the options to upload a large file to a new repository."""
    name = f"it-{request.node.name}"
    local.post(REPOSITORIES, {"name": name})
    (tmp_path / "big.img").write_bytes(os.urandom(SIZE))
    yield {"type": "file", "repository": name, "file": str(tmp_path / "big.img"), "chunk_size": 400_000, "state": "present"}
    local.delete(local.href(REPOSITORIES, name))


def checksums(local, name):
    version = local.find(REPOSITORIES, name)["latest_version_href"]
    return [content["sha256"] for content in local.list("content/file/files/", repository_version=version)]


def hrefs(local):
    return {found["pulp_href"] for found in local.list("uploads/")}


def test_broken_connection(modules, local, upload, tmp_path):
    """The uploaded parts are kept. The next run sends only the others."""
    before = hrefs(local)
    with line(local.url, SIZE // 2) as broken:
        message = modules.fail("file_content", **upload, pulp_url=broken.url, request_retries=0)
    assert message.startswith('could not upload "big.img" (PUT ') and message.endswith("\n  hint: run the task again; the upload resumes")
    [begun] = hrefs(local) - before
    there = sum(chunk["size"] for chunk in local.get(begun)["chunks"])
    assert SIZE * 0.25 < there < SIZE * 0.75
    assert checksums(local, upload["repository"]) == []
    with line(local.url) as whole:
        result = modules.call("file_content", **upload, pulp_url=whole.url)
        # The other requests are small.
        assert SIZE - there < whole.sent < SIZE - there + 100_000
    assert result["changed"] and result["uploaded"] == 1
    assert checksums(local, upload["repository"]) == [hashlib.sha256((tmp_path / "big.img").read_bytes()).hexdigest()]
    assert hrefs(local) == before
    assert not modules.call("file_content", **upload)["changed"]


def test_file_changes_during_upload(modules, local, upload, tmp_path):
    """The upload is not used, and is deleted from the server."""
    before = hrefs(local)

    def change():
        with open(tmp_path / "big.img", "r+b") as file:
            file.seek(SIZE - 10)
            file.write(b"otherwise!")

    with line(local.url, SIZE // 2, change) as opened:
        message = modules.fail("file_content", **upload, pulp_url=opened.url)
    assert message.startswith(f"file {upload['file']} changed during the upload (")
    assert checksums(local, upload["repository"]) == [] and hrefs(local) == before
    # The changed file can be uploaded.
    assert modules.call("file_content", **upload)["changed"]
    assert checksums(local, upload["repository"]) == [hashlib.sha256((tmp_path / "big.img").read_bytes()).hexdigest()]
