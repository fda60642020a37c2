# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: role
short_description: Manage Pulp roles, which are sets of permissions
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp roles, which are sets of permissions.
- >-
  Set the options of one role, or pass a list as O(roles); options next to the
  list are defaults for its items.
- >-
  Without O(state), one role is looked up by O(name) and only read. Without any
  of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the role.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  name:
    description:
    - >-
      Name of the role. Pulp's own roles, such as C(core.task_owner), cannot be
      changed.
    type: str
  description:
    description:
    - Description.
    - An empty value clears it.
    type: str
  permissions:
    description:
    - Permissions, e.g. C(file.view_filerepository).
    - Required to create the role.
    type: list
    elements: str
  roles:
    description:
    - >-
      List of roles, each with the options of a single one. A list is faster than one
      task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a role that may only see file repositories
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
role:
  description: The role as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one role is given
roles:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(role); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all roles are read
"""
