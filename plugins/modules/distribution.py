# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: distribution
short_description: Manage Pulp distributions and what they serve
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp distributions and what they serve.
- >-
  Set the options of one distribution, or pass a list as O(distributions);
  options next to the list are defaults for its items.
- >-
  Without O(state), one distribution is looked up by O(name) and only read.
  Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Type of the Pulp object.
    - Items of a list can have different ones.
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
    - Desired state of the distribution.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - |-
      Name of the repository to serve. Without C(version) the distribution follows the latest version; with C(version)
      it is pinned.
    type: str
  version:
    description:
    - |-
      Number of the version of C(repository) to serve, or C(latest) to pin the distribution to the version that is the
      latest now.
    type: raw
  publication:
    description:
    - PRN or href of the publication to serve.
    - Only for O(type) V(rpm), V(deb), V(file), V(python).
    type: str
  distribution:
    description:
    - |-
      Name of another distribution. This distribution is pinned to the publication that the other one serves now, or
      to the version for types without publications, even if the other one follows a repository.
    type: str
  skip_existing:
    description:
    - >-
      Whether to skip this distribution if any distribution already serves the same
      version.
    type: bool
    default: false
  name:
    description:
    - Name of the distribution, unique among the distributions of all types.
    type: str
  base_path:
    description:
    - Path below the content app at which the content is served.
    - Required to create the distribution.
    type: str
  hidden:
    description:
    - Whether to hide the distribution in the content app's listing.
    type: bool
  pulp_labels:
    description:
    - Labels.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  content_guard:
    description:
    - Name of the content guard. Without one, anyone can download.
    - Only for O(type) V(rpm), V(deb), V(file), V(python), V(ansible).
    - An empty value clears it.
    type: str
  checkpoint:
    description:
    - >-
      Whether the distribution serves the checkpoints of its repository, by their
      timestamps.
    - Only for O(type) V(rpm), V(deb), V(file).
    - Requires pulp_rpm 3.30.0 or newer for V(rpm).
    - Requires pulp_deb 3.6.0 or newer for V(deb).
    - Requires pulpcore 3.74.0 or newer for V(file).
    type: bool
  generate_repo_config:
    description:
    - Whether to serve a C(.repo) file, too.
    - Only for O(type) V(rpm).
    type: bool
  mode:
    description:
    - >-
      Mode of the publication to serve, if the version has publications of several
      modes.
    - Only for O(type) V(deb).
    type: str
    choices:
    - verbatim
    - simple
    - structured
    - simple_and_structured
  private:
    description:
    - Whether only users with a role on its namespace can pull images.
    - Only for O(type) V(container), V(container_pull_through).
    type: bool
  description:
    description:
    - Description.
    - Only for O(type) V(container), V(container_pull_through).
    - An empty value clears it.
    type: str
  remote:
    description:
    - Name of the pull-through remote.
    - Only for O(type) V(container_pull_through), V(python).
    type: str
  allow_uploads:
    description:
    - Whether to allow uploads with C(twine upload).
    - Only for O(type) V(python).
    type: bool
  distributions:
    description:
    - >-
      List of distributions, each with the options of a single one. A list is faster
      than one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Serve the latest publications to the test environment
  release_train.pulp.distribution:
    type: rpm
    version: latest
    distributions:
      - {name: example-baseos-development, base_path: example/baseos/development, repository: example-baseos}
      - {name: example-appstream-development, base_path: example/appstream/development, repository: example-appstream}

- name: Promote to production exactly what development serves now
  release_train.pulp.distribution:
    type: rpm
    distributions:
      - {name: example-baseos-production, base_path: example/baseos/production, distribution: example-baseos-development}
      - {name: example-appstream-production, base_path: example/appstream/production, distribution: example-appstream-development}

- name: Serve a Debian repository behind a content guard
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
distribution:
  description: The distribution as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one distribution is given
distributions:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(distribution); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all distributions are read
"""
