# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The connection and the lists of the Pulp that `pulp_environment` names."""

from __future__ import annotations

DOCUMENTATION = r"""
name: environment
author: The release_train.pulp contributors (@release-train)
version_added: 0.1.0
short_description: Connection and lists of the Pulp to work on
description:
  - The variable C(pulp_environment) says which Pulp that is.
  - >-
    A prefix, such as C(dev_pulp), stands for the connection in C(dev_pulp_url), C(dev_pulp_username), C(dev_pulp_password),
    C(dev_pulp_validate_certs) or C(dev_pulp_connection), and for lists such as C(dev_pulp_repository_rpm_repos).
  - A dictionary is the connection itself; the lists are those of the prefix C(pulp), the roles' own variables.
  - >-
    Without it, it is the site's own Pulp, with the connection in C(pulp_url) and so on, the lists of the prefix C(stackhpc_pulp), and
    the compact lists C(release_train_repositories) and C(release_train_images).
options:
  _terms:
    description:
      - What to tell, either V(connection), V(prefix), or the names of lists without their prefix.
      - Several lists are put together, several dictionaries merged. Items that are not C(required) are left out.
    type: list
    elements: str
    required: true
  concurrency:
    description: Number of requests at once, in the place of the connection's own; V(0) leaves that.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Where the environment is
  ansible.builtin.debug:
    msg: "{{ lookup('release_train.pulp.environment', 'connection').pulp_url }}"

- name: What it syncs
  ansible.builtin.debug:
    msg: "{{ lookup('release_train.pulp.environment', 'repository_rpm_repos') | map(attribute='name') }}"
"""

RETURN = r"""
_raw:
  description: The connection options, the prefix, or the list.
  type: raw
"""

from ansible.plugins.loader import lookup_loader
from ansible.plugins.lookup import LookupBase

from ansible_collections.release_train.pulp.plugins.plugin_utils.connection import own_concurrency
from ansible_collections.release_train.pulp.plugins.plugin_utils.environment import Environment

NAME = "release_train.pulp.environment"


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        environment = Environment(lambda name: self._value(name, variables or {}))
        if terms == ["connection"]:
            return [{**environment.connection(), **own_concurrency(kwargs.get("concurrency"))}]
        if terms == ["prefix"]:
            return [environment.prefix]
        return [environment.values(terms)]

    def _value(self, name, variables):
        """A variable's value, as Ansible's own lookup has it; None if there is none.

        A playbook that fills a role's variable from the environment hides the host's one of that name, which is what is meant.
        """
        raw = variables.get(name)
        if isinstance(raw, str) and NAME in raw:
            host = variables["hostvars"][variables["inventory_hostname"]]
            variables = {**variables, name: host[name] if name in host else None}
        elif name not in variables:
            return None
        lookup = lookup_loader.get("ansible.builtin.vars", loader=self._loader, templar=self._templar)
        return lookup.run([name], variables)[0]
