"""Repositories: two values for each field of each type."""

from world import has

from . import LABELS, Field, choice, fixed, flag


def remote(plugin):
    """Returns the field `remote`. The remote of a repository must be of the same plugin; see groundwork.py."""
    return Field(f"it-ground-{plugin}-one", f"it-ground-{plugin}-two", refers_to="remotes/")


def base(plugin):
    return {
        "description": Field("Created by a test", "Updated by a test"),
        "remote": remote(plugin),
        "retain_repo_versions": Field(3, 5),
        "retain_checkpoints": Field(2, 4),
        "pulp_labels": LABELS,
    }


def service(name):
    return Field(f"it-{name}-one", f"it-{name}-two", refers_to="signing-services/")


FINGERPRINT = fixed(f"v4:{'45' * 20}", f"v4:{'67' * 20}")
# Before pulp_rpm 3.39, fingerprints have no prefix.
DIGITS = fixed("45" * 20, "67" * 20)

PATHS = {
    "rpm": "repositories/rpm/rpm/",
    "deb": "repositories/deb/apt/",
    "container": "repositories/container/container/",
    "file": "repositories/file/file/",
    "python": "repositories/python/python/",
    "ansible": "repositories/ansible/ansible/",
}

TYPES = {
    "rpm": base("rpm") | {
        "autopublish": flag(),
        "repo_config": Field({"gpgcheck": 1}, {"gpgcheck": 0, "assumeyes": 1}),
        "retain_package_versions": fixed(0, 2),
        "checksum_type": choice("sha256", "sha512"),
        "compression_type": choice("gz", "zstd"),
        "layout": choice("flat", "nested_alphabetically"),
        "metadata_signing_service": service("metadata"),
        "package_signing_service": service("rpm"),
        "package_signing_fingerprint": FINGERPRINT if has("rpm", "3.39") else DIGITS,
    },
    # Pulp stores it in a label.
    "rpm/osv": {
        "osv_config": Field([{"name": "Rocky Linux", "releases": ["9"]}], [{"name": "AlmaLinux", "releases": ["8", "9"]}]),
    },
    "deb": base("deb") | {
        "autopublish": flag(),
        "publish_upstream_release_fields": flag(),
        "signing_service": service("release"),
        # test_references.py tests another service for the same release.
        "signing_service_release_overrides": Field(
            {"jammy": "it-release-one"}, {"noble": "it-release-two"}, refers_to="signing-services/"
        ),
        "package_signing_service": service("deb"),
        "package_signing_fingerprint": FINGERPRINT,
        "package_signing_fingerprint_release_overrides": Field(
            {"jammy": f"v4:{'01' * 20}"}, {"noble": f"v4:{'23' * 20}"}
        ),
        "excluded_package_metadata_fields": Field(["SHA1"], ["MD5sum", "SHA1"]),
    },
    "container": base("container") | {
        "manifest_signing_service": service("manifest"),
    },
    "file": base("file") | {
        "autopublish": flag(),
        "manifest": fixed("FIRST", "OTHER"),
    },
    "python": base("python") | {
        "autopublish": flag(),
        "allow_package_substitution": flag(),
        "error_on_reject": flag(),
    },
    "ansible": base("ansible") | {
        "gpgkey": Field("first key", "other key"),
        "private": flag(),
    },
    # Pulp clears it whenever the remote is updated.
    "ansible/time": {
        "last_synced_metadata_time": Field("2024-11-19T01:02:03Z", "2025-01-07T04:05:06Z"),
    },
}  # fmt: skip
