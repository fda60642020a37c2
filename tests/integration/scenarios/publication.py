"""Publications: two values for each field of each type. test_publications.py tests versions and modes."""

from . import choice, fixed, flag

PATHS = {
    "rpm": "publications/rpm/rpm/",
    "deb": "publications/deb/apt/",
    "file": "publications/file/file/",
    "python": "publications/python/pypi/",
}

# Pulp accepts these fields, but does not store them (3.123.1, pulp_deb 3.11.1), so they cannot be compared.
HIDDEN = [("deb", "publish_upstream_release_fields"), ("deb", "publish_legacy_release_files")]

# Pulp can create checkpoints only of the latest version.
TYPES = {
    "rpm": {
        "checkpoint": flag(),
        "checksum_type": choice("sha512", "sha256"),
        "compression_type": choice("zstd", "gz"),
        "layout": choice("flat", "nested_alphabetically"),
        "repo_config": fixed({"gpgcheck": 1}, {"gpgcheck": 0}),
    },
    "deb": {
        "checkpoint": flag(),
        "signing_service": fixed("it-release-one", "it-release-two", refers_to="signing-services/"),
        "publish_upstream_release_fields": flag(),
        "publish_legacy_release_files": flag(),
        "excluded_package_metadata_fields": fixed(["Description"], ["Section", "Priority"]),
        "layout": choice("nested_by_digest", "nested_by_both"),
    },
    "file": {
        "checkpoint": flag(),
        "manifest": fixed("FIRST", "OTHER"),
    },
    "python": {},
}  # fmt: skip
