# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: content_guard
short_description: >-
  Makes, changes, removes and reads Pulp content guards, and says who holds roles
  on them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Makes, changes, removes and reads Pulp content guards, and says who holds roles
  on them.
- >-
  Give the options of one content guard, or a list of them as O(content_guards);
  options beside the list are defaults for its items.
- >-
  Without O(state) one content guard is read, by O(name); without any of its
  options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Which kind of Pulp content this is about.
    - An item of a list may have its own.
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
    - The state to bring the content guard to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  roles:
    description:
    - |-
      Who holds which role on the guard. Of a listed role exactly the given groups and users hold it; a role
      that is not listed is taken away where only groups hold it. Not given: all stays as it is.
    - Only for O(type) V(rbac).
    type: list
    elements: dict
    suboptions:
      role:
        description:
        - The role's name.
        type: str
      groups:
        description:
        - "The groups that hold it, and no others; not given: left alone, empty: none."
        type: list
        elements: str
      users:
        description:
        - "The users that hold it, and no others; not given: left alone, empty: none."
        type: list
        elements: str
  roles_exclusive:
    description:
    - >-
      Whether roles that are not listed are taken away even from users; the guard's
      creator holds two.
    - Only for O(type) V(rbac).
    type: bool
    default: false
  force:
    description:
    - |-
      Whether to remove a guard that is in use, which makes the content behind it public. Only a superuser can know that a guard
      is not in use, so other users need this too.
    type: bool
    default: false
  name:
    description:
    - Its name; unique among the content guards of all types.
    type: str
  description:
    description:
    - What it is for.
    - An empty value clears it.
    type: str
  ca_certificate:
    description:
    - The authority's certificate.
    - Only for O(type) V(x509), V(rhsm).
    - Needed to make a content guard.
    type: str
  header_name:
    description:
    - The header.
    - Only for O(type) V(header), V(envvar_header).
    - Needed to make a content guard.
    type: str
  header_value:
    description:
    - Its value.
    - Only for O(type) V(header).
    - Needed to make a content guard.
    - "A secret: it is never shown, in no output and no diff."
    type: str
  jq_filter:
    description:
    - A jq filter that finds the value in a header of base64-encoded JSON.
    - Only for O(type) V(header).
    - An empty value clears it.
    type: str
  env_var:
    description:
    - >-
      The variable of the environment of Pulp's content app that holds the header's
      value.
    - Only for O(type) V(envvar_header).
    - Needed to make a content guard.
    type: str
  guards:
    description:
    - Those guards.
    - Only for O(type) V(composite).
    - An empty value clears it.
    type: list
    elements: str
  content_guards:
    description:
    - >-
      Many content guards at once, each with the options that a single one takes.
      This is the fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Content for the operators, and nobody else
  release_train.pulp.content_guard:
    type: rbac
    name: example-release
    description: Released content
    roles:
      - role: core.rbaccontentguard_downloader
        groups: ["{{ operators_group }}"]
    state: present

- name: Either a role, or a header that a proxy adds
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
content_guard:
  description: >-
    The content guard, as Pulp shows it; null if there is none. Secrets are left
    out.
  type: dict
  returned: when one content guard is given
content_guards:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(content_guard).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all content guards are read
"""
