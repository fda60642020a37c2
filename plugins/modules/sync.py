# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: sync
short_description: Syncs Pulp repositories from their remotes
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Syncs Pulp repositories from their remotes.
- >-
  Give the options of one sync, or a list of them as O(syncs); options beside the
  list are defaults for its items.
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
    - container
    - file
    - python
    - ansible
    - ansible_role
    - ansible_git
  state:
    description:
    - The state to bring the sync to.
    - V(present) if not given.
    type: str
    choices:
    - present
  repository:
    description:
    - The name of the repository.
    type: str
  remote:
    description:
    - The name (or PRN or href) of the remote; without it, the repository's own.
    type: str
  wait:
    description:
    - >-
      Whether to wait for the sync. Without waiting the task is returned, and the
      result is C(changed).
    type: bool
    default: true
  retries:
    description:
    - How often a failed sync is started again.
    type: int
    default: 0
  retry_delay:
    description:
    - Seconds before a failed sync is started again.
    type: int
    default: 1
  resync:
    description:
    - Whether what was synced before is synced again.
    type: str
    choices:
    - always
    - never
    default: always
  sync_policy:
    description:
    - "What becomes of the content that is there: kept, mirrored, or mirrored with its metadata as they are."
    - Only for O(type) V(rpm).
    type: str
    choices:
    - additive
    - mirror_complete
    - mirror_content_only
  skip_types:
    description:
    - Kinds of content that are left out.
    - Only for O(type) V(rpm).
    type: list
    elements: str
    choices:
    - srpm
    - treeinfo
  optimize:
    description:
    - Whether to do nothing if the upstream says that nothing changed.
    - Only for O(type) V(rpm), V(deb), V(file), V(ansible).
    - Needs pulpcore 3.115.0 or newer for V(file).
    type: bool
  mirror:
    description:
    - Whether content that the upstream no longer has is removed.
    - >-
      Only for O(type) V(deb), V(container), V(file), V(python), V(ansible),
      V(ansible_role), V(ansible_git).
    type: bool
  allow_missing_tags:
    description:
    - |-
      Whether a sync may leave out tags that the remote's C(include_tags) names and the upstream does not have. Without it
      such a sync fails and names them. Patterns may match nothing either way.
    - Only for O(type) V(container).
    type: bool
    default: false
  signed_only:
    description:
    - Whether to take only signed images.
    - Only for O(type) V(container).
    type: bool
  syncs:
    description:
    - >-
      Many syncs at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(repository)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Sync repositories, all at the same time
  release_train.pulp.sync:
    type: rpm
    sync_policy: mirror_complete
    retries: 2
    syncs:
      - {repository: example-baseos, remote: example-baseos-remote}
      - {repository: example-appstream, remote: example-appstream-remote}

- name: Sync a repository that was never synced before
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
sync:
  description: The sync, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one sync is given
syncs:
  description:
  - >-
    One entry per given item, in their order, with C(repository), C(changed),
    C(failed), C(msg) and C(sync).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all syncs are read
"""
