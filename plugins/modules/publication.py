# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: publication
short_description: Publishes versions of Pulp repositories, and removes and reads publications
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Publishes versions of Pulp repositories, and removes and reads publications.
- >-
  Give the options of one publication, or a list of them as O(publications);
  options beside the list are defaults for its items.
- >-
  Without O(state) one publication is read, by O(repository), O(version),
  O(mode); without any of its options, all are.
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
    - file
    - python
  state:
    description:
    - The state to bring the publication to.
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
    - The name of the repository.
    type: str
  version:
    description:
    - The number of the version, which may be 0; the newest if not given.
    type: int
  force:
    description:
    - |-
      Whether to remove a publication that a distribution serves. Only a superuser can know that none does, so other users need
      this too.
    type: bool
    default: false
  checkpoint:
    description:
    - Whether it is a checkpoint, to be served by its time.
    - Only for O(type) V(rpm), V(deb), V(file).
    - Needs pulp_rpm 3.30.0 or newer for V(rpm).
    - Needs pulp_deb 3.6.0 or newer for V(deb).
    - Needs pulpcore 3.74.0 or newer for V(file).
    type: bool
  checksum_type:
    description:
    - The checksums in the metadata.
    - Only for O(type) V(rpm).
    - Needs pulp_rpm 3.25.0 or newer.
    type: str
    choices:
    - unknown
    - md5
    - sha1
    - sha224
    - sha256
    - sha384
    - sha512
  compression_type:
    description:
    - The compression of the metadata.
    - Only for O(type) V(rpm).
    - Needs pulp_rpm 3.25.0 or newer.
    type: str
    choices:
    - zstd
    - gz
    - none
  layout:
    description:
    - Where packages lie.
    - Only for O(type) V(rpm), V(deb).
    - Needs pulp_rpm 3.35.0 or newer for V(rpm).
    - Needs pulp_deb 3.9.0 or newer for V(deb).
    type: str
    choices:
    - nested_alphabetically
    - flat
    - nested_by_digest
    - nested_by_both
  repo_config:
    description:
    - What the generated C(.repo) file says beside name and URL.
    - Only for O(type) V(rpm).
    type: dict
  mode:
    description:
    - >-
      Which indices it has; C(structured) if not given. Reading and removing mean
      those of any, if not given.
    - Only for O(type) V(deb).
    type: str
    choices:
    - verbatim
    - simple
    - structured
    - simple_and_structured
    default: structured
  signing_service:
    description:
    - The service that signs the Release files.
    - Only for O(type) V(deb).
    type: str
  publish_upstream_release_fields:
    description:
    - Whether it carries the upstream's Origin, Label and Codename.
    - Only for O(type) V(deb).
    - "Pulp does not keep it: it is used for what is made, and not compared with what is there."
    type: bool
  publish_legacy_release_files:
    description:
    - Whether it has the Release files that only old clients read.
    - Only for O(type) V(deb).
    - Needs pulp_deb 3.9.0 or newer.
    - "Pulp does not keep it: it is used for what is made, and not compared with what is there."
    type: bool
  excluded_package_metadata_fields:
    description:
    - Fields of the packages' metadata that are left out.
    - Only for O(type) V(deb).
    - Needs pulp_deb 3.11.0 or newer.
    type: list
    elements: str
  manifest:
    description:
    - The name of its manifest.
    - Only for O(type) V(file).
    type: str
  publications:
    description:
    - >-
      Many publications at once, each with the options that a single one takes. This
      is the fast way.
    - >-
      An item given twice (O(repository), O(version), O(mode)) must be the same both
      times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Publish what was synced
  release_train.pulp.publication:
    type: rpm
    publications:
      - repository: example-baseos
      - repository: example-appstream

- name: Publish a Debian repository with the upstream's own signature
  release_train.pulp.publication:
    type: deb
    repository: example-jammy
    mode: verbatim
    state: present
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
publication:
  description: The publication, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one publication is given
publications:
  description:
  - >-
    One entry per given item, in their order, with C(repository), C(changed),
    C(failed), C(msg) and C(publication).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all publications are read
"""
