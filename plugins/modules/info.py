# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: info
short_description: Read the status of a Pulp server and list its objects
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Read the status of a Pulp server and list its objects.
- >-
  Set the options of one info, or pass a list as O(infos); options next to the
  list are defaults for its items.
- >-
  Without O(state), one info is looked up by O(what), O(types), O(name),
  O(filter), O(joined) and only read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the info.
    - Defaults to V(read).
    type: str
    choices:
    - read
  what:
    description:
    - "What to read: the server's status, or a list of objects."
    type: str
    choices:
    - status
    - repositories
    - repository_versions
    - remotes
    - publications
    - distributions
    - content_guards
    - content
    - artifacts
    - users
    - groups
    - roles
    - access_policies
    - tasks
    - task_groups
    - workers
    - domains
    - signing_services
    - upstream_pulps
    - uploads
    default: status
  types:
    description:
    - |-
      Types of the objects, such as C(rpm) or C(container), as in the option C(type) of the other modules. Defaults to
      all types.
    type: list
    elements: str
  name:
    description:
    - Names of the objects; for users, the login names. Defaults to all objects.
    type: list
    elements: str
  filter:
    description:
    - >-
      Additional filters, named as in Pulp's API. A list becomes one comma-separated
      value.
    type: dict
  joined:
    description:
    - |-
      Whether to add a key C(joined) to repositories, publications and distributions. It contains their repository
      (name), version (number), publication, distributions (names) and content (number of units by type).
    type: bool
    default: true
  wait_for_ready:
    description:
    - Number of seconds to wait until Pulp responds and a worker is online.
    type: int
    default: 0
  infos:
    description:
    - >-
      List of infos, each with the options of a single one. A list is faster than one
      task per item.
    - >-
      Items with the same O(what), O(types), O(name), O(filter), O(joined) must be
      identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Wait until a server that was just started is ready
  release_train.pulp.info:
    wait_for_ready: 60
  register: server

- name: Check that the server is new enough
  ansible.builtin.assert:
    that: server.info.versions.core is version('3.43', '>=')

- name: Read what is served, and its content
  release_train.pulp.info:
    what: distributions
    types: [rpm, deb]
  register: served

- name: Show a line for each distribution
  ansible.builtin.debug:
    msg: "{{ item.base_path }}: version {{ item.joined.version }} of {{ item.joined.repository }}, {{ item.joined.content }}"
  loop: "{{ served.info }}"
  loop_control:
    label: "{{ item.name }}"

- name: Read several lists at once
  release_train.pulp.info:
    infos:
      - {what: users, name: [admin]}
      - {what: tasks, filter: {state__in: [running, waiting]}}
      - {what: repositories, filter: {name__startswith: example-}, joined: false}
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
info:
  description: >-
    The list of objects found, without secrets; for V(status) a dictionary, with
    its C(versions) by component.
  type: raw
  returned: when one info is given; for a list, in its entries
infos:
  description:
  - >-
    One entry per item, in the given order, with C(what), C(changed), C(failed),
    C(msg), C(reason) and C(info); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all infos are read
"""
