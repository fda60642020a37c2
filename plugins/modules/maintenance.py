# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: maintenance
short_description: "Clean up and repair a Pulp server: orphans, damaged files, old tasks, versions, publications and packages"
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- "Clean up and repair a Pulp server: orphans, damaged files, old tasks, versions, publications and packages."
- >-
  Set the options of one maintenance, or pass a list as O(actions); options next
  to the list are defaults for its items.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  action:
    description:
    - Action to carry out.
    - Items of a list can have different ones.
    type: str
    choices:
    - orphan_cleanup
    - repair
    - purge_tasks
    - reclaim_space
    - prune
    - remove_versions
    - remove_publications
  state:
    description:
    - Desired state of the maintenance.
    - Defaults to V(present).
    type: str
    choices:
    - present
  orphan_protection_time:
    description:
    - |-
      Number of minutes that content must have been in no repository before it is deleted. Defaults to the server's
      setting.
    - Only for O(action) V(orphan_cleanup).
    type: int
  content_hrefs:
    description:
    - Hrefs of the content to clean up. Defaults to all content.
    - Only for O(action) V(orphan_cleanup).
    type: list
    elements: str
  wait:
    description:
    - >-
      Whether to wait for the task. Otherwise the task is returned, and the item is
      reported as changed.
    - >-
      Only for O(action) V(orphan_cleanup), V(repair), V(purge_tasks),
      V(reclaim_space).
    type: bool
    default: true
  repository:
    description:
    - Name of the repository to repair. Defaults to everything on the server.
    - Only for O(action) V(repair).
    type: str
  version:
    description:
    - >-
      Number of the version of C(repository) to repair. Defaults to the latest
      version.
    - Only for O(action) V(repair).
    type: int
  verify_checksums:
    description:
    - >-
      Whether to read the files to find damaged ones, instead of only checking that
      they exist.
    - Only for O(action) V(repair).
    type: bool
    default: true
  older_than_days:
    description:
    - |-
      Minimum age in days of what is deleted. For tasks, the age counts from their end, and defaults to 30 unless
      C(finished_before) is given.
    - Only for O(action) V(purge_tasks), V(remove_versions), V(remove_publications).
    type: float
  finished_before:
    description:
    - Time before which the tasks must have ended, such as C(2026-01-31T00:00:00Z).
    - Only for O(action) V(purge_tasks).
    type: str
  states:
    description:
    - Final states of the tasks to delete.
    - Only for O(action) V(purge_tasks).
    type: list
    elements: str
    choices:
    - waiting
    - skipped
    - running
    - completed
    - failed
    - canceled
    - canceling
    default:
    - completed
  repositories:
    description:
    - Names of the repositories; C(*) stands for all of them.
    - >-
      Only for O(action) V(reclaim_space), V(prune), V(remove_versions),
      V(remove_publications).
    type: list
    elements: str
  repo_versions_keeplist:
    description:
    - Hrefs of the repository versions whose files are kept.
    - Only for O(action) V(reclaim_space).
    type: list
    elements: str
  keep_days:
    description:
    - >-
      Number of days for which packages are kept after they were added. Defaults to
      the server's own number.
    - Only for O(action) V(prune).
    type: int
  keep:
    description:
    - |-
      Number of the latest versions or publications of each repository to keep. Those that are distributed are always
      kept, and so is the latest version.
    - Only for O(action) V(remove_versions), V(remove_publications).
    type: int
  force:
    description:
    - |-
      Whether to delete versions and publications even if the user is not a superuser, so that Pulp may hide
      distributions from it. What this user sees distributed is always kept.
    - Only for O(action) V(remove_versions), V(remove_publications).
    type: bool
    default: false
  duplicates:
    description:
    - |-
      Whether to delete only publications that duplicate another one of the same version. Of identical publications,
      those that are distributed are kept, or else the oldest.
    - Only for O(action) V(remove_publications).
    type: bool
    default: false
  actions:
    description:
    - >-
      List of actions, each with the options of a single one. A list is faster than
      one task per item.
    - >-
      Items with the same O(action), O(repositories), O(repository), O(version),
      O(keep), O(duplicates), O(force), O(older_than_days), O(orphan_protection_time),
      O(content_hrefs), O(verify_checksums), O(repo_versions_keeplist), O(keep_days),
      O(finished_before), O(states), O(wait) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Keep the latest two versions and publications of each repository, and all that are served
  release_train.pulp.maintenance:
    keep: 2
    repositories: [example-baseos, example-appstream]
    actions:
      - action: remove_publications
      - action: remove_versions

- name: Check which versions older than a year would be deleted
  release_train.pulp.maintenance:
    action: remove_versions
    repositories: ["*"]
    older_than_days: 365
  check_mode: true
  register: old

- name: Show the repositories of these versions
  ansible.builtin.debug:
    msg: "{{ old.maintenance.removed | map(attribute='repository') | unique }}"

- name: Delete content that has been in no repository for a week, and tasks older than 90 days
  release_train.pulp.maintenance:
    actions:
      - action: orphan_cleanup
        orphan_protection_time: 10080
      - action: purge_tasks
        older_than_days: 90
        states: [completed, failed, canceled]

- name: Download missing and damaged files again
  release_train.pulp.maintenance:
    action: repair
    repository: example-baseos

- name: Remove superseded packages that were added more than 90 days ago
  release_train.pulp.maintenance:
    action: prune
    repositories: [example-appstream]
    keep_days: 90

- name: Free the space of files that can be downloaded again
  release_train.pulp.maintenance:
    action: reclaim_space
    repositories: [example-jammy]
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
maintenance:
  description: "What was done, or would be done: for a task its counts, such as C(content) or C(repaired); for old versions and publications those C(removed), and those C(kept) because a C(distribution) needs them."
  type: dict
  returned: when one maintenance is given; for a list, in its entries
actions:
  description:
  - >-
    One entry per item, in the given order, with C(action), C(changed), C(failed),
    C(msg), C(reason) and C(maintenance); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all actions are read
task:
  description: The task, in its final state; with O(wait=false) only its C(pulp_href).
  type: dict
  returned: when one maintenance is given; for a list, in its entries
"""
