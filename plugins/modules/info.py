# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: info
short_description: Reads the status of a Pulp server, and lists of whatever it has
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Reads the status of a Pulp server, and lists of whatever it has.
- >-
  Give the options of one info, or a list of them as O(infos); options beside the
  list are defaults for its items.
- >-
  Without O(state) one info is read, by O(what), O(types), O(name), O(filter),
  O(joined); without any of its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the info to.
    - V(read) if not given.
    type: str
    choices:
    - read
  what:
    description:
    - What to read.
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
    - >-
      Only those of these types, such as C(rpm) or C(container), by the names that
      the option C(type) of the other modules has.
    type: list
    elements: str
  name:
    description:
    - Only those of these names; of users by the name to log in with.
    type: list
    elements: str
  filter:
    description:
    - >-
      Further filters, as Pulp has them for the list. A list becomes one value with
      commas.
    type: dict
  joined:
    description:
    - |-
      Whether repositories, publications and distributions get a key C(joined), which tells their repository (its name), version
      (its number), publication, distributions (names) and content (numbers of units by type).
    type: bool
    default: true
  wait_for_ready:
    description:
    - Seconds to wait until Pulp answers and a worker is online.
    type: int
    default: 0
  infos:
    description:
    - >-
      Many infos at once, each with the options that a single one takes. This is the
      fast way.
    - >-
      An item given twice (O(what), O(types), O(name), O(filter), O(joined)) must be
      the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: A server that has just been started
  release_train.pulp.info:
    wait_for_ready: 60
  register: server

- name: It is new enough
  ansible.builtin.assert:
    that: server.info.versions.core is version('3.43', '>=')

- name: What is served, and what is in it?
  release_train.pulp.info:
    what: distributions
    types: [rpm, deb]
  register: served

- name: A line for each
  ansible.builtin.debug:
    msg: "{{ item.base_path }}: version {{ item.joined.version }} of {{ item.joined.repository }}, {{ item.joined.content }}"
  loop: "{{ served.info }}"
  loop_control:
    label: "{{ item.name }}"

- name: Several lists at once
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
info:
  description: >-
    The list of what was found, without secrets; of V(status) a dictionary, whose
    C(versions) are by component.
  type: raw
  returned: when one info is given; of a list, in its entries
infos:
  description:
  - >-
    One entry per given item, in their order, with C(what), C(changed), C(failed),
    C(msg) and C(info).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all infos are read
"""
