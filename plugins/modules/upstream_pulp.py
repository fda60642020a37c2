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
        - Its name.
        type: str
      base_url:
        description:
        - The other Pulp's address, without a path.
        - Required to create the upstream pulp.
        type: str
      api_root:
        description:
        - The path below which the other Pulp's API is, e.g. C(/pulp/).
        - Required to create the upstream pulp.
        type: str
      domain:
        description:
        - The domain of the other Pulp to take from.
        - An empty value clears it.
        type: str
      ca_cert:
        description:
        - >-
          The certificate of the authority that the other Pulp's certificate is checked
          with.
        - An empty value clears it.
        type: str
      client_cert:
        description:
        - The certificate to authenticate with.
        - An empty value clears it.
        type: str
      client_key:
        description:
        - The key of C(client_cert).
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      tls_validation:
        description:
        - Whether the other Pulp's certificate must be valid.
        type: bool
      username:
        description:
        - The user at the other Pulp.
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      password:
        description:
        - The password at the other Pulp.
        - An empty value clears it.
        - This is a secret. It is never shown in output or diffs.
        type: str
      download_concurrency:
        description:
        - How many downloads of a remote run at once.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      max_retries:
        description:
        - How often a download is tried again.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      total_timeout:
        description:
        - Seconds that a download may take in all.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      connect_timeout:
        description:
        - Seconds until a connection must be there, waiting for a free one included.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_connect_timeout:
        description:
        - Seconds until a new connection must be there.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_read_timeout:
        description:
        - Seconds between two pieces of data.
        - Requires pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      remote_policy:
        description:
        - When the content of what was replicated is downloaded.
        - Requires pulpcore 3.122.0 or newer.
        - An empty value clears it.
        type: str
        choices:
        - immediate
        - on_demand
        - streamed
      q_select:
        description:
        - "Which of the other Pulp's distributions are taken: an expression of Pulp's filter C(q)."
        - Requires pulpcore 3.62.0 or newer.
        - An empty value clears it.
        type: str
      policy:
        description:
        - What happens to what is here and not there.
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
- name: Another Pulp, of which some distributions can be taken over
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
upstream_pulp:
  description: The upstream pulp as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one upstream pulp is given
upstream_pulps:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg) and C(upstream_pulp).
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
