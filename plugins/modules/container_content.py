# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: container_content
short_description: Copy, remove and read tags in Pulp container repositories
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Copy, remove and read tags in Pulp container repositories.
- >-
  Set the options of one container content, or pass a list as
  O(container_contents); options next to the list are defaults for its items.
- >-
  Without O(state), one container content is looked up by O(repository),
  O(src_repo), O(tags) and only read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the container content.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - Name of the repository to copy the tags to, remove them from or read them in.
    type: str
  tags:
    description:
    - Names of the tags. Reading without this option returns all tags.
    type: list
    elements: str
  src_repo:
    description:
    - Name of the repository to copy the tags from.
    type: str
  allow_missing:
    description:
    - >-
      Whether to skip missing tags. Otherwise a missing tag fails the item, and none
      of its tags are copied.
    type: bool
    default: false
  wait:
    description:
    - >-
      Whether to wait for the task. Otherwise the task is returned, and the item is
      reported as changed.
    type: bool
    default: true
  is_push:
    description:
    - Not needed, because push repositories are detected.
    type: bool
    default: false
  src_is_push:
    description:
    - Not needed, because push repositories are detected.
    type: bool
    default: false
  container_contents:
    description:
    - >-
      List of container contents, each with the options of a single one. A list is
      faster than one task per item.
    - Items with the same O(repository), O(src_repo), O(tags) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Copy a tag from a mirrored repository to a released one
  release_train.pulp.container_content:
    repository: example-released
    src_repo: example/keystone
    tags: [2024.1-rocky-9-20241218T040506]
    state: present

- name: Check that all tags that a deployment needs exist
  release_train.pulp.container_content:
    container_contents:
      - {repository: example-released, tags: [2024.1-rocky-9-20241218T040506], state: read}

- name: Remove a tag from a released repository
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
container_content:
  description: >-
    The container content as Pulp returns it, without secrets; null if there is
    none.
  type: dict
  returned: when one container content is given
container_contents:
  description:
  - >-
    One entry per item, in the given order, with C(repository), C(changed),
    C(failed), C(msg), C(reason) and C(container_content); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all container contents are read
"""
