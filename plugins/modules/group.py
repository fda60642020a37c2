# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: group
short_description: Manage groups of Pulp users, their members and their roles
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage groups of Pulp users, their members and their roles.
- Pass one group as O(group), or a list as O(groups).
- >-
  Without O(state), one group is looked up by O(group.name) and only read.
  Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the group.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  group:
    description:
    - Options of one group.
    type: dict
    suboptions:
      users:
        description:
        - |-
          Names of the users in the group. Other users are removed from it. Without this option, the members stay as they
          are.
        type: list
        elements: str
      roles:
        description:
        - |-
          Roles that the group holds, everywhere, in a domain or on one object. Other roles are removed, except for those
          on single objects. Without this option, all roles stay as they are.
        type: list
        elements: dict
        suboptions:
          role:
            description:
            - Name of the role.
            type: str
          domain:
            description:
            - Name of the domain in which the role is held.
            type: str
          object:
            description:
            - PRN or href of the single object on which the role is held.
            type: str
          repository:
            description:
            - Name of the repository on which the role is held.
            type: str
          remote:
            description:
            - Name of the remote on which the role is held.
            type: str
          distribution:
            description:
            - Name of the distribution on which the role is held.
            type: str
          content_guard:
            description:
            - Name of the content guard on which the role is held.
            type: str
      roles_exclusive:
        description:
        - Whether to remove roles on single objects too if they are not listed.
        type: bool
        default: false
      force:
        description:
        - >-
          Whether the user that runs the module may leave the group, or delete a group
          that it is a member of.
        type: bool
        default: false
      name:
        description:
        - Name of the group.
        type: str
  groups:
    description:
    - >-
      List of groups, each with the options of a single one. A list is faster than
      one task per item.
    - Items with the same O(group.name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a group of operators, who may see all tasks and all file repositories
  release_train.pulp.group:
    group:
      name: "{{ operators_group }}"
      roles:
        - role: core.task_viewer
        - role: example-viewer
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
group:
  description: The group as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one group is given
groups:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(group); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all groups are read
"""
