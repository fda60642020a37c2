# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: acs
short_description: Makes, changes, refreshes, removes and reads alternate content sources of Pulp
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Makes, changes, refreshes, removes and reads alternate content sources of Pulp.
- >-
  Give the options of one acs, or a list of them as O(acses); options beside the
  list are defaults for its items.
- >-
  Without O(state) one acs is read, by O(name); without any of its options, all
  are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Which kind of Pulp content this is about.
    - An item of a list may have its own.
    type: str
    choices:
    - rpm
    - deb
    - file
  state:
    description:
    - The state to bring the acs to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  refresh:
    description:
    - >-
      Whether Pulp looks what the source has now. It is used only after the first
      such look. Always a change.
    type: bool
    default: false
  name:
    description:
    - Its name; unique among those of all types.
    type: str
  remote:
    description:
    - >-
      The remote that content is taken from, if it has it, in the place of any other;
      its policy must be C(on_demand).
    - Needed to make a acs.
    type: str
  paths:
    description:
    - |-
      Paths below the remote's URL, each a source of its own; none: the URL itself. When a path is removed from one source,
      Pulp removes it from all sources. The module restores it on the others and warns that they must be refreshed.
    - Only for O(type) V(rpm), V(file).
    - An empty value clears it.
    type: list
    elements: str
  acses:
    description:
    - >-
      Many acses at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Where to download from, if it is there
  release_train.pulp.remote:
    type: rpm
    name: example-mirror
    url: "{{ upstream_url }}/upstream/rpm/"
    policy: on_demand
    state: present

- name: Packages come from a mirror nearby
  release_train.pulp.acs:
    type: rpm
    name: example-mirror
    remote: example-mirror
    paths: [rocky-9-baseos/]
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
acs:
  description: The acs, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one acs is given
acses:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(acs).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all acses are read
"""
