# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: role
short_description: Makes, changes, removes and reads Pulp roles, which are sets of permissions
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Makes, changes, removes and reads Pulp roles, which are sets of permissions.
- >-
  Give the options of one role, or a list of them as O(roles); options beside the
  list are defaults for its items.
- >-
  Without O(state) one role is read, by O(name); without any of its options, all
  are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the role to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  name:
    description:
    - >-
      Its name; those of Pulp itself look like C(core.task_owner) and cannot be
      changed.
    type: str
  description:
    description:
    - What it is for.
    - An empty value clears it.
    type: str
  permissions:
    description:
    - The permissions, e.g. C(file.view_filerepository).
    - Needed to make a role.
    type: list
    elements: str
  roles:
    description:
    - >-
      Many roles at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: May see file repositories, and nothing else
  release_train.pulp.role:
    name: example-viewer
    description: Sees file repositories
    permissions: [file.view_filerepository]
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
role:
  description: The role, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one role is given
roles:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(role).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all roles are read
"""
