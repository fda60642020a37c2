# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: user
short_description: Manage Pulp users, their groups and their roles
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp users, their groups and their roles.
- Pass one user as O(user), or a list as O(users).
- >-
  Without O(state), one user is looked up by O(user.username) and only read.
  Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the user.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  user:
    description:
    - Options of one user.
    type: dict
    suboptions:
      update_password:
        description:
        - |-
          Whether to update the password of an existing user. With C(always) it is updated if it differs from the current
          one; with C(on_create) only new users get it.
        type: str
        choices:
        - always
        - on_create
        default: always
      groups:
        description:
        - |-
          Names of the groups that the user is a member of. The user is removed from other groups. Without this option,
          all memberships stay as they are.
        type: list
        elements: str
      roles:
        description:
        - |-
          Roles that the user holds, everywhere, in a domain or on one object. Other roles are removed, except for those
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
        - |-
          Whether the user that runs the module may lose groups, roles, C(is_staff) or the right to log in, or delete
          itself.
        type: bool
        default: false
      username:
        description:
        - User name to log in with.
        - Required to create the user.
        type: str
      password:
        description:
        - Password. The module logs in with it to find out whether it has to be changed.
        - This is a secret. It is never shown in output or diffs.
        type: str
      first_name:
        description:
        - First name.
        - An empty value clears it.
        type: str
      last_name:
        description:
        - Last name.
        - An empty value clears it.
        type: str
      email:
        description:
        - E-mail address.
        - An empty value clears it.
        type: str
      is_staff:
        description:
        - Whether the user can use Django's admin site.
        type: bool
      is_active:
        description:
        - Whether the user can log in.
        type: bool
  users:
    description:
    - >-
      List of users, each with the options of a single one. A list is faster than one
      task per item.
    - Items with the same O(user.username) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create users with their groups and roles; a password is only updated if it differs
  release_train.pulp.user:
    users:
      - username: example-ann
        password: "{{ ann_password }}"
        email: ann@example.com
        groups: ["{{ operators_group }}"]
      - username: example-bob
        password: "{{ bob_password }}"
        roles:
          - role: file.filerepository_owner
            repository: example-images

- name: Delete a user
  release_train.pulp.user:
    user:
      username: example-carl
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
user:
  description: The user as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one user is given
users:
  description:
  - >-
    One entry per item, in the given order, with C(username), C(changed),
    C(failed), C(msg), C(reason) and C(user); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all users are read
"""
