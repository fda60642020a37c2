# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: acs
short_description: Makes, changes, refreshes, removes and reads alternate content sources of Pulp
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Makes, changes, refreshes, removes and reads alternate content sources of Pulp.
- >-
  Give the options of one acs, or a list of them as O(acses); options beside the
  list are defaults for its items.
- >-
  Without O(state) one acs is read, by O(name); without any of its options, all
  are.
options:
  type:
    description:
    - Which kind of Pulp content this is about.
    - An item of a list may have its own.
    type: str
    choices:
    - rpm
    - deb
    - file
  state:
    description:
    - The state to bring the acs to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  refresh:
    description:
    - >-
      Whether Pulp looks what the source has now. It is used only after the first
      such look. Always a change.
    type: bool
    default: false
  name:
    description:
    - Its name; unique among those of all types.
    type: str
  remote:
    description:
    - >-
      The remote that content is taken from, if it has it, in the place of any other;
      its policy must be C(on_demand).
    - Needed to make a acs.
    type: str
  paths:
    description:
    - "Paths below the remote's URL, each a source of its own; none: the URL itself."
    - Only for O(type) V(rpm), V(file).
    - An empty value clears it.
    type: list
    elements: str
  acses:
    description:
    - >-
      Many acses at once, each with the options that a single one takes. This is the
      fast way.
    - An item given twice (O(name)) must be the same both times.
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
- name: Where to download from, if it is there
  release_train.pulp.remote:
    type: rpm
    name: example-mirror
    url: "{{ upstream_url }}/upstream/rpm/"
    policy: on_demand
    state: present

- name: Packages come from a mirror nearby
  release_train.pulp.acs:
    type: rpm
    name: example-mirror
    remote: example-mirror
    paths: [rocky-9-baseos/]
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
acs:
  description: The acs, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one acs is given
acses:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(acs).
  - After a failure only what changed or failed is shown whole.
  type: list
  elements: dict
  returned: when a list is given, and when all acses are read
"""
