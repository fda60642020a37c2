# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: distribution
short_description: >-
  Makes, changes, removes and reads Pulp distributions, and decides what they
  serve
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Makes, changes, removes and reads Pulp distributions, and decides what they
  serve.
- >-
  Give the options of one distribution, or a list of them as O(distributions);
  options beside the list are defaults for its items.
- >-
  Without O(state) one distribution is read, by O(name); without any of its
  options, all are.
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
    - container_pull_through
    - file
    - python
    - ansible
  state:
    description:
    - The state to bring the distribution to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - "The repository to serve, by name: alone always its newest content, with C(version) that version's."
    type: str
  version:
    description:
    - "The number of the version of C(repository) to serve, or C(latest): the one that is the newest now."
    type: raw
  publication:
    description:
    - The publication to serve, by PRN or href.
    - Only for O(type) V(rpm), V(deb), V(file), V(python).
    type: str
  distribution:
    description:
    - "Another distribution, by name: serve what it serves now."
    type: str
  skip_existing:
    description:
    - >-
      Whether to leave this distribution alone if some distribution serves the
      version already.
    type: bool
    default: false
  name:
    description:
    - Its name; unique among the distributions of all types.
    type: str
  base_path:
    description:
    - The path below the content app where it serves.
    - Needed to make a distribution.
    type: str
  hidden:
    description:
    - Whether it is left out of the content app's listing.
    type: bool
  pulp_labels:
    description:
    - Its labels.
    - An empty value clears it.
    - Labels that start with C(release_train_) are kept, whatever is given.
    type: dict
  content_guard:
    description:
    - Who may download; anyone if cleared.
    - Only for O(type) V(rpm), V(deb), V(file), V(python), V(ansible).
    - An empty value clears it.
    type: str
  checkpoint:
    description:
    - Whether it serves the repository's checkpoints, by their time.
    - Only for O(type) V(rpm), V(deb), V(file).
    - Needs pulp_rpm 3.30.0 or newer for V(rpm).
    - Needs pulp_deb 3.6.0 or newer for V(deb).
    - Needs pulpcore 3.74.0 or newer for V(file).
    type: bool
  generate_repo_config:
    description:
    - Whether it serves a C(.repo) file too.
    - Only for O(type) V(rpm).
    type: bool
  mode:
    description:
    - Which of a version's publications to serve, if it has some of several modes.
    - Only for O(type) V(deb).
    type: str
    choices:
    - verbatim
    - simple
    - structured
    - simple_and_structured
  private:
    description:
    - Whether only users with a role on its namespace may pull.
    - Only for O(type) V(container), V(container_pull_through).
    type: bool
  description:
    description:
    - What it is for.
    - Only for O(type) V(container), V(container_pull_through).
    - An empty value clears it.
    type: str
  remote:
    description:
    - The pull-through remote.
    - Only for O(type) V(container_pull_through), V(python).
    type: str
  allow_uploads:
    description:
    - Whether C(twine upload) may add packages.
    - Only for O(type) V(python).
    type: bool
  distributions:
    description:
    - >-
      Many distributions at once, each with the options that a single one takes. This
      is the fast way.
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
- name: Serve the newest publications to the test environment
  release_train.pulp.distribution:
    type: rpm
    version: latest
    distributions:
      - {name: example-baseos-development, base_path: example/baseos/development, repository: example-baseos}
      - {name: example-appstream-development, base_path: example/appstream/development, repository: example-appstream}

- name: Promote, production serves exactly what development serves now
  release_train.pulp.distribution:
    type: rpm
    distributions:
      - {name: example-baseos-production, base_path: example/baseos/production, distribution: example-baseos-development}
      - {name: example-appstream-production, base_path: example/appstream/production, distribution: example-appstream-development}

- name: Serve a Debian repository to those whom a content guard lets in
  release_train.pulp.distribution:
    type: deb
    name: example-jammy
    base_path: example/jammy
    repository: example-jammy
    version: latest
    mode: verbatim
    content_guard: example-release
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
distribution:
  description: The distribution, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one distribution is given
distributions:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(distribution).
  - After a failure only what changed or failed is shown whole.
  type: list
  elements: dict
  returned: when a list is given, and when all distributions are read
"""
