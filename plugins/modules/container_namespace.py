# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: container_namespace
short_description: Manage namespaces of container images in Pulp
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage namespaces of container images in Pulp.
- >-
  Set the options of one container namespace, or pass a list as
  O(container_namespaces); options next to the list are defaults for its items.
- >-
  Without O(state), one container namespace is looked up by O(name) and only
  read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the container namespace.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  force:
    description:
    - Whether to delete a namespace that contains images, together with these images.
    type: bool
    default: false
  name:
    description:
    - Name of the namespace.
    type: str
  pulp_labels:
    description:
    - Labels. They can be set only when the namespace is created.
    - Requires pulp_container 2.28.0 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  container_namespaces:
    description:
    - >-
      List of container namespaces, each with the options of a single one. A list is
      faster than one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a namespace on which users can get roles before the first image is pushed
  release_train.pulp.container_namespace:
    name: example-namespace
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
container_namespace:
  description: >-
    The container namespace as Pulp returns it, without secrets; null if there is
    none.
  type: dict
  returned: when one container namespace is given
container_namespaces:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(container_namespace); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all container namespaces are read
"""
