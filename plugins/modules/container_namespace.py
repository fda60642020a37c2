# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: container_namespace
short_description: Makes, removes and reads namespaces of container images
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Makes, removes and reads namespaces of container images.
- >-
  Give the options of one container namespace, or a list of them as
  O(container_namespaces); options beside the list are defaults for its items.
- >-
  Without O(state) one container namespace is read, by O(name); without any of
  its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the container namespace to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  force:
    description:
    - Whether to remove a namespace with the images in it.
    type: bool
    default: false
  name:
    description:
    - Its name.
    type: str
  pulp_labels:
    description:
    - Its labels. Pulp takes them for a new one, and has no way to change them.
    - Needs pulp_container 2.28.0 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are kept, whatever is given.
    type: dict
  container_namespaces:
    description:
    - >-
      Many container namespaces at once, each with the options that a single one
      takes. This is the fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: A namespace on which users can get rights before there is an image
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
container_namespace:
  description: >-
    The container namespace, as Pulp shows it; null if there is none. Secrets are
    left out.
  type: dict
  returned: when one container namespace is given
container_namespaces:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(container_namespace).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all container namespaces are read
"""
