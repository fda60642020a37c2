# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: access_policy
short_description: Manage Pulp access policies; with state absent, reset them to Pulp's defaults
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp access policies; with state absent, reset them to Pulp's defaults.
- >-
  Set the options of one access policy, or pass a list as O(access_policies);
  options next to the list are defaults for its items.
- >-
  Without O(state), one access policy is looked up by O(viewset_name) and only
  read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the access policy.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  viewset_name:
    description:
    - Path of the API that the policy is for, e.g. C(repositories/file/file).
    type: str
  statements:
    description:
    - >-
      Rules, as dictionaries with C(action), C(principal), C(effect) and optionally
      C(condition).
    - An empty value clears it.
    type: list
    elements: dict
  creation_hooks:
    description:
    - >-
      Functions to call when an object is created, as dictionaries with C(function)
      and C(parameters).
    - An empty value clears it.
    type: list
    elements: dict
  queryset_scoping:
    description:
    - >-
      Filter for the objects that a list shows, as a dictionary with C(function) and
      optionally C(parameters).
    - An empty value clears it.
    type: dict
  access_policies:
    description:
    - >-
      List of access policies, each with the options of a single one. A list is
      faster than one task per item.
    - Items with the same O(viewset_name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Read who may do what with file repositories
  release_train.pulp.access_policy:
    viewset_name: repositories/file/file
  register: policy

- name: Reset the access policy of file repositories to Pulp's default
  release_train.pulp.access_policy:
    viewset_name: repositories/file/file
    state: absent
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
access_policy:
  description: The access policy as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one access policy is given
access_policies:
  description:
  - >-
    One entry per item, in the given order, with C(viewset_name), C(changed),
    C(failed), C(msg), C(reason) and C(access_policy); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all access policies are read
"""
