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
    - Only for O(type) V(deb), V(container), V(file), V(python), V(ansible).
    type: bool
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
  type: list
  elements: dict
  returned: when a list is given, and when all syncs are read
"""
