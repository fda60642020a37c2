# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: publication
short_description: Publish Pulp repository versions, and delete and read publications
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Publish Pulp repository versions, and delete and read publications.
- >-
  Set the options of one publication, or pass a list as O(publications); options
  next to the list are defaults for its items.
- >-
  Without O(state), one publication is looked up by O(repository), O(version),
  O(mode) and only read. Without any of its options, all are read.
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
    - file
    - python
  state:
    description:
    - Desired state of the publication.
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
    - Name of the repository.
    type: str
  version:
    description:
    - Number of the version, which may be 0. Defaults to the latest version.
    type: int
  force:
    description:
    - |-
      Whether to delete a publication that a distribution serves. Only a superuser can see all distributions, so other
      users need this option even if none serves it.
    type: bool
    default: false
  checkpoint:
    description:
    - >-
      Whether the publication is a checkpoint, which checkpoint distributions serve
      by its timestamp.
    - Only for O(type) V(rpm), V(deb), V(file).
    - Requires pulp_rpm 3.30.0 or newer for V(rpm).
    - Requires pulp_deb 3.6.0 or newer for V(deb).
    - Requires pulpcore 3.74.0 or newer for V(file).
    type: bool
  checksum_type:
    description:
    - Checksum type for the metadata.
    - Only for O(type) V(rpm).
    - Requires pulp_rpm 3.25.0 or newer.
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
    - Compression of the metadata.
    - Only for O(type) V(rpm).
    - Requires pulp_rpm 3.25.0 or newer.
    type: str
    choices:
    - zstd
    - gz
    - none
  layout:
    description:
    - Layout of the packages.
    - Only for O(type) V(rpm), V(deb).
    - Requires pulp_rpm 3.35.0 or newer for V(rpm).
    - Requires pulp_deb 3.9.0 or newer for V(deb).
    type: str
    choices:
    - nested_alphabetically
    - flat
    - nested_by_digest
    - nested_by_both
  repo_config:
    description:
    - Settings for the generated C(.repo) file besides name and URL.
    - Only for O(type) V(rpm).
    type: dict
  mode:
    description:
    - |-
      Indices of the publication. Defaults to C(structured) for new publications. Without this option, reading and
      deleting match any mode.
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
    - Name of the signing service for the Release files.
    - Only for O(type) V(deb).
    type: str
  publish_upstream_release_fields:
    description:
    - Whether the publication has the upstream's Origin, Label and Codename.
    - Only for O(type) V(deb).
    - >-
      Pulp does not store this value. It is used when the object is created, and
      never compared.
    type: bool
  publish_legacy_release_files:
    description:
    - Whether to publish the Release files that only old clients read.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.9.0 or newer.
    - >-
      Pulp does not store this value. It is used when the object is created, and
      never compared.
    type: bool
  excluded_package_metadata_fields:
    description:
    - Package metadata fields to leave out.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.11.0 or newer.
    type: list
    elements: str
  manifest:
    description:
    - Name of the manifest.
    - Only for O(type) V(file).
    type: str
  publications:
    description:
    - >-
      List of publications, each with the options of a single one. A list is faster
      than one task per item.
    - Items with the same O(repository), O(version), O(mode) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Publish the latest versions of rpm repositories
  release_train.pulp.publication:
    type: rpm
    publications:
      - repository: example-baseos
      - repository: example-appstream

- name: Publish a Debian repository with the upstream's signature
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
publication:
  description: The publication as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one publication is given
publications:
  description:
  - >-
    One entry per item, in the given order, with C(repository), C(changed),
    C(failed), C(msg), C(reason) and C(publication); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all publications are read
"""
