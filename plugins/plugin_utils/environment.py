# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Which Pulp a playbook works on, and with which lists.

An environment is a prefix: `dev_pulp` has its connection in `dev_pulp_url`, …, and its lists in
`dev_pulp_repository_rpm_repos`, …. Without one it is the site's own Pulp, with the lists of kayobe-config
and the compact ones.
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
    """`read` gives a variable's value by its name, and None for one that is not defined."""

    def __init__(self, read):
        self._variable = read
        given = self._read("pulp_environment")
        self.is_site = given in (None, "", {})
        self.options = given if isinstance(given, Mapping) else None
        self.prefix = SITE if self.is_site else ROLES if self.options else given
        if not isinstance(self.prefix, str) or not re.fullmatch(r"[A-Za-z_]\w*", self.prefix):
            raise AnsibleLookupError("pulp_environment must be a prefix of variables, such as dev_pulp, or a dictionary of connection options")

    def connection(self):
        """The modules' connection options."""
        if self.is_site:
            return self._connection(ROLES)
        options = checked(self.options, "pulp_environment") if self.options else self._connection(self.prefix)
        if "pulp_url" in options or "profile" in options:
            return options
        if self.options:
            raise AnsibleLookupError("pulp_environment is a dictionary with neither pulp_url nor profile")
        raise AnsibleLookupError(f"pulp_environment is {self.prefix}, but neither {self.prefix}_url nor {self.prefix}_connection says where that is")

    def _connection(self, prefix):
        single = (self._read(f"{prefix}_{name}") for name in ("url", "username", "password", "validate_certs"))
        return connection(checked(self._read(f"{prefix}_connection") or {}, f"{prefix}_connection"), *single)

    def values(self, names):
        """Lists of the environment put together, without what is not required; or dictionaries, merged."""
        if not self.is_site:
            # A misspelt prefix has no lists, and with nothing to do a playbook would succeed.
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
