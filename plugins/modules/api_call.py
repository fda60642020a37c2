# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: api_call
short_description: Sends any request to Pulp's API, and waits for its task
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Sends any request to Pulp's API, and waits for its task.
- >-
  Give the options of one call, or a list of them as O(calls); options beside the
  list are defaults for its items.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the call to.
    - V(present) if not given.
    type: str
    choices:
    - present
  path:
    description:
    - >-
      The path below the API (C(/pulp/api/v3/)), such as C(repositories/rpm/rpm/), or
      an href, which starts with a slash.
    type: str
  method:
    description:
    - The HTTP method. In check mode only C(GET) and C(HEAD) are sent.
    type: str
    choices:
    - GET
    - HEAD
    - POST
    - PUT
    - PATCH
    - DELETE
    default: GET
  query:
    description:
    - >-
      Parameters of the query. A list becomes one value with commas, as Pulp's
      filters with C(__in) want it.
    type: dict
  body:
    description:
    - "What to send, as JSON: a dictionary, or whatever else the endpoint takes."
    type: raw
  all_pages:
    description:
    - >-
      Whether to read all pages of a list. The response is then the list of all
      results.
    type: bool
    default: false
  wait:
    description:
    - Whether to wait for the task that the server may answer with.
    type: bool
    default: true
  calls:
    description:
    - >-
      Many calls at once, each with the options that a single one takes. This is the
      fast way.
    - >-
      An item given twice (O(path), O(method), O(query), O(body), O(all_pages),
      O(wait)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Which distributions lie below a path?
  release_train.pulp.api_call:
    path: distributions/
    query:
      base_path__contains: example
      fields: [name, base_path]
    all_pages: true
  register: below

- name: So many
  ansible.builtin.debug:
    msg: "{{ below.response | length }}"

- name: Read some things at once
  release_train.pulp.api_call:
    calls:
      - path: status/
      - path: tasks/
        query: {state__in: [failed, canceled], limit: 5}
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
call:
  description: The request's C(method) and C(path).
  type: dict
  returned: when one call is given; of a list, in its entries
calls:
  description:
  - >-
    One entry per given item, in their order, with C(path), C(changed), C(failed),
    C(msg) and C(call).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all calls are read
response:
  description: >-
    The server's answer, without the connection's secrets; with O(all_pages) all
    results.
  type: raw
  returned: when one call is given; of a list, in its entries
status:
  description: The number that the server answered with; null for what check mode did not send.
  type: int
  returned: when one call is given; of a list, in its entries
task:
  description: >-
    The task that the server answered with, as it ended; with O(wait=false) only
    its C(pulp_href).
  type: dict
  returned: when one call is given; of a list, in its entries
"""
