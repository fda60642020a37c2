"""Remotes: two values for each field of each type."""

from . import CERTIFICATE_ONE, CERTIFICATE_TWO, KEY_ONE, KEY_TWO, LABELS, NOWHERE, Field, choice, fixed, flag, hidden, secret

BASE = {
    "url": fixed(f"{NOWHERE}/first/", f"{NOWHERE}/other/"),
    "ca_cert": Field(CERTIFICATE_ONE, CERTIFICATE_TWO),
    "client_cert": Field(CERTIFICATE_ONE, CERTIFICATE_TWO),
    "client_key": hidden(KEY_ONE, KEY_TWO),
    "tls_validation": flag(),
    "proxy_url": Field("http://127.0.0.1:8", "http://127.0.0.1:7"),
    "proxy_username": hidden("it-secret-proxy-user", "it-secret-proxy-user-two"),
    "proxy_password": hidden("it-secret-proxy-pass", "it-secret-proxy-pass-two"),
    "remote_username": hidden("it-secret-user", "it-secret-user-two", pulp="username"),
    "remote_password": hidden("it-secret-pass", "it-secret-pass-two", pulp="password"),
    "max_retries": Field(2, 4),
    "total_timeout": Field(600, 900.5),
    "connect_timeout": Field(10, 20.5),
    "sock_connect_timeout": Field(11, 21.5),
    "sock_read_timeout": Field(12, 22.5),
    "download_concurrency": Field(3, 5),
    "rate_limit": Field(7, 9),
    "headers": secret([{"X-Token": "it-secret-header"}], [{"X-Token": "it-secret-header-two"}, {"X-More": "it-secret-more"}]),
    "pulp_labels": LABELS,
}
POLICY = {"policy": choice("on_demand", "streamed")}
# Types for which Pulp accepts only one policy.
IMMEDIATE = {"policy": choice("immediate")}
ON_DEMAND = {"policy": choice("on_demand")}
TAGS = {
    "include_tags": Field(["v1*", "v2"], ["v3"], pulp="includes"),
    "exclude_tags": Field(["*-source"], ["*.sig", "*.att"], pulp="excludes"),
}

PATHS = {
    "rpm": "remotes/rpm/rpm/",
    "rpm_uln": "remotes/rpm/uln/",
    "deb": "remotes/deb/apt/",
    "container": "remotes/container/container/",
    "container_pull_through": "remotes/container/pull-through/",
    "file": "remotes/file/file/",
    "file_git": "remotes/file/git/",
    "python": "remotes/python/python/",
    "ansible": "remotes/ansible/collection/",
    "ansible_role": "remotes/ansible/role/",
    "ansible_git": "remotes/ansible/git/",
}

TYPES = {
    "rpm": BASE | POLICY | {
        "sles_auth_token": secret("it-secret-sles", "it-secret-sles-two"),
    },
    "rpm_uln": BASE | POLICY | {
        "url": fixed("uln://first_channel", "uln://other_channel"),
        "remote_username": hidden("it-secret-user", "it-secret-user-two", pulp="username", clears=False),
        "remote_password": hidden("it-secret-pass", "it-secret-pass-two", pulp="password", clears=False),
        "uln_server_base_url": Field(f"{NOWHERE}/one/", f"{NOWHERE}/two/"),
    },
    "deb": BASE | POLICY | {
        "distributions": fixed("jammy jammy-updates", "noble"),
        "components": Field("main", "main universe"),
        "architectures": Field("amd64", "amd64 arm64"),
        "sync_sources": flag(),
        "sync_udebs": flag(),
        "sync_installer": flag(),
        "gpgkey": Field("first key", "other key"),
        "ignore_missing_package_indices": flag(),
        "excluded_package_metadata_fields": Field(["SHA1"], ["MD5sum", "SHA1"]),
    },
    "container": BASE | POLICY | TAGS | {
        "upstream_name": fixed("stackhpc/first", "stackhpc/other"),
        "sigstore": fixed(f"{NOWHERE}/one", f"{NOWHERE}/two"),
    },
    "container_pull_through": BASE | ON_DEMAND | TAGS,
    "file": BASE | POLICY,
    "file_git": BASE | {
        "git_ref": fixed("main", "v1"),
    },
    "python": BASE | POLICY | {
        "includes": Field(["django>=4", "ansible"], ["pulp"]),
        "excludes": Field(["flask"], ["tornado", "twisted<20"]),
        "prereleases": flag(),
        "package_types": Field(["sdist"], ["bdist_wheel", "sdist"], choice=True),
        "keep_latest_packages": fixed(2, 0),
        "exclude_platforms": Field(["windows"], ["macos", "freebsd"], choice=True),
        "provenance": flag(),
    },
    "ansible": BASE | IMMEDIATE | {
        "url": fixed(f"{NOWHERE}/api/", f"{NOWHERE}/other/api/"),
        "collections": Field("collections:\n  - name: community.first", "collections:\n  - name: community.other", pulp="requirements_file"),
        "auth_url": Field(f"{NOWHERE}/auth/", f"{NOWHERE}/other/auth/"),
        "token": hidden("it-secret-token", "it-secret-token-two"),
        "sync_dependencies": flag(),
        "signed_only": flag(),
        "sync_highest_versions": Field(3, 1),
    },
    "ansible_role": BASE | IMMEDIATE | {
        "url": fixed(f"{NOWHERE}/api/", f"{NOWHERE}/other/api/"),
    },
    "ansible_git": BASE | {
        "metadata_only": flag(),
        "git_ref": fixed("main", "v1"),
    },
}  # fmt: skip
