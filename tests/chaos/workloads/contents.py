"""Workloads that fill repositories and publish them: syncs, images, files, tags, publications."""

from __future__ import annotations

import hashlib
from pathlib import Path

from registry import Image
from served import publication, sync

from . import Case, Workload

REPOSITORIES = sync.PATHS
CONTAINER = "repositories/container/container/"
REMOTE = "remotes/container/container/"
# The upstream's images. Each has its own tags, and some in common with others.
IMAGES = {
    "one": Image({"v1": "one-1", "v2": "one-2", "v3": "one-2"}),
    "two": Image({"v1": "two-1", "v2": "one-2", "v4": "two-4"}),
    "three": Image({"v1": "three-1", "v5": "three-5"}),
}


class Syncs(Workload):
    """Repositories that are synced for the first time, again, or from another upstream."""

    operation, plural = "sync", "syncs"
    kinds = ("file", "rpm", "deb", "container")

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        before, declared, owns, paths = [], [], [], set()
        for number, kind in enumerate(draw.sample(self.kinds, 2)):
            name = f"{prefix}{number}"
            site.post(REPOSITORIES[kind], {"name": name})
            first = draw.choice((None, "one", "two"))
            if first:
                before.append({"type": kind, "repository": name, "remote": f"it-{kind}-{first}"})
            more = {"mirror": True} if kind != "rpm" and draw.random() < 0.5 else {}
            declared.append({"type": kind, "repository": name, "remote": f"it-{kind}-{draw.choice(('one', 'two'))}", **more})
            owns.append({(REPOSITORIES[kind], str(number)), ("version", str(number)), ("content", str(number)), ("publication", str(number))})
            paths.add(REPOSITORIES[kind])
        if before:
            modules.call("sync", syncs=before)
        return Case(self.operation, self.plural, {"syncs": declared}, owns, tuple(sorted(paths)), deep=True)


class ContainerSyncs(Workload):
    """Images: a repository, a remote and a sync for each."""

    operation, plural = "container_sync", "images"

    def __init__(self, registry):
        self.registry = registry

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        before, declared, owns = [], [], []
        for number in range(3):
            name, upstream = f"{prefix}{number}", draw.choice(list(IMAGES))
            image = {"name": name, "upstream_name": upstream, "url": self.registry, "policy": "on_demand"}
            if draw.random() < 0.5:
                before.append(image | {"include_tags": ["v1"]})
            tags = draw.choice((["v1"], ["v1", "v2"], ["*"]))
            gone = draw.random() < 0.15
            declared.append({"name": name, "state": "absent"} if gone else image | {"include_tags": tags, "mirror": draw.random() < 0.5})
            owns.append({(CONTAINER, str(number)), (REMOTE, f"{number}-remote"), ("version", str(number)), ("content", str(number))})
        if before:
            modules.call("container_sync", images=before)
        return Case(self.operation, self.plural, {"images": declared}, owns, (CONTAINER, REMOTE), deep=True)


class ContainerContents(Workload):
    """Tags that are copied, moved and removed."""

    operation, plural = "container_content", "container_contents"

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        before, declared, owns = [], [], []
        for number in range(2):
            name = f"{prefix}{number}"
            site.post(CONTAINER, {"name": name})
            before.append({"repository": name, "src_repo": "ch-from-one", "tags": ["v1", "v2"]})
            source = draw.choice(list(IMAGES))
            tags = draw.sample(sorted(IMAGES[source].tags), 2)
            gone = {"repository": name, "tags": ["v1"], "state": "absent"}
            declared.append(gone if draw.random() < 0.25 else {"repository": name, "src_repo": f"ch-from-{source}", "tags": tags})
            owns.append({(CONTAINER, str(number)), ("version", str(number)), ("content", str(number))})
        if draw.random() < 0.6:
            modules.call("container_content", container_contents=before)
        return Case(self.operation, self.plural, {"container_contents": declared}, owns, (CONTAINER,), deep=True)

    @staticmethod
    def sources(site, registry):
        """Creates repositories with the content of the images."""
        for name in IMAGES:
            remote = site.post(REMOTE, {"name": f"ch-from-{name}", "url": registry, "upstream_name": name, "policy": "on_demand"})
            repository = site.post(CONTAINER, {"name": f"ch-from-{name}", "remote": remote["pulp_href"]})
            site.post(f"{repository['pulp_href']}sync/", {})


class Files(Workload):
    """Files that are uploaded, replaced, added again and removed. Each run uploads content that is new to the server."""

    operation, plural = "file_content", "file_contents"

    def __init__(self, folder):
        self.folder = Path(folder)

    def file(self, prefix, name, size):
        """Creates a file with unique content and returns its path."""
        file = self.folder / f"{prefix}{name}"
        if not file.exists():
            seed = hashlib.sha256(file.name.encode()).digest()
            file.write_bytes((seed * (size // 32 + 1))[:size])
        return str(file)

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        repositories = [f"{prefix}{number}" for number in range(2)]
        for name in repositories:
            site.post(REPOSITORIES["file"], {"name": name})
        before, declared, owns = [], [], []
        for number in range(4):
            place = {"type": "file", "repository": draw.choice(repositories), "relative_path": f"{number}.img"}
            if draw.random() < 0.5:
                before.append(place | {"file": self.file(prefix, f"old-{number}", 2_000)})
            # Some files are larger than one chunk.
            new = self.file(prefix, f"new-{number}", draw.choice((100, 300_000)))
            declared.append(place | ({"state": "absent"} if draw.random() < 0.25 else {"file": new, "chunk_size": 100_000}))
            owns.append({("content", place["repository"].removeprefix(prefix), place["relative_path"])})
        if before:
            modules.call("file_content", file_contents=before)
        words = {hashlib.sha256(file.read_bytes()).hexdigest(): f"<{file.name.removeprefix(prefix)}>" for file in self.folder.glob(f"{prefix}*")}
        return Case(self.operation, self.plural, {"file_contents": declared}, owns, (REPOSITORIES["file"],), words, deep=True, versions=False)


class Publications(Workload):
    """Repository versions that are published, version 1 or the latest. Some already have a publication."""

    operation, plural = "publication", "publications"
    kinds = ("file", "rpm", "deb")

    def case(self, site, modules, prefix, variant):
        draw = self.draw(variant)
        before, declared, owns, paths = [], [], [], set()
        for number, kind in enumerate(draw.sample(self.kinds, 2)):
            name = f"{prefix}{number}"
            repository = site.post(REPOSITORIES[kind], {"name": name})["pulp_href"]
            for upstream in draw.choice((("one",), ("one", "two"))):
                site.post(f"{repository}sync/", {"remote": site.href("remotes/", f"it-{kind}-{upstream}")})
            item = {"type": kind, "repository": name}
            start = draw.choice((None, None, {}, {"version": 1}))
            if start is not None:
                before.append(item | start)
            declared.append(item | draw.choice(({}, {}, {"version": 1}, {"state": "absent"})))
            owns.append({("publication", str(number))})
            paths.add(REPOSITORIES[kind])
        if before:
            modules.call("publication", publications=before)
        assert set(self.kinds) <= set(publication.PATHS)
        return Case(self.operation, self.plural, {"publications": declared}, owns, tuple(sorted(paths)), deep=True)
