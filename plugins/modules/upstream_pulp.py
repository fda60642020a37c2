# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: upstream_pulp
short_description: Declares Pulps to replicate from, and replicates them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Declares Pulps to replicate from, and replicates them.
- >-
  Give one upstream pulp as O(upstream_pulp), or a list of them as
  O(upstream_pulps).
- >-
  Without O(state) one upstream pulp is read, by O(upstream_pulp.name); without
  any of its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the upstream pulp to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  upstream_pulp:
    description:
    - One upstream pulp.
    type: dict
    suboptions:
      replicate:
        description:
        - >-
          Whether repositories and distributions are taken over now. A change if one of
          them changed.
        type: bool
        default: false
      name:
        description:
        - Its name.
        type: str
      base_url:
        description:
        - The other Pulp's address, without a path.
        - Needed to make a upstream pulp.
        type: str
      api_root:
        description:
        - The path below which the other Pulp's API is, e.g. C(/pulp/).
        - Needed to make a upstream pulp.
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
        - "A secret: it is never shown, in no output and no diff."
        type: str
      tls_validation:
        description:
        - Whether the other Pulp's certificate must be valid.
        type: bool
      username:
        description:
        - The user at the other Pulp.
        - An empty value clears it.
        - "A secret: it is never shown, in no output and no diff."
        type: str
      password:
        description:
        - The password at the other Pulp.
        - An empty value clears it.
        - "A secret: it is never shown, in no output and no diff."
        type: str
      download_concurrency:
        description:
        - How many downloads of a remote run at once.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      max_retries:
        description:
        - How often a download is tried again.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: int
      total_timeout:
        description:
        - Seconds that a download may take in all.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      connect_timeout:
        description:
        - Seconds until a connection must be there, waiting for a free one included.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_connect_timeout:
        description:
        - Seconds until a new connection must be there.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      sock_read_timeout:
        description:
        - Seconds between two pieces of data.
        - Needs pulpcore 3.111.0 or newer.
        - An empty value clears it.
        type: float
      remote_policy:
        description:
        - When the content of what was replicated is downloaded.
        - Needs pulpcore 3.122.0 or newer.
        - An empty value clears it.
        type: str
        choices:
        - immediate
        - on_demand
        - streamed
      q_select:
        description:
        - "Which of the other Pulp's distributions are taken: an expression of Pulp's filter C(q)."
        - Needs pulpcore 3.62.0 or newer.
        - An empty value clears it.
        type: str
      policy:
        description:
        - What happens to what is here and not there.
        - Needs pulpcore 3.73.0 or newer.
        type: str
        choices:
        - all
        - labeled
        - nodelete
  upstream_pulps:
    description:
    - >-
      Many upstream pulps at once, each with the options that a single one takes.
      This is the fast way.
    - An item given twice (O(upstream_pulp.name)) must be the same both times.
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
  description: >-
    The upstream pulp, as Pulp shows it; null if there is none. Secrets are left
    out.
  type: dict
  returned: when one upstream pulp is given
upstream_pulps:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(upstream_pulp).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all upstream pulps are read
"""
