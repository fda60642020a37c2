# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Returns the connection and the lists of the Pulp server in `pulp_environment`."""

from __future__ import annotations

DOCUMENTATION = r"""
name: environment
author: The release_train.pulp contributors (@release-train)
version_added: 0.1.0
short_description: Connection and lists of a playbook's Pulp server
description:
  - Returns the connection options and the lists of the Pulp server in the variable C(pulp_environment).
  - >-
    If C(pulp_environment) is a prefix, such as C(dev_pulp), the connection is in C(dev_pulp_url), C(dev_pulp_username),
    C(dev_pulp_password), C(dev_pulp_validate_certs) and C(dev_pulp_connection), and the lists have names such as
    C(dev_pulp_repository_rpm_repos).
  - If C(pulp_environment) is a dictionary, it is the connection. The lists are the roles' own variables, which have the prefix C(pulp).
  - >-
    If C(pulp_environment) is not set, the server is the site's own. The connection is in C(pulp_url) and so on. The lists have the
    prefix C(stackhpc_pulp), and the entries of the compact lists C(release_train_repositories) and C(release_train_images) are added.
options:
  _terms:
    description:
      - What to return, either V(connection), V(prefix), or the names of lists without their prefix.
      - Several lists are joined, and several dictionaries are merged. Items with C(required=false) are left out.
    type: list
    elements: str
    required: true
  concurrency:
    description: Number of concurrent requests, instead of that in the connection. V(0) keeps that of the connection.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Show the URL of the environment
  ansible.builtin.debug:
    msg: "{{ lookup('release_train.pulp.environment', 'connection').pulp_url }}"

- name: Show the repositories that it syncs
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
        """Returns a variable's value like Ansible's own lookup `vars`, or None if it is not defined.

        If a play sets a role's variable with this lookup, this hides the host's variable of the same name. Returns the host's.
        """
        raw = variables.get(name)
        if isinstance(raw, str) and NAME in raw:
            host = variables["hostvars"][variables["inventory_hostname"]]
            variables = {**variables, name: host[name] if name in host else None}
        elif name not in variables:
            return None
        lookup = lookup_loader.get("ansible.builtin.vars", loader=self._loader, templar=self._templar)
        return lookup.run([name], variables)[0]
