"""Distributions: two values for each field of each type. test_sources.py tests what they serve."""

from . import LABELS, Field, fixed, flag

GUARD = {"content_guard": Field("it-ground-one", "it-ground-two", refers_to="contentguards/")}
CHECKPOINT = {"checkpoint": flag()}


def base(path):
    return {
        "base_path": fixed(f"it/{path}/one", f"it/{path}/two"),
        "hidden": flag(),
        "pulp_labels": LABELS,
    }

# A checkpoint distribution needs a repository.
SERVED = {kind: {"repository": f"it-ground-{kind}"} for kind in ("rpm", "deb", "file")}

PATHS = {
    "rpm": "distributions/rpm/rpm/",
    "deb": "distributions/deb/apt/",
    "container": "distributions/container/container/",
    "container_pull_through": "distributions/container/pull-through/",
    "file": "distributions/file/file/",
    "python": "distributions/python/pypi/",
    "ansible": "distributions/ansible/ansible/",
}

TYPES = {
    "rpm": base("rpm") | GUARD | CHECKPOINT | {
        "generate_repo_config": flag(),
    },
    "deb": base("deb") | GUARD | CHECKPOINT,
    "container": base("container") | {
        "private": flag(),
        "description": Field("First", "Other"),
    },
    "container_pull_through": base("pull-through") | {
        # Newer servers serve at another path and store this one in a label. It cannot be updated.
        "base_path": fixed("it/pull-through", label="pulp_container.pull_through"),
        "remote": fixed("it-ground-pull-through-one", "it-ground-pull-through-two", refers_to="remotes/"),
        "private": flag(),
        "description": Field("First", "Other"),
    },
    "file": base("file") | GUARD | CHECKPOINT,
    "python": base("python") | GUARD | {
        "remote": Field("it-ground-python-one", "it-ground-python-two", refers_to="remotes/"),
        "allow_uploads": flag(),
    },
    "ansible": base("ansible") | GUARD,
}  # fmt: skip
