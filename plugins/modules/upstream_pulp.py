# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: upstream_pulp
short_description: Manage upstream Pulp servers and replicate from them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage upstream Pulp servers and replicate from them.
- Pass one upstream pulp as O(upstream_pulp), or a list as O(upstream_pulps).
- >-
  Without O(state), one upstream pulp is looked up by O(upstream_pulp.name) and
  only read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the upstream pulp.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  upstream_pulp:
    description:
    - Options of one upstream pulp.
    type: dict
    suboptions:
      replicate:
        description:
        - >-
          Whether to replicate repositories and distributions now. The item is reported
          as changed if one of them changed.
        type: bool
        default: false
      name:
        description:
        - Name of the upstream Pulp server.
        type: str
      base_url:
        description:
        - URL of the upstream Pulp server, without a path.
        - Required to create the upstream pulp.
        type: str
      api_root:
        description:
        - Path of the upstream's API, e.g. C(/pulp/).
        - Required to create the upstream pulp.
        type: str
      domain:
        description:
        - Domain of the upstream to replicate from.
        - An empty value clears it.
        type: str
      ca_cert:
        description:
        - PEM certificate of the CA to verify the upstream's certificate with.
        - An empty value clears it.
        type: str
      client_cert:
        description:
        - PEM client certificate to authenticate with.
        - An empty value clears it.
        type: str
      client_key:
        description:
        - PEM private key of C(client_cert).
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      tls_validation:
        description:
        - Whether to verify the upstream's certificate.
        type: bool
      username:
        description:
        - User name for the upstream.
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      password:
        description:
        - Password for the upstream.
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      download_concurrency:
        description:
        - Number of concurrent downloads of each replicated remote.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      max_retries:
        description:
        - Number of retries for a failed download.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      total_timeout:
        description:
        - Time limit for a whole download, in seconds.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      connect_timeout:
        description:
        - Time limit to get a connection, including the wait for a free one, in seconds.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_connect_timeout:
        description:
        - Time limit to open a new connection, in seconds.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_read_timeout:
        description:
        - Time limit between two pieces of data, in seconds.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      remote_policy:
        description:
        - Download policy of the replicated remotes.
        - Requires pulpcore 3.122.0 or newer.
        - An empty value clears it.
        type: str
        choices:
        - immediate
        - on_demand
        - streamed
      q_select:
        description:
        - |-
          Expression of Pulp's filter C(q) that selects the upstream's distributions to replicate. Without it, all are
          replicated.
        - Requires pulpcore 3.62.0 or newer.
        - An empty value clears it.
        type: str
      policy:
        description:
        - What to do with local objects that the upstream does not have.
        - Requires pulpcore 3.73.0 or newer.
        type: str
        choices:
        - all
        - labeled
        - nodelete
  upstream_pulps:
    description:
    - >-
      List of upstream pulps, each with the options of a single one. A list is faster
      than one task per item.
    - Items with the same O(upstream_pulp.name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Add an upstream Pulp server, to replicate some of its distributions
  release_train.pulp.upstream_pulp:
    upstream_pulp:
      name: example-ark
      base_url: "{{ registry_url }}"
      api_root: /pulp/
      username: "{{ upstream_username }}"
      password: "{{ upstream_password }}"
      q_select: name="example-released"
      policy: nodelete
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
reason:
  description:
  - >-
    What was done, or why it failed, as a stable name for programs, such as
    V(created), V(unchanged) or V(in_use).
  - >-
    For a list, the reason that all failed entries have in common, or else all
    entries; V(mixed) if they differ.
  type: str
  returned: always
hint:
  description: What to do about a failure, or its likely cause.
  type: str
  returned: when one item failed and the module knows
upstream_pulp:
  description: The upstream pulp as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one upstream pulp is given
upstream_pulps:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(upstream_pulp); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all upstream pulps are read
"""
