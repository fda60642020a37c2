# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: api_call
short_description: Send requests to the Pulp API and wait for their tasks
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Send requests to the Pulp API and wait for their tasks.
- >-
  Set the options of one call, or pass a list as O(calls); options next to the
  list are defaults for its items.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the call.
    - Defaults to V(present).
    type: str
    choices:
    - present
  path:
    description:
    - >-
      Path below the API (C(/pulp/api/v3/)), such as C(repositories/rpm/rpm/), or an
      href, which starts with a slash.
    type: str
  method:
    description:
    - HTTP method. Check mode only sends C(GET) and C(HEAD).
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
      Query parameters. A list becomes one comma-separated value, as Pulp's C(__in)
      filters expect.
    type: dict
  body:
    description:
    - "Request body, sent as JSON: a dictionary, or any other value that the endpoint accepts."
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
    - Whether to wait for the task that the server may start.
    type: bool
    default: true
  calls:
    description:
    - >-
      List of calls, each with the options of a single one. A list is faster than one
      task per item.
    - >-
      Items with the same O(path), O(method), O(query), O(body), O(all_pages),
      O(wait) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: List the distributions with a word in their base path
  release_train.pulp.api_call:
    path: distributions/
    query:
      base_path__contains: example
      fields: [name, base_path]
    all_pages: true
  register: below

- name: Show the number of distributions
  ansible.builtin.debug:
    msg: "{{ below.response | length }}"

- name: Read the status and some failed tasks together
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
call:
  description: C(method) and C(path) of the request.
  type: dict
  returned: when one call is given; for a list, in its entries
calls:
  description:
  - >-
    One entry per item, in the given order, with C(path), C(changed), C(failed),
    C(msg), C(reason) and C(call); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all calls are read
response:
  description: >-
    The server's response, without the connection's secrets; with O(all_pages) the
    list of all results.
  type: raw
  returned: when one call is given; for a list, in its entries
status:
  description: HTTP status of the response; null if check mode did not send the request.
  type: int
  returned: when one call is given; for a list, in its entries
task:
  description: >-
    The task that the request started, in its final state; with O(wait=false) only
    its C(pulp_href).
  type: dict
  returned: when one call is given; for a list, in its entries
"""
