# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Which Pulp a role talks to."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import is_omit, plain


def connection(pulp_connection, pulp_url=None, username=None, password=None, validate_certs=None):
    """The modules' connection options: `pulp_connection`, completed by a role's single variables.

    One that names its own server, or a profile that does, is complete: the credentials of one Pulp must
    not reach another. One with a client certificate needs no password.
    """
    options = {} if is_omit(pulp_connection) else plain(pulp_connection or {})
    if "pulp_url" in options or "profile" in options:
        return options
    defaults = {"pulp_url": pulp_url, "username": username, "password": password, "validate_certs": validate_certs}
    if "user_cert" in options:
        del defaults["username"], defaults["password"]
    given = {key: value for key, value in plain(defaults).items() if value not in (None, "")}
    return {**given, **options}
