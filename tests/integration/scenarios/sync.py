"""Syncs: the values of each option, and what one leaves behind in a repository that holds upstream `one` and gets `two`."""

from dataclasses import dataclass, field

from world import has


@dataclass(frozen=True)
class Effect:
    """An option's values, with what each leads to."""

    # Whether what the upstream lacks is kept, or: whether a second sync is skipped, or: what is left out.
    keeps: dict | None = None
    skips: dict | None = None
    leaves_out: dict | None = None
    # Options that this needs beside it.
    beside: dict = field(default_factory=dict)
    # What a sync is told is neither cleared nor a secret.
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
        # What an old server mirrors, it never skips.
        "optimize": Effect(skips={True: True, False: False}, beside={"mirror": has("deb", "3.2")}),
    },
    "container": {
        "mirror": MIRROR,
        # None of the upstream's images is signed.
        "signed_only": Effect(leaves_out={True: {}, False: {"container.blob": 2, "container.manifest": 1, "container.tag": 1}}),
    },
    "file": {"mirror": MIRROR, "optimize": OPTIMIZE},
    "python": {"mirror": MIRROR},
    "ansible": {"mirror": MIRROR, "optimize": OPTIMIZE},
    "ansible_role": {"mirror": MIRROR},
    "ansible_git": {"mirror": MIRROR},
}  # fmt: skip
