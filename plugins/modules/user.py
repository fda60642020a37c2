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
  profile:
    description:
    - |-
      The profile of the pulp CLI's settings (C(cli.toml)) that says what neither options nor environment say: a
      name as in C(pulp --profile), or C(default). It is read on the host where the module runs.
    - "If not given, taken from the environment: E(PULP_PROFILE)."
    type: str
  pulp_url:
    description:
    - The server's address, without a path, e.g. C(https://pulp.example.com).
    - "If not given, taken from the environment: E(PULP_URL), E(SQUEEZER_PULP_URL)."
    type: str
  username:
    description:
    - The user's name.
    - "If not given, taken from the environment: E(PULP_USERNAME), E(SQUEEZER_USERNAME)."
    type: str
  password:
    description:
    - The user's password.
    - "A secret: it is never shown, in no output and no diff."
    - "If not given, taken from the environment: E(PULP_PASSWORD), E(SQUEEZER_PASSWORD)."
    type: str
  user_cert:
    description:
    - >-
      Path of a client certificate (PEM) to authenticate with, on the host where the
      module runs.
    type: str
  user_key:
    description:
    - Path of the key (PEM) of C(user_cert).
    type: str
  validate_certs:
    description:
    - Whether the server's certificate must be valid.
    - "If not given, taken from the environment: E(PULP_VALIDATE_CERTS), E(SQUEEZER_VALIDATE_CERTS)."
    type: bool
    default: true
  ca_bundle:
    description:
    - Path of the certificate authorities (PEM) to trust; without it, the system's.
    - "If not given, taken from the environment: E(PULP_CA_BUNDLE), E(REQUESTS_CA_BUNDLE), E(SSL_CERT_FILE)."
    type: str
  request_headers:
    description:
    - HTTP headers to send with every request.
    - "A secret: it is never shown, in no output and no diff."
    type: dict
  domain:
    description:
    - The domain to work in, where the server has domains enabled.
    type: str
  api_root:
    description:
    - The path below which the server's API is.
    type: str
    default: /pulp/
  timeout:
    description:
    - >-
      Seconds that a task may run, counted from its own start; 0 is for ever. Waiting
      for a worker does not count while one is online.
    type: int
    default: 3600
  request_timeout:
    description:
    - Seconds until a request is given up.
    type: int
    default: 60
  request_retries:
    description:
    - How often a request that found no connection or a busy server is sent again.
    type: int
    default: 3
  concurrency:
    description:
    - How many requests are under way at once.
    type: int
    default: 10
attributes:
  check_mode:
    support: full
    description: Reads everything, changes nothing, and predicts what a real run would do.
  diff_mode:
    support: full
    description: Returns what differs, one entry per object. Secrets are never shown.
notes:
- "The module is a program of its own: it needs no Python on the host that it runs on."
- "Connection options can be set once for a play: C(module_defaults) with C(group/release_train.pulp.pulp)."
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
  type: list
  elements: dict
  returned: when a list is given, and when all users are read
"""
