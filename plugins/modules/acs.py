# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: acs
short_description: Manage and refresh alternate content sources in Pulp
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage and refresh alternate content sources in Pulp.
- >-
  Set the options of one acs, or pass a list as O(acses); options next to the
  list are defaults for its items.
- >-
  Without O(state), one acs is looked up by O(name) and only read. Without any of
  its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Type of the Pulp object.
    - Items of a list can have different ones.
    type: str
    choices:
    - rpm
    - deb
    - file
  state:
    description:
    - Desired state of the acs.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  refresh:
    description:
    - |-
      Whether to refresh the source, so that Pulp reads what it currently offers. A source is used only after its
      first refresh. A refresh always counts as a change.
    type: bool
    default: false
  name:
    description:
    - Name of the alternate content source, unique among those of all types.
    type: str
  remote:
    description:
    - |-
      Name of the remote to download content from, in place of any other remote, if it has the content. Its policy
      must be C(on_demand).
    - Required to create the acs.
    type: str
  paths:
    description:
    - |-
      Paths below the remote's URL, each a source of its own. Without paths, the URL itself is the source. When a
      path is removed from one alternate content source, Pulp removes it from all others, too; the module restores
      it on those and warns that they must be refreshed.
    - Only for O(type) V(rpm), V(file).
    - An empty value clears it.
    type: list
    elements: str
  acses:
    description:
    - >-
      List of acses, each with the options of a single one. A list is faster than one
      task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a remote for a mirror nearby
  release_train.pulp.remote:
    type: rpm
    name: example-mirror
    url: "{{ upstream_url }}/upstream/rpm/"
    policy: on_demand
    state: present

- name: Download packages from the mirror if it has them
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
acs:
  description: The acs as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one acs is given
acses:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(acs); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all acses are read
"""
