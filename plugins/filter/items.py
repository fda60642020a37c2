# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The collection's filters, which convert the lists of roles and playbooks."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils import clients, compact, connection, failures, items, repo_versions, snapshots, table, tags


class FilterModule:
    def filters(self):
        return {
            "repositories": items.repositories,
            "remotes": items.remotes,
            "syncs": items.syncs,
            "publications": items.publications,
            "distributions": items.distributions,
            "content_guards": items.content_guards,
            "container_contents": items.container_contents,
            "users": items.users,
            "groups": items.groups,
            "required": items.required,
            "expand": compact.expand,
            "connection": connection.connection,
            "snapshots": snapshots.snapshots,
            "snapshot_series": snapshots.snapshot_series,
            "snapshot_versions": snapshots.snapshot_versions,
            "promotions": snapshots.promotions,
            "repo_versions": repo_versions.repo_versions,
            "with_repo_versions": repo_versions.with_repo_versions,
            "tags_in": tags.tags_in,
            "unsettled": failures.unsettled,
            "failures": failures.failures,
            "failure_message": failures.failure_message,
            "without_failed": failures.without_failed,
            "unmet": failures.unmet,
            "table": table.table,
            "dnf_custom_repos": clients.dnf_custom_repos,
            "repo_file": clients.repo_file,
            "apt_repositories": clients.apt_repositories,
            "deb822": clients.deb822,
            "container_registry": clients.container_registry,
        }
