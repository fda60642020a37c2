# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: remote
short_description: Manage Pulp remotes
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp remotes.
- >-
  Set the options of one remote, or pass a list as O(remotes); options next to
  the list are defaults for its items.
- >-
  Without O(state), one remote is looked up by O(name) and only read. Without any
  of its options, all are read.
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
    - rpm_uln
    - deb
    - container
    - container_pull_through
    - file
    - file_git
    - python
    - ansible
    - ansible_role
    - ansible_git
  state:
    description:
    - Desired state of the remote.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  name:
    description:
    - Name of the remote, unique among the remotes of all types.
    type: str
  url:
    description:
    - URL of the upstream.
    - Required to create the remote.
    type: str
  ca_cert:
    description:
    - PEM certificate of the CA to verify the upstream's certificate with.
    - An empty value clears it.
    type: str
  client_cert:
    description:
    - PEM client certificate to authenticate with.
    - An empty value clears it.
    type: str
  client_key:
    description:
    - PEM private key of C(client_cert).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  tls_validation:
    description:
    - Whether to verify the upstream's certificate.
    type: bool
  proxy_url:
    description:
    - URL of the proxy, without credentials. Clearing it clears its credentials, too.
    - An empty value clears it.
    type: str
  proxy_username:
    description:
    - User name for the proxy.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  proxy_password:
    description:
    - Password for the proxy.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  max_retries:
    description:
    - Number of retries for a failed download.
    - An empty value clears it.
    type: int
  total_timeout:
    description:
    - Time limit for a whole download, in seconds.
    - An empty value clears it.
    type: float
  connect_timeout:
    description:
    - Time limit to get a connection, including the wait for a free one, in seconds.
    - An empty value clears it.
    type: float
  sock_connect_timeout:
    description:
    - Time limit to open a new connection, in seconds.
    - An empty value clears it.
    type: float
  sock_read_timeout:
    description:
    - Time limit between two pieces of data, in seconds.
    - An empty value clears it.
    type: float
  download_concurrency:
    description:
    - Number of concurrent downloads.
    - An empty value clears it.
    type: int
  rate_limit:
    description:
    - Maximum number of requests per second.
    - An empty value clears it.
    type: int
  headers:
    description:
    - "HTTP headers to send to the upstream: a list of dictionaries."
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: list
    elements: dict
  pulp_labels:
    description:
    - Labels.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  remote_username:
    description:
    - User name for the upstream. C(username) in Pulp's API.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  remote_password:
    description:
    - Password for the upstream. C(password) in Pulp's API.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  policy:
    description:
    - |-
      Download policy. C(immediate) downloads content during the sync, C(on_demand) when a client first requests it,
      and C(streamed) on every request without storing it.
    - >-
      Only for O(type) V(rpm), V(rpm_uln), V(deb), V(container),
      V(container_pull_through), V(file), V(python), V(ansible), V(ansible_role).
    type: str
    choices:
    - immediate
    - on_demand
    - streamed
  sles_auth_token:
    description:
    - Authentication token for SUSE's servers.
    - Only for O(type) V(rpm).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  uln_server_base_url:
    description:
    - URL of the ULN server, if it is not Oracle's own.
    - Only for O(type) V(rpm_uln).
    - An empty value clears it.
    type: str
  distributions:
    description:
    - >-
      Distributions to sync (the folders below C(dists/)), as a list or separated by
      spaces.
    - Only for O(type) V(deb).
    - Required to create the remote.
    type: str
  components:
    description:
    - Components to sync. Without it, all are synced.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  architectures:
    description:
    - Architectures to sync. Without it, all are synced.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  sync_sources:
    description:
    - Whether to sync source packages.
    - Only for O(type) V(deb).
    type: bool
  sync_udebs:
    description:
    - Whether to sync installer packages (C(.udeb)).
    - Only for O(type) V(deb).
    type: bool
  sync_installer:
    description:
    - Whether to sync installer files.
    - Only for O(type) V(deb).
    type: bool
  gpgkey:
    description:
    - Public key to verify the Release file with.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  ignore_missing_package_indices:
    description:
    - Whether to ignore missing Packages files.
    - Only for O(type) V(deb).
    type: bool
  excluded_package_metadata_fields:
    description:
    - Package metadata fields that are not stored.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.11.0 or newer.
    - An empty value clears it.
    type: list
    elements: str
  upstream_name:
    description:
    - Name of the image in the registry.
    - Only for O(type) V(container).
    - Required to create the remote.
    type: str
  include_tags:
    description:
    - |-
      Tags to sync (wildcards allowed). Without it, all are synced. C(includes) in Pulp's API since pulp_container
      2.28.
    - Only for O(type) V(container), V(container_pull_through).
    - Requires pulp_container 2.21.0 or newer for V(container_pull_through).
    - An empty value clears it.
    type: list
    elements: str
  exclude_tags:
    description:
    - >-
      Tags to skip (wildcards allowed). C(excludes) in Pulp's API since
      pulp_container 2.28.
    - Only for O(type) V(container), V(container_pull_through).
    - Requires pulp_container 2.21.0 or newer for V(container_pull_through).
    - An empty value clears it.
    type: list
    elements: str
  sigstore:
    description:
    - URL of the signature store.
    - Only for O(type) V(container).
    type: str
  git_ref:
    description:
    - Branch, tag or commit to sync.
    - Only for O(type) V(file_git), V(ansible_git).
    type: str
  includes:
    description:
    - Packages to sync, with optional version specifiers. Without it, all are synced.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
  excludes:
    description:
    - Packages to skip, with optional version specifiers.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
  prereleases:
    description:
    - Whether to sync pre-releases.
    - Only for O(type) V(python).
    type: bool
  package_types:
    description:
    - Package types to sync. Without it, all are synced.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
    choices:
    - bdist_dmg
    - bdist_dumb
    - bdist_egg
    - bdist_msi
    - bdist_rpm
    - bdist_wheel
    - bdist_wininst
    - sdist
  keep_latest_packages:
    description:
    - Number of latest versions to sync of each package; C(0) syncs all.
    - Only for O(type) V(python).
    type: int
  exclude_platforms:
    description:
    - Platforms whose packages are skipped.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
    choices:
    - windows
    - macos
    - freebsd
    - linux
  provenance:
    description:
    - Whether to sync provenance files.
    - Only for O(type) V(python).
    - Requires pulp_python 3.22.0 or newer.
    type: bool
  collections:
    description:
    - |-
      Collections to sync, as a list of names or the text of a requirements file. Without it, all are synced.
      C(requirements_file) in Pulp's API.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  auth_url:
    description:
    - URL of the server that exchanges the token for an access token.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  token:
    description:
    - Token to authenticate with.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  sync_dependencies:
    description:
    - Whether to sync the dependencies of the collections, too.
    - Only for O(type) V(ansible).
    type: bool
  signed_only:
    description:
    - Whether to sync only signed collections.
    - Only for O(type) V(ansible).
    type: bool
  sync_highest_versions:
    description:
    - >-
      Number of versions to sync of each collection, the highest first. Without it,
      all are synced.
    - Only for O(type) V(ansible).
    - Requires pulp_ansible 0.30.0 or newer.
    - An empty value clears it.
    type: int
  metadata_only:
    description:
    - Whether to store only metadata; clients then download from the git repository.
    - Only for O(type) V(ansible_git).
    type: bool
  remotes:
    description:
    - >-
      List of remotes, each with the options of a single one. A list is faster than
      one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a remote for each rpm repository
  release_train.pulp.remote:
    type: rpm
    policy: on_demand
    remote_username: "{{ upstream_username }}"
    remote_password: "{{ upstream_password }}"
    remotes:
      - name: example-baseos-remote
        url: "{{ upstream_url }}/pulp/content/rocky-9-extras/20241119T010203/"
      - name: example-appstream-remote
        url: "{{ upstream_url }}/pulp/content/docker-ce-el9/20241119T010203/"

- name: Create a Debian remote without a proxy
  release_train.pulp.remote:
    type: deb
    name: example-jammy-remote
    url: "{{ upstream_url }}/pulp/content/ubuntu-jammy-security/20241119T010203/"
    distributions: [jammy-security]
    components: [main]
    architectures: [amd64]
    remote_username: "{{ upstream_username }}"
    remote_password: "{{ upstream_password }}"
    proxy_url: ""
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
remote:
  description: The remote as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one remote is given
remotes:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(remote); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all remotes are read
"""
