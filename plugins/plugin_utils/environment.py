# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The Pulp server that a playbook manages, and its lists.

An environment is a prefix: `dev_pulp` has its connection in `dev_pulp_url`, …, and its lists in
`dev_pulp_repository_rpm_repos`, …. Without an environment, the playbook manages the site's own Pulp server, with the
lists of kayobe-config and the compact lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ansible.errors import AnsibleLookupError

from ansible_collections.release_train.pulp.plugins.plugin_utils import compact, items
from ansible_collections.release_train.pulp.plugins.plugin_utils.connection import checked, connection
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import is_omit, plain

# The roles' own variables have this prefix.
ROLES = "pulp"
SITE = "stackhpc_pulp"


class Environment:
    """The environment of a play. `read` returns the value of a variable by name, or None if it is not defined."""

    def __init__(self, read):
        self._variable = read
        given = self._read("pulp_environment")
        self.is_site = given in (None, "", {})
        self.options = given if isinstance(given, Mapping) else None
        self.prefix = SITE if self.is_site else ROLES if self.options else given
        if not isinstance(self.prefix, str) or not re.fullmatch(r"[A-Za-z_]\w*", self.prefix):
            raise AnsibleLookupError("pulp_environment must be a prefix of variables, such as dev_pulp, or a dictionary of connection options")

    def connection(self):
        """Returns the modules' connection options."""
        if self.is_site:
            return self._connection(ROLES)
        options = checked(self.options, "pulp_environment") if self.options else self._connection(self.prefix)
        if "pulp_url" in options or "profile" in options:
            return options
        if self.options:
            raise AnsibleLookupError("pulp_environment is a dictionary, but has neither pulp_url nor profile")
        raise AnsibleLookupError(f"pulp_environment is {self.prefix}, but neither {self.prefix}_url nor {self.prefix}_connection defines its server")

    def _connection(self, prefix):
        single = (self._read(f"{prefix}_{name}") for name in ("url", "username", "password", "validate_certs"))
        return connection(checked(self._read(f"{prefix}_connection") or {}, f"{prefix}_connection"), *single)

    def values(self, names):
        """Returns the environment's lists as one, without items that have `required: false`, or its dictionaries, merged."""
        if not self.is_site:
            # Fails if the prefix is misspelled: its lists would be empty, and the playbook would succeed.
            self.connection()
        found = [value for name in names for value in (self._read(f"{self.prefix}_{name}"), self._compact(name)) if value]
        if any(isinstance(value, Mapping) for value in found):
            return {key: entry for value in found for key, entry in value.items()}
        return [item for value in found for item in items.required(value)]

    def _compact(self, name):
        if not self.is_site:
            return []
        repositories, images = self._read("release_train_repositories"), self._read("release_train_images")
        defaults = self._read("release_train_repository_defaults"), self._read("release_train_image_defaults")
        return compact.expand(repositories, images, *defaults).get(f"{SITE}_{name}", [])

    def _read(self, name):
        value = self._variable(name)
        return None if is_omit(value) else plain(value)
