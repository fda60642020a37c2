# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: content_guard
short_description: Manage Pulp content guards and who holds roles on them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp content guards and who holds roles on them.
- >-
  Set the options of one content guard, or pass a list as O(content_guards);
  options next to the list are defaults for its items.
- >-
  Without O(state), one content guard is looked up by O(name) and only read.
  Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Type of the Pulp object.
    - Items of a list can have different ones.
    type: str
    choices:
    - rbac
    - x509
    - rhsm
    - header
    - envvar_header
    - composite
    - content_redirect
  state:
    description:
    - Desired state of the content guard.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  roles:
    description:
    - |-
      Roles on the guard, with the groups and users that hold them. A listed role is held by exactly the given groups
      and users. A role that is not listed is removed if only groups hold it. Without this option, all roles stay as
      they are.
    - Only for O(type) V(rbac).
    type: list
    elements: dict
    suboptions:
      role:
        description:
        - Name of the role.
        type: str
      groups:
        description:
        - |-
          Groups that hold the role. Other groups lose it; an empty list removes it from all groups. Without this option,
          the groups stay as they are.
        type: list
        elements: str
      users:
        description:
        - |-
          Users that hold the role. Other users lose it; an empty list removes it from all users. Without this option, the
          users stay as they are.
        type: list
        elements: str
  roles_exclusive:
    description:
    - >-
      Whether to remove roles that are not listed even if users hold them. The
      guard's creator holds two roles.
    - Only for O(type) V(rbac).
    type: bool
    default: false
  force:
    description:
    - |-
      Whether to delete a guard that is in use, which makes the content behind it public. Only a superuser can see
      everything that uses a guard, so other users need this option even if nothing does.
    type: bool
    default: false
  name:
    description:
    - Name of the content guard, unique among the content guards of all types.
    type: str
  description:
    description:
    - Description.
    - An empty value clears it.
    type: str
  ca_certificate:
    description:
    - PEM certificate of the CA.
    - Only for O(type) V(x509), V(rhsm).
    - Required to create the content guard.
    type: str
  header_name:
    description:
    - Name of the header.
    - Only for O(type) V(header), V(envvar_header).
    - Required to create the content guard.
    type: str
  header_value:
    description:
    - Value of the header.
    - Only for O(type) V(header).
    - Required to create the content guard.
    - This is a secret. It is never shown in output or diffs.
    type: str
  jq_filter:
    description:
    - jq filter that finds the value in a header of base64-encoded JSON.
    - Only for O(type) V(header).
    - An empty value clears it.
    type: str
  env_var:
    description:
    - >-
      Name of the environment variable of Pulp's content app that holds the header's
      value.
    - Only for O(type) V(envvar_header).
    - Required to create the content guard.
    type: str
  guards:
    description:
    - Names of the guards.
    - Only for O(type) V(composite).
    - An empty value clears it.
    type: list
    elements: str
  content_guards:
    description:
    - >-
      List of content guards, each with the options of a single one. A list is faster
      than one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Allow only the operators to download
  release_train.pulp.content_guard:
    type: rbac
    name: example-release
    description: Released content
    roles:
      - role: core.rbaccontentguard_downloader
        groups: ["{{ operators_group }}"]
    state: present

- name: Require either a role or a header that a proxy adds
  release_train.pulp.content_guard:
    content_guards:
      - {type: header, name: example-proxy, header_name: X-Proxy-Token, header_value: "{{ proxy_token }}"}
      - {type: composite, name: example-either, guards: [example-release, example-proxy]}
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
content_guard:
  description: The content guard as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one content guard is given
content_guards:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(content_guard); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all content guards are read
"""
