# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: task
short_description: Waits for Pulp's tasks, cancels, removes and reads them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Waits for Pulp's tasks, cancels, removes and reads them.
- >-
  Give the options of one task, or a list of them as O(tasks); options beside the
  list are defaults for its items.
- >-
  Without O(state) one task is read, by O(pulp_href); without any of its options,
  all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the task to.
    - V(read) if not given.
    type: str
    choices:
    - completed
    - canceled
    - absent
    - read
  pulp_href:
    description:
    - The href (or PRN) of one task. A list may hold nothing but these.
    type: str
  name:
    description:
    - All tasks of this name, such as C(pulpcore.app.tasks.orphan.orphan_cleanup).
    type: str
  states:
    description:
    - All tasks in one of these states.
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
    - All tasks that requests of this correlation id started.
    type: str
  task_group:
    description:
    - All tasks of this group (an href).
    type: str
  older_than_days:
    description:
    - All tasks that were started longer ago than so many days.
    type: float
  filter:
    description:
    - Further filters, as Pulp has them for its list of tasks.
    type: dict
  tasks:
    description:
    - >-
      Many tasks at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(pulp_href)) must be the same both times.
    type: list
    elements: raw
"""

EXAMPLES = r"""
---
- name: Something that takes its time
  release_train.pulp.api_call:
    path: tasks/purge/
    method: POST
    body: {finished_before: "2020-01-01T00:00:00Z"}
    wait: false
  register: purge
  changed_when: false

- name: Wait for it
  release_train.pulp.task:
    pulp_href: "{{ purge.response.task }}"
    state: completed

- name: The same for many
  release_train.pulp.task:
    tasks: ["{{ purge.response.task }}"]
    state: completed

- name: What failed
  release_train.pulp.task:
    states: [failed]

- name: Stop what has been waiting for a week
  release_train.pulp.task:
    states: [waiting]
    older_than_days: 7
    state: canceled

- name: Forget the syncs of last year
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
task:
  description: The task, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one task is given
tasks:
  description:
  - >-
    One entry per given item, in their order, with C(pulp_href), C(changed),
    C(failed), C(msg) and C(task).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all tasks are read
"""
