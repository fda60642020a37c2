"""Syncs: the values of each option and their effect, for example in a repository with the content of upstream `one` that is synced from `two`."""

from dataclasses import dataclass, field

from world import has


@dataclass(frozen=True)
class Effect:
    """The values of an option, each with its effect."""

    # Whether content that the upstream lacks is kept; whether a second sync is skipped; or which content is synced.
    keeps: dict | None = None
    skips: dict | None = None
    leaves_out: dict | None = None
    # Other options that must be set, too.
    beside: dict = field(default_factory=dict)
    # Options of a sync cannot be cleared and are not secret.
    clears: bool = False
    secret: bool = False


MIRROR = Effect(keeps={False: True, True: False})
OPTIMIZE = Effect(skips={True: True, False: False})

PATHS = {
    "rpm": "repositories/rpm/rpm/",
    "deb": "repositories/deb/apt/",
    "container": "repositories/container/container/",
    "file": "repositories/file/file/",
    "python": "repositories/python/python/",
    "ansible": "repositories/ansible/ansible/",
    "ansible_role": "repositories/ansible/ansible/",
    "ansible_git": "repositories/ansible/ansible/",
}

TYPES = {
    "rpm": {
        "sync_policy": Effect(keeps={"additive": True, "mirror_content_only": False, "mirror_complete": False}),
        "optimize": OPTIMIZE,
        "skip_types": Effect(
            leaves_out={
                ("srpm",): {"rpm.distribution_tree": 1, "rpm.package": 1},
                ("treeinfo",): {"rpm.package": 2},
                ("srpm", "treeinfo"): {"rpm.package": 1},
            }
        ),
    },
    "deb": {
        "mirror": MIRROR,
        # Old servers never skip a sync with `mirror`.
        "optimize": Effect(skips={True: True, False: False}, beside={"mirror": has("deb", "3.2")}),
    },
    "container": {
        "mirror": MIRROR,
        # The upstream has no signed images.
        "signed_only": Effect(leaves_out={True: {}, False: {"container.blob": 2, "container.manifest": 1, "container.tag": 1}}),
    },
    "file": {"mirror": MIRROR, "optimize": OPTIMIZE},
    "python": {"mirror": MIRROR},
    "ansible": {"mirror": MIRROR, "optimize": OPTIMIZE},
    "ansible_role": {"mirror": MIRROR},
    "ansible_git": {"mirror": MIRROR},
}  # fmt: skip
