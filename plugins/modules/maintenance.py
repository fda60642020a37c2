# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: maintenance
short_description: "Keeps a Pulp server tidy: orphans, damaged files, old tasks, versions, publications and packages"
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- "Keeps a Pulp server tidy: orphans, damaged files, old tasks, versions, publications and packages."
- >-
  Give the options of one maintenance, or a list of them as O(actions); options
  beside the list are defaults for its items.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  action:
    description:
    - What to do.
    - An item of a list may have its own.
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
    - The state to bring the maintenance to.
    - V(present) if not given.
    type: str
    choices:
    - present
  orphan_protection_time:
    description:
    - >-
      Only content that has been in no repository for so many minutes. Without it,
      the server's setting.
    - Only for O(action) V(orphan_cleanup).
    type: int
  content_hrefs:
    description:
    - Only this content (hrefs).
    - Only for O(action) V(orphan_cleanup).
    type: list
    elements: str
  wait:
    description:
    - >-
      Whether to wait for the end. Without waiting the task is returned, and the
      result is C(changed).
    - >-
      Only for O(action) V(orphan_cleanup), V(repair), V(purge_tasks),
      V(reclaim_space).
    type: bool
    default: true
  repository:
    description:
    - The name of one repository. Without it, all that the server has is repaired.
    - Only for O(action) V(repair).
    type: str
  version:
    description:
    - The number of a version of C(repository). Without it, the newest.
    - Only for O(action) V(repair).
    type: int
  verify_checksums:
    description:
    - >-
      Whether files are read to see if they are damaged, not only whether they are
      there.
    - Only for O(action) V(repair).
    type: bool
    default: true
  older_than_days:
    description:
    - >-
      Only what is older than so many days. Tasks count from their end, and 30 is
      meant if nothing is given.
    - Only for O(action) V(purge_tasks), V(remove_versions), V(remove_publications).
    type: float
  finished_before:
    description:
    - Only tasks that ended before that moment, such as C(2026-01-31T00:00:00Z).
    - Only for O(action) V(purge_tasks).
    type: str
  states:
    description:
    - Only tasks that ended so.
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
    - The names of repositories; C(*) stands for all of them.
    - >-
      Only for O(action) V(reclaim_space), V(prune), V(remove_versions),
      V(remove_publications).
    type: list
    elements: str
  repo_versions_keeplist:
    description:
    - The hrefs of versions whose files are kept.
    - Only for O(action) V(reclaim_space).
    type: list
    elements: str
  keep_days:
    description:
    - >-
      Packages that were added so many days ago, or later, stay. Without it, the
      server's own number.
    - Only for O(action) V(prune).
    type: int
  keep:
    description:
    - >-
      How many of the newest of each repository stay. What is distributed stays
      anyway, and so does the newest version.
    - Only for O(action) V(remove_versions), V(remove_publications).
    type: int
  force:
    description:
    - |-
      Whether to remove versions and publications as a user who is not a superuser, from whom Pulp may hide distributions. What
      this user sees distributed stays anyway.
    - Only for O(action) V(remove_versions), V(remove_publications).
    type: bool
    default: false
  duplicates:
    description:
    - >-
      Only publications that repeat another one of the same version. Of those alike
      the ones that are distributed stay, or the oldest.
    - Only for O(action) V(remove_publications).
    type: bool
    default: false
  actions:
    description:
    - >-
      Many actions at once, each with the options that a single one takes. This is
      the fast way.
    - >-
      An item given twice (O(action), O(repositories), O(repository), O(version),
      O(keep), O(duplicates), O(force), O(older_than_days), O(orphan_protection_time),
      O(content_hrefs), O(verify_checksums), O(repo_versions_keeplist), O(keep_days),
      O(finished_before), O(states), O(wait)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Of each repository the newest two versions and publications stay, and what is distributed
  release_train.pulp.maintenance:
    keep: 2
    repositories: [example-baseos, example-appstream]
    actions:
      - action: remove_publications
      - action: remove_versions

- name: What would go of all that is older than a year?
  release_train.pulp.maintenance:
    action: remove_versions
    repositories: ["*"]
    older_than_days: 365
  check_mode: true
  register: old

- name: A list
  ansible.builtin.debug:
    msg: "{{ old.maintenance.removed | map(attribute='repository') | unique }}"

- name: Content that has been in no repository for a week, and tasks of last quarter
  release_train.pulp.maintenance:
    actions:
      - action: orphan_cleanup
        orphan_protection_time: 10080
      - action: purge_tasks
        older_than_days: 90
        states: [completed, failed, canceled]

- name: Files that got lost or damaged are fetched again
  release_train.pulp.maintenance:
    action: repair
    repository: example-baseos

- name: Superseded packages that were added more than 90 days ago
  release_train.pulp.maintenance:
    action: prune
    repositories: [example-appstream]
    keep_days: 90

- name: Files that can be fetched again
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
maintenance:
  description: >-
    What was done, or would be; of a task its counts, such as C(content) or
    C(repaired); of old versions and publications those C(removed), and those C(kept) as a
    C(distribution) needs them.
  type: dict
  returned: when one maintenance is given; of a list, in its entries
actions:
  description:
  - >-
    One entry per given item, in their order, with C(action), C(changed),
    C(failed), C(msg) and C(maintenance).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all actions are read
task:
  description: The task that did it, as it ended; with O(wait=false) only its C(pulp_href).
  type: dict
  returned: when one maintenance is given; of a list, in its entries
"""
