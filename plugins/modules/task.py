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
  profile:
    description:
    - |-
      The profile of the pulp CLI's settings (C(cli.toml)) that says what neither options nor environment say: a
      name as in C(pulp --profile), or C(default). It is read on the host where the module runs.
    - "If not given, taken from the environment: E(PULP_PROFILE)."
    type: str
  pulp_url:
    description:
    - The server's address, without a path, e.g. C(https://pulp.example.com).
    - "If not given, taken from the environment: E(PULP_URL), E(SQUEEZER_PULP_URL)."
    type: str
  username:
    description:
    - The user's name.
    - "If not given, taken from the environment: E(PULP_USERNAME), E(SQUEEZER_USERNAME)."
    type: str
  password:
    description:
    - The user's password.
    - "A secret: it is never shown, in no output and no diff."
    - "If not given, taken from the environment: E(PULP_PASSWORD), E(SQUEEZER_PASSWORD)."
    type: str
  user_cert:
    description:
    - >-
      Path of a client certificate (PEM) to authenticate with, on the host where the
      module runs.
    type: str
  user_key:
    description:
    - Path of the key (PEM) of C(user_cert).
    type: str
  validate_certs:
    description:
    - Whether the server's certificate must be valid.
    - "If not given, taken from the environment: E(PULP_VALIDATE_CERTS), E(SQUEEZER_VALIDATE_CERTS)."
    type: bool
    default: true
  ca_bundle:
    description:
    - Path of the certificate authorities (PEM) to trust; without it, the system's.
    - "If not given, taken from the environment: E(PULP_CA_BUNDLE), E(REQUESTS_CA_BUNDLE), E(SSL_CERT_FILE)."
    type: str
  request_headers:
    description:
    - HTTP headers to send with every request.
    - "A secret: it is never shown, in no output and no diff."
    type: dict
  domain:
    description:
    - The domain to work in, where the server has domains enabled.
    type: str
  api_root:
    description:
    - The path below which the server's API is.
    type: str
    default: /pulp/
  timeout:
    description:
    - >-
      Seconds that a task may run, counted from its own start; 0 is for ever. Waiting
      for a worker does not count while one is online.
    type: int
    default: 3600
  request_timeout:
    description:
    - Seconds until a request is given up.
    type: int
    default: 60
  request_retries:
    description:
    - How often a request that found no connection or a busy server is sent again.
    type: int
    default: 3
  concurrency:
    description:
    - How many requests are under way at once.
    type: int
    default: 10
attributes:
  check_mode:
    support: full
    description: Reads everything, changes nothing, and predicts what a real run would do.
  diff_mode:
    support: full
    description: Returns what differs, one entry per object. Secrets are never shown.
notes:
- "The module is a program of its own: it needs no Python on the host that it runs on."
- "Connection options can be set once for a play: C(module_defaults) with C(group/release_train.pulp.pulp)."
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
  type: list
  elements: dict
  returned: when a list is given, and when all tasks are read
"""
