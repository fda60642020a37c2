# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: task
short_description: Wait for, cancel, delete and read Pulp tasks
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Wait for, cancel, delete and read Pulp tasks.
- >-
  Set the options of one task, or pass a list as O(tasks); options next to the
  list are defaults for its items.
- >-
  Without O(state), one task is looked up by O(pulp_href) and only read. Without
  any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the task.
    - Defaults to V(read).
    type: str
    choices:
    - completed
    - canceled
    - absent
    - read
  pulp_href:
    description:
    - >-
      Href or PRN of one task. A list may contain plain hrefs or PRNs instead of
      dictionaries.
    type: str
  name:
    description:
    - >-
      Name of the tasks to select, such as
      C(pulpcore.app.tasks.orphan.orphan_cleanup).
    type: str
  states:
    description:
    - States of the tasks to select.
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
  logging_cid:
    description:
    - Correlation ID of the requests that started the tasks to select.
    type: str
  task_group:
    description:
    - Href of the task group of the tasks to select.
    type: str
  older_than_days:
    description:
    - Minimum age in days of the tasks to select, counted from their creation.
    type: float
  filter:
    description:
    - Additional filters, named as in Pulp's API.
    type: dict
  tasks:
    description:
    - >-
      List of tasks, each with the options of a single one. A list is faster than one
      task per item.
    - Items with the same O(pulp_href) must be identical.
    type: list
    elements: raw
"""

EXAMPLES = r"""
---
- name: Start a task without waiting for it
  release_train.pulp.api_call:
    path: tasks/purge/
    method: POST
    body: {finished_before: "2020-01-01T00:00:00Z"}
    wait: false
  register: purge
  changed_when: false

- name: Wait for the task
  release_train.pulp.task:
    pulp_href: "{{ purge.response.task }}"
    state: completed

- name: Wait for a list of tasks
  release_train.pulp.task:
    tasks: ["{{ purge.response.task }}"]
    state: completed

- name: Read failed tasks
  release_train.pulp.task:
    states: [failed]

- name: Cancel tasks that have been waiting for a week
  release_train.pulp.task:
    states: [waiting]
    older_than_days: 7
    state: canceled

- name: Delete rpm sync tasks that are older than a year
  release_train.pulp.task:
    name: pulp_rpm.app.tasks.synchronizing.synchronize
    older_than_days: 365
    state: absent
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
task:
  description: The task as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one task is given
tasks:
  description:
  - >-
    One entry per item, in the given order, with C(pulp_href), C(changed),
    C(failed), C(msg), C(reason) and C(task); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all tasks are read
"""
