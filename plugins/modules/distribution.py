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
extends_documentation_fragment:
- release_train.pulp.pulp
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
    - |-
      Name of another distribution. This one is pinned to the publication that the other serves now, or to the version where
      its type has no publications, also if the other follows a repository.
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
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all distributions are read
"""
