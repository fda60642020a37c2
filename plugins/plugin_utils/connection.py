# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The connection options of a role."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.release_train.pulp.plugins.doc_fragments.pulp import ModuleDocFragment
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import is_omit, plain


def connection(pulp_connection, pulp_url=None, username=None, password=None, validate_certs=None, concurrency=None):
    """Returns the modules' connection options: `pulp_connection`, completed with the role's single variables.

    If it has `pulp_url` or `profile`, it is not completed, so that the credentials of one server are not sent to another.
    If it has a client certificate, user name and password are not added. The role's own concurrency takes precedence.
    """
    options = checked({} if is_omit(pulp_connection) else pulp_connection or {}, "pulp_connection")
    own = own_concurrency(concurrency)
    if "pulp_url" in options or "profile" in options:
        return {**options, **own}
    defaults = {"pulp_url": pulp_url, "username": username, "password": password, "validate_certs": validate_certs}
    if "user_cert" in options:
        del defaults["username"], defaults["password"]
    given = {key: value for key, value in plain(defaults).items() if value not in (None, "")}
    return {**given, **options, **own}


def own_concurrency(value):
    """Returns the option for a role's variable; 0 means that it is not set."""
    number = int(value or 0)
    return {"concurrency": number} if number else {}


def checked(options, variable):
    """Returns the dictionary in a variable. Fails if the modules do not know a key. Values may be secrets, so messages do not show them."""
    if not isinstance(options, Mapping):
        raise AnsibleFilterError(f"{variable} must be a dictionary of connection options, not {type(plain(options)).__name__}")
    options = plain(options)
    for key in options:
        if key not in known():
            close = get_close_matches(key, known(), n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"the options are {', '.join(known())}"
            raise AnsibleFilterError(f'{variable}: unknown connection option "{key}"; hint: {hint}')
    return options


@cache
def known():
    """Returns the names of the connection options, from the modules' documentation."""
    return tuple(yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"])
