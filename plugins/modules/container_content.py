# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: container_content
short_description: Copies tags from one container repository to another, removes and reads them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Copies tags from one container repository to another, removes and reads them.
- >-
  Give the options of one container content, or a list of them as
  O(container_contents); options beside the list are defaults for its items.
- >-
  Without O(state) one container content is read, by O(repository), O(src_repo),
  O(tags); without any of its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the container content to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - The name of the repository that the tags are copied to, removed from or read in.
    type: str
  tags:
    description:
    - The tags. Reading without them reads all.
    type: list
    elements: str
  src_repo:
    description:
    - The name of the repository from which the tags are copied.
    type: str
  allow_missing:
    description:
    - >-
      Whether tags that are not there are passed over. Without it nothing of the item
      is done.
    type: bool
    default: false
  wait:
    description:
    - >-
      Whether to wait for the copies. Without waiting the task is returned, and the
      result is C(changed).
    type: bool
    default: true
  is_push:
    description:
    - "Not needed: push repositories are found by looking."
    type: bool
    default: false
  src_is_push:
    description:
    - "Not needed: push repositories are found by looking."
    type: bool
    default: false
  container_contents:
    description:
    - >-
      Many container contents at once, each with the options that a single one takes.
      This is the fast way.
    - >-
      An item given twice (O(repository), O(src_repo), O(tags)) must be the same both
      times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: An image goes from what was mirrored to what is released, by its tag
  release_train.pulp.container_content:
    repository: example-released
    src_repo: example/keystone
    tags: [2024.1-rocky-9-20241218T040506]
    state: present

- name: Are all tags there that a deployment needs?
  release_train.pulp.container_content:
    container_contents:
      - {repository: example-released, tags: [2024.1-rocky-9-20241218T040506], state: read}

- name: A tag is taken back
  release_train.pulp.container_content:
    repository: example-released
    tags: [2023.1-rocky-9-20230101T000000]
    state: absent
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
container_content:
  description: >-
    The container content, as Pulp shows it; null if there is none. Secrets are
    left out.
  type: dict
  returned: when one container content is given
container_contents:
  description:
  - >-
    One entry per given item, in their order, with C(repository), C(changed),
    C(failed), C(msg) and C(container_content).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all container contents are read
"""
