# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The item options of each module and type: what role items may pass on."""

from __future__ import annotations

_REPOSITORY = ["name", "description", "remote", "retain_repo_versions", "retain_checkpoints", "pulp_labels"]
_REMOTE = [
    "name",
    "url",
    "policy",
    "ca_cert",
    "client_cert",
    "client_key",
    "tls_validation",
    "proxy_url",
    "proxy_username",
    "proxy_password",
    "remote_username",
    "remote_password",
    "max_retries",
    "total_timeout",
    "connect_timeout",
    "sock_connect_timeout",
    "sock_read_timeout",
    "download_concurrency",
    "rate_limit",
    "headers",
    "pulp_labels",
]
_SYNC = ["repository", "remote", "wait", "retries", "retry_delay", "resync"]
_PUBLICATION = ["repository", "version"]
_DISTRIBUTION = ["name", "base_path", "repository", "version", "distribution", "hidden", "pulp_labels"]
_PACKAGES = _DISTRIBUTION + ["publication", "content_guard", "checkpoint", "skip_existing"]
_GUARD = ["name", "description", "force"]

OPTIONS = {
    "repository": {
        "rpm": _REPOSITORY
        + [
            "autopublish",
            "repo_config",
            "metadata_signing_service",
            "package_signing_service",
            "package_signing_fingerprint",
            "retain_package_versions",
            "checksum_type",
            "compression_type",
            "layout",
            "osv_config",
        ],
        "deb": _REPOSITORY
        + [
            "autopublish",
            "publish_upstream_release_fields",
            "signing_service",
            "signing_service_release_overrides",
            "package_signing_service",
            "package_signing_fingerprint",
            "package_signing_fingerprint_release_overrides",
            "excluded_package_metadata_fields",
        ],
        "container": _REPOSITORY + ["manifest_signing_service"],
        "file": _REPOSITORY + ["autopublish", "manifest"],
        "python": _REPOSITORY + ["autopublish", "allow_package_substitution", "error_on_reject"],
        "ansible": _REPOSITORY + ["gpgkey", "private", "last_synced_metadata_time"],
    },
    "remote": {
        "rpm": _REMOTE + ["sles_auth_token"],
        "deb": _REMOTE
        + [
            "distributions",
            "components",
            "architectures",
            "sync_sources",
            "sync_udebs",
            "sync_installer",
            "gpgkey",
            "ignore_missing_package_indices",
            "excluded_package_metadata_fields",
        ],
        "container": _REMOTE + ["upstream_name", "include_tags", "exclude_tags", "sigstore"],
        "file": _REMOTE,
        "python": _REMOTE
        + ["includes", "excludes", "prereleases", "package_types", "keep_latest_packages", "exclude_platforms", "provenance"],
        "ansible": _REMOTE + ["collections", "auth_url", "token", "sync_dependencies", "signed_only", "sync_highest_versions"],
    },
    "sync": {
        "rpm": _SYNC + ["sync_policy", "skip_types", "optimize"],
        "deb": _SYNC + ["mirror", "optimize"],
        "container": _SYNC + ["mirror", "signed_only"],
        "file": _SYNC + ["mirror", "optimize"],
        "python": _SYNC + ["mirror"],
        "ansible": _SYNC + ["mirror", "optimize"],
    },
    "publication": {
        "rpm": _PUBLICATION + ["force", "checkpoint", "checksum_type", "repo_config", "compression_type", "layout"],
        "deb": _PUBLICATION
        + [
            "force",
            "mode",
            "checkpoint",
            "signing_service",
            "publish_upstream_release_fields",
            "publish_legacy_release_files",
            "excluded_package_metadata_fields",
            "layout",
        ],
        "file": _PUBLICATION + ["force", "manifest", "checkpoint"],
        "python": _PUBLICATION + ["force"],
    },
    "distribution": {
        "rpm": _PACKAGES + ["generate_repo_config"],
        "deb": _PACKAGES + ["mode"],
        "container": _DISTRIBUTION + ["description", "private", "skip_existing"],
        "file": _PACKAGES,
        "python": _PACKAGES + ["remote", "allow_uploads"],
        "ansible": _DISTRIBUTION + ["content_guard", "skip_existing"],
    },
    "content_guard": {
        "rbac": _GUARD + ["roles", "roles_exclusive"],
        "x509": _GUARD + ["ca_certificate"],
        "header": _GUARD + ["header_name", "header_value", "jq_filter"],
        "composite": _GUARD + ["guards"],
        "content_redirect": _GUARD,
    },
}
