# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: signing_service
short_description: >-
  Read the signing services of a Pulp server, which only its administrator can
  create
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Read the signing services of a Pulp server, which only its administrator can
  create.
- >-
  Set the options of one signing service, or pass a list as O(signing_services);
  options next to the list are defaults for its items.
- >-
  Without O(state), one signing service is looked up by O(name) and only read.
  Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the signing service.
    - Defaults to V(read).
    type: str
    choices:
    - read
  name:
    description:
    - Name of the signing service.
    type: str
  signing_services:
    description:
    - >-
      List of signing services, each with the options of a single one. A list is
      faster than one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Read all signing services
  release_train.pulp.signing_service:
  register: signing

- name: Show the names of the signing services
  ansible.builtin.debug:
    msg: "{{ signing.signing_services | map(attribute='name') }}"
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
signing_service:
  description: The signing service as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one signing service is given
signing_services:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(signing_service); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all signing services are read
"""
