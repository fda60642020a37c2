# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: signing_service
short_description: >-
  Reads the signing services of a Pulp server, which only its own administrator
  can make
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Reads the signing services of a Pulp server, which only its own administrator
  can make.
- >-
  Give the options of one signing service, or a list of them as
  O(signing_services); options beside the list are defaults for its items.
- >-
  Without O(state) one signing service is read, by O(name); without any of its
  options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the signing service to.
    - V(read) if not given.
    type: str
    choices:
    - read
  name:
    description:
    - Its name.
    type: str
  signing_services:
    description:
    - >-
      Many signing services at once, each with the options that a single one takes.
      This is the fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: What can sign?
  release_train.pulp.signing_service:
  register: signing

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ signing.signing_services | map(attribute='name') }}"
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
signing_service:
  description: >-
    The signing service, as Pulp shows it; null if there is none. Secrets are left
    out.
  type: dict
  returned: when one signing service is given
signing_services:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(signing_service).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all signing services are read
"""
