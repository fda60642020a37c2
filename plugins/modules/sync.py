# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: sync
short_description: Sync Pulp repositories from their remotes
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Sync Pulp repositories from their remotes.
- >-
  Set the options of one sync, or pass a list as O(syncs); options next to the
  list are defaults for its items.
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
    - container
    - file
    - python
    - ansible
    - ansible_role
    - ansible_git
  state:
    description:
    - Desired state of the sync.
    - Defaults to V(present).
    type: str
    choices:
    - present
  repository:
    description:
    - Name of the repository.
    type: str
  remote:
    description:
    - Name, PRN or href of the remote. Defaults to the repository's own remote.
    type: str
  wait:
    description:
    - >-
      Whether to wait for the sync. Otherwise the task is returned, and the item is
      reported as changed.
    type: bool
    default: true
  retries:
    description:
    - Number of times that a failed sync is started again.
    type: int
    default: 0
  retry_delay:
    description:
    - Seconds to wait before a failed sync is started again.
    type: int
    default: 1
  resync:
    description:
    - >-
      Whether to sync repositories that were synced before. With C(never) they are
      skipped.
    type: str
    choices:
    - always
    - never
    default: always
  sync_policy:
    description:
    - |-
      Sync mode. C(additive) keeps content that the upstream removed, C(mirror_content_only) removes it, and
      C(mirror_complete) also copies the upstream metadata unchanged.
    - Only for O(type) V(rpm).
    type: str
    choices:
    - additive
    - mirror_complete
    - mirror_content_only
  skip_types:
    description:
    - Content types to skip.
    - Only for O(type) V(rpm).
    type: list
    elements: str
    choices:
    - srpm
    - treeinfo
  optimize:
    description:
    - Whether to skip the sync if the upstream metadata has not changed.
    - Only for O(type) V(rpm), V(deb), V(file), V(ansible).
    - Requires pulpcore 3.115.0 or newer for V(file).
    type: bool
  mirror:
    description:
    - Whether to remove content that the upstream no longer has.
    - >-
      Only for O(type) V(deb), V(container), V(file), V(python), V(ansible),
      V(ansible_role), V(ansible_git).
    type: bool
  allow_missing_tags:
    description:
    - |-
      Whether a sync may leave out tags from the remote's C(include_tags) that the upstream does not have. Otherwise
      such a sync fails and reports the tags. Patterns may match nothing in either case.
    - Only for O(type) V(container).
    type: bool
    default: false
  signed_only:
    description:
    - Whether to sync only signed images.
    - Only for O(type) V(container).
    type: bool
  syncs:
    description:
    - >-
      List of syncs, each with the options of a single one. A list is faster than one
      task per item.
    - Items with the same O(repository) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Sync several rpm repositories at the same time
  release_train.pulp.sync:
    type: rpm
    sync_policy: mirror_complete
    retries: 2
    syncs:
      - {repository: example-baseos, remote: example-baseos-remote}
      - {repository: example-appstream, remote: example-appstream-remote}

- name: Sync a Debian repository, unless it has been synced before
  release_train.pulp.sync:
    type: deb
    repository: example-jammy
    remote: example-jammy-remote
    mirror: true
    resync: never
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
sync:
  description: The sync as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one sync is given
syncs:
  description:
  - >-
    One entry per item, in the given order, with C(repository), C(changed),
    C(failed), C(msg), C(reason) and C(sync); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all syncs are read
"""
