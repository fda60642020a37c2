# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: access_policy
short_description: >-
  Changes, resets and reads Pulp's access policies; one that is to be absent gets
  back what Pulp came with
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Changes, resets and reads Pulp's access policies; one that is to be absent gets
  back what Pulp came with.
- >-
  Give the options of one access policy, or a list of them as O(access_policies);
  options beside the list are defaults for its items.
- >-
  Without O(state) one access policy is read, by O(viewset_name); without any of
  its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the access policy to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  viewset_name:
    description:
    - The path it is about, as Pulp names it, e.g. C(repositories/file/file).
    type: str
  statements:
    description:
    - "What is allowed or denied: dictionaries with C(action), C(principal), C(effect) and perhaps C(condition)."
    - An empty value clears it.
    type: list
    elements: dict
  creation_hooks:
    description:
    - "What happens when an object is made: dictionaries with C(function) and C(parameters)."
    - An empty value clears it.
    type: list
    elements: dict
  queryset_scoping:
    description:
    - "Which objects a list shows: a dictionary with C(function) and perhaps C(parameters)."
    - An empty value clears it.
    type: dict
  access_policies:
    description:
    - >-
      Many access policies at once, each with the options that a single one takes.
      This is the fast way.
    - An item given twice (O(viewset_name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Who may do what with file repositories?
  release_train.pulp.access_policy:
    viewset_name: repositories/file/file
  register: policy

- name: As Pulp came with it
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
access_policy:
  description: >-
    The access policy, as Pulp shows it; null if there is none. Secrets are left
    out.
  type: dict
  returned: when one access policy is given
access_policies:
  description:
  - >-
    One entry per given item, in their order, with C(viewset_name), C(changed),
    C(failed), C(msg) and C(access_policy).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all access policies are read
"""
