# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: repository
short_description: Manage Pulp repositories
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp repositories.
- >-
  Set the options of one repository, or pass a list as O(repositories); options
  next to the list are defaults for its items.
- >-
  Without O(state), one repository is looked up by O(name) and only read. Without
  any of its options, all are read.
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
    - file
    - python
    - ansible
  state:
    description:
    - Desired state of the repository.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  force:
    description:
    - |-
      Whether to delete a repository that a distribution serves. The distribution then serves nothing. Only a
      superuser can see all distributions, so other users need this option even if none serves the repository.
    type: bool
    default: false
  name:
    description:
    - Name of the repository, unique among the repositories of all types.
    type: str
  description:
    description:
    - Description.
    - An empty value clears it.
    type: str
  remote:
    description:
    - Name of the default remote for syncs.
    - An empty value clears it.
    type: str
  retain_repo_versions:
    description:
    - Number of repository versions to keep. Without it, all are kept.
    - An empty value clears it.
    type: int
  retain_checkpoints:
    description:
    - Number of checkpoint publications to keep. Without it, all are kept.
    - Requires pulpcore 3.106.0 or newer.
    - An empty value clears it.
    type: int
  pulp_labels:
    description:
    - Labels.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  autopublish:
    description:
    - Whether to publish each new repository version automatically.
    - Only for O(type) V(rpm), V(deb), V(file), V(python).
    - Requires pulp_deb 3.8.0 or newer for V(deb).
    type: bool
  repo_config:
    description:
    - "Settings for the generated C(.repo) file besides name and URL, e.g. C(gpgcheck: 1)."
    - Only for O(type) V(rpm).
    - An empty value clears it.
    type: dict
  retain_package_versions:
    description:
    - Number of versions to keep of each package; C(0) keeps all.
    - Only for O(type) V(rpm).
    type: int
  checksum_type:
    description:
    - Checksum type for published metadata.
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
    - Compression of published metadata.
    - Only for O(type) V(rpm).
    - Requires pulp_rpm 3.25.0 or newer.
    type: str
    choices:
    - zstd
    - gz
    - none
  layout:
    description:
    - Layout of the packages in publications.
    - Only for O(type) V(rpm).
    - Requires pulp_rpm 3.29.0 or newer.
    type: str
    choices:
    - nested_alphabetically
    - flat
    - nested_by_digest
  osv_config:
    description:
    - Ecosystems of osv.dev to scan for vulnerability reports.
    - Only for O(type) V(rpm).
    - Requires pulp_rpm 3.38.0 or newer.
    - An empty value clears it.
    type: list
    elements: dict
    suboptions:
      name:
        description:
        - Name of the ecosystem, e.g. C(Rocky Linux).
        type: str
      releases:
        description:
        - Releases of the ecosystem.
        type: list
        elements: str
  metadata_signing_service:
    description:
    - Name of the signing service for published metadata.
    - Only for O(type) V(rpm).
    - An empty value clears it.
    type: str
  package_signing_service:
    description:
    - Name of the signing service for packages.
    - Only for O(type) V(rpm), V(deb).
    - Requires pulp_rpm 3.27.0 or newer for V(rpm).
    - Requires pulp_deb 3.10.0 or newer for V(deb).
    - An empty value clears it.
    type: str
  package_signing_fingerprint:
    description:
    - |-
      Fingerprint of the key that C(package_signing_service) signs with, as C(v4:…); before pulp_rpm 3.39, only the 40
      digits.
    - Only for O(type) V(rpm), V(deb).
    - Requires pulp_rpm 3.27.0 or newer for V(rpm).
    - Requires pulp_deb 3.10.0 or newer for V(deb).
    type: str
  publish_upstream_release_fields:
    description:
    - Whether publications have the upstream's Origin, Label and Codename.
    - Only for O(type) V(deb).
    type: bool
  signing_service:
    description:
    - Name of the signing service for Release files.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  signing_service_release_overrides:
    description:
    - >-
      Signing services for single distributions, as a dictionary of distribution to
      service.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: dict
  package_signing_fingerprint_release_overrides:
    description:
    - >-
      Fingerprints for single distributions, as a dictionary of distribution to
      fingerprint.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.10.0 or newer.
    - An empty value clears it.
    type: dict
  excluded_package_metadata_fields:
    description:
    - Package metadata fields to leave out of publications.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.11.0 or newer.
    - An empty value clears it.
    type: list
    elements: str
  manifest_signing_service:
    description:
    - Name of the signing service for manifests.
    - Only for O(type) V(container).
    - An empty value clears it.
    type: str
  manifest:
    description:
    - Name of the manifest in publications.
    - Only for O(type) V(file).
    type: str
  allow_package_substitution:
    description:
    - Whether a file can be replaced by another one with the same name.
    - Only for O(type) V(python).
    - Requires pulp_python 3.28.0 or newer.
    type: bool
  error_on_reject:
    description:
    - Whether rejected content fails the task.
    - Only for O(type) V(python).
    - Requires pulp_python 3.34.0 or newer.
    type: bool
  gpgkey:
    description:
    - Public key to verify the signatures of collections with.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  private:
    description:
    - Whether only users with a role on the repository can see it.
    - Only for O(type) V(ansible).
    type: bool
  last_synced_metadata_time:
    description:
    - >-
      Time of the last sync of its metadata, set by Pulp. Clear it to make the next
      sync read all metadata again.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  repositories:
    description:
    - >-
      List of repositories, each with the options of a single one. A list is faster
      than one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create two rpm repositories that keep five versions each
  release_train.pulp.repository:
    type: rpm
    retain_repo_versions: 5
    repositories:
      - name: example-baseos
        description: Packages of the base system
        pulp_labels: {owner: release-train}
      - name: example-appstream
        repo_config: {gpgcheck: 1}

- name: Manage repositories of several types in one task
  release_train.pulp.repository:
    repositories:
      - {type: deb, name: example-jammy, publish_upstream_release_fields: true}
      - {type: file, name: example-images, autopublish: true}
      - {type: container, name: example-released}
      - {type: rpm, name: example-old, state: absent}

- name: Read an rpm repository
  release_train.pulp.repository:
    type: rpm
    name: example-baseos
  register: example

- name: Show the latest version of the rpm repository
  ansible.builtin.debug:
    msg: "{{ example.repository.latest_version_href }}"
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
repository:
  description: The repository as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one repository is given
repositories:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(repository); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all repositories are read
"""
