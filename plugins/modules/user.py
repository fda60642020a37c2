# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: user
short_description: Makes, changes, removes and reads Pulp users, with their groups and roles
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Makes, changes, removes and reads Pulp users, with their groups and roles.
- Give one user as O(user), or a list of them as O(users).
- >-
  Without O(state) one user is read, by O(user.username); without any of its
  options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the user to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  user:
    description:
    - One user.
    type: dict
    suboptions:
      update_password:
        description:
        - Whether the password of a user who exists is brought to the given one.
        type: str
        choices:
        - always
        - on_create
        default: always
      groups:
        description:
        - "The groups in which the user is, and no others. Not given: all stays as it is."
        type: list
        elements: str
      roles:
        description:
        - |-
          The roles that the user holds, everywhere, in a domain or on one object. Others are taken away, but for those on
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
        - "Whether the user who runs the module may take from itself: its groups, its roles, its right to log in."
        type: bool
        default: false
      username:
        description:
        - The name to log in with.
        - Needed to make a user.
        type: str
      password:
        description:
        - >-
          The password. Whether it is another one than the user has is asked by logging
          in with it.
        - "A secret: it is never shown, in no output and no diff."
        type: str
      first_name:
        description:
        - The first name.
        - An empty value clears it.
        type: str
      last_name:
        description:
        - The last name.
        - An empty value clears it.
        type: str
      email:
        description:
        - The e-mail address.
        - An empty value clears it.
        type: str
      is_staff:
        description:
        - Whether the user may use Django's admin site.
        type: bool
      is_active:
        description:
        - Whether the user may log in at all.
        type: bool
  users:
    description:
    - >-
      Many users at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(user.username)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Users with their groups; a password is compared, and written only if it is another one
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

- name: Carl has left
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
user:
  description: The user, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one user is given
users:
  description:
  - >-
    One entry per given item, in their order, with C(username), C(changed),
    C(failed), C(msg) and C(user).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all users are read
"""
