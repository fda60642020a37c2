# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: group
short_description: >-
  Makes, changes, removes and reads groups of Pulp users, with their members and
  roles
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Makes, changes, removes and reads groups of Pulp users, with their members and
  roles.
- Give one group as O(group), or a list of them as O(groups).
- >-
  Without O(state) one group is read, by O(group.name); without any of its
  options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the group to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  group:
    description:
    - One group.
    type: dict
    suboptions:
      users:
        description:
        - "The users in the group, and no others. Not given: all stays as it is."
        type: list
        elements: str
      roles:
        description:
        - |-
          The roles that the group holds, everywhere, in a domain or on one object. Others are taken away, but for those on
          single objects. Not given: all stays as it is.
        type: list
        elements: dict
        suboptions:
          role:
            description:
            - The role's name.
            type: str
          domain:
            description:
            - The name of the domain in which it is held.
            type: str
          object:
            description:
            - The PRN or href of the one object on which it is held.
            type: str
          repository:
            description:
            - The name of the repository on which it is held.
            type: str
          remote:
            description:
            - The name of the remote on which it is held.
            type: str
          distribution:
            description:
            - The name of the distribution on which it is held.
            type: str
          content_guard:
            description:
            - The name of the content guard on which it is held.
            type: str
      roles_exclusive:
        description:
        - Whether roles on single objects that are not listed are taken away too.
        type: bool
        default: false
      force:
        description:
        - >-
          Whether the user who runs the module may take itself out of the group, or
          remove a group in which it is.
        type: bool
        default: false
      name:
        description:
        - Its name.
        type: str
  groups:
    description:
    - >-
      Many groups at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(group.name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: The operators, who may see all tasks and all file repositories
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
group:
  description: The group, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one group is given
groups:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(group).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all groups are read
"""
