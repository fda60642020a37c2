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
    - Its name; unique among the remotes of all types.
    type: str
  url:
    description:
    - Where the content comes from.
    - Required to create the remote.
    type: str
  ca_cert:
    description:
    - >-
      The certificate of the authority that the upstream's certificate is checked
      with.
    - An empty value clears it.
    type: str
  client_cert:
    description:
    - The certificate to authenticate with.
    - An empty value clears it.
    type: str
  client_key:
    description:
    - The key of C(client_cert).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  tls_validation:
    description:
    - Whether the upstream's certificate must be valid.
    type: bool
  proxy_url:
    description:
    - The proxy, without credentials. Clearing it clears its credentials too.
    - An empty value clears it.
    type: str
  proxy_username:
    description:
    - The user at the proxy.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  proxy_password:
    description:
    - The password at the proxy.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  max_retries:
    description:
    - How often a download is tried again.
    - An empty value clears it.
    type: int
  total_timeout:
    description:
    - Seconds that a download may take in all.
    - An empty value clears it.
    type: float
  connect_timeout:
    description:
    - Seconds until a connection must be there, waiting for a free one included.
    - An empty value clears it.
    type: float
  sock_connect_timeout:
    description:
    - Seconds until a new connection must be there.
    - An empty value clears it.
    type: float
  sock_read_timeout:
    description:
    - Seconds between two pieces of data.
    - An empty value clears it.
    type: float
  download_concurrency:
    description:
    - How many downloads run at once.
    - An empty value clears it.
    type: int
  rate_limit:
    description:
    - Requests per second at most.
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
    - Its labels.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  remote_username:
    description:
    - The user at the upstream; C(username) in Pulp's API.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  remote_password:
    description:
    - The password at the upstream; C(password) in Pulp's API.
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  policy:
    description:
    - "When content is downloaded: with the sync, when somebody asks for it, or each time."
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
    - The token for SUSE's servers.
    - Only for O(type) V(rpm).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  uln_server_base_url:
    description:
    - The server, if it is not ULN's own.
    - Only for O(type) V(rpm_uln).
    - An empty value clears it.
    type: str
  distributions:
    description:
    - "The distributions (the folders below C(dists/)): a list, or a text with spaces."
    - Only for O(type) V(deb).
    - Required to create the remote.
    type: str
  components:
    description:
    - The components to take; all if cleared.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  architectures:
    description:
    - The architectures to take; all if cleared.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  sync_sources:
    description:
    - Whether to take source packages.
    - Only for O(type) V(deb).
    type: bool
  sync_udebs:
    description:
    - Whether to take installer packages.
    - Only for O(type) V(deb).
    type: bool
  sync_installer:
    description:
    - Whether to take installer files.
    - Only for O(type) V(deb).
    type: bool
  gpgkey:
    description:
    - The public key that the Release file is checked with.
    - Only for O(type) V(deb).
    - An empty value clears it.
    type: str
  ignore_missing_package_indices:
    description:
    - Whether a missing Packages file is no error.
    - Only for O(type) V(deb).
    type: bool
  excluded_package_metadata_fields:
    description:
    - Fields of the packages' metadata that are not kept.
    - Only for O(type) V(deb).
    - Requires pulp_deb 3.11.0 or newer.
    - An empty value clears it.
    type: list
    elements: str
  upstream_name:
    description:
    - The image's name at the registry.
    - Only for O(type) V(container).
    - Required to create the remote.
    type: str
  include_tags:
    description:
    - >-
      The tags to take (wildcards allowed); all if cleared. C(includes) in Pulp's API
      since pulp_container 2.28.
    - Only for O(type) V(container), V(container_pull_through).
    - Requires pulp_container 2.21.0 or newer for V(container_pull_through).
    - An empty value clears it.
    type: list
    elements: str
  exclude_tags:
    description:
    - >-
      The tags to leave out (wildcards allowed). C(excludes) in Pulp's API since
      pulp_container 2.28.
    - Only for O(type) V(container), V(container_pull_through).
    - Requires pulp_container 2.21.0 or newer for V(container_pull_through).
    - An empty value clears it.
    type: list
    elements: str
  sigstore:
    description:
    - The URL of the store that signatures are read from.
    - Only for O(type) V(container).
    type: str
  git_ref:
    description:
    - The branch, tag or commit.
    - Only for O(type) V(file_git), V(ansible_git).
    type: str
  includes:
    description:
    - The packages to take, with version specifiers; all if cleared.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
  excludes:
    description:
    - The packages to leave out, with version specifiers.
    - Only for O(type) V(python).
    - An empty value clears it.
    type: list
    elements: str
  prereleases:
    description:
    - Whether to take pre-releases.
    - Only for O(type) V(python).
    type: bool
  package_types:
    description:
    - The kinds of files to take; all if cleared.
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
    - How many versions of a package to take; 0 is all.
    - Only for O(type) V(python).
    type: int
  exclude_platforms:
    description:
    - The platforms whose files are left out.
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
    - Whether to take provenance files.
    - Only for O(type) V(python).
    - Requires pulp_python 3.22.0 or newer.
    type: bool
  collections:
    description:
    - |-
      The collections to sync: a list of names, or the text of a requirements file. All if cleared. C(requirements_file) in
      Pulp's API.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  auth_url:
    description:
    - Where a token is changed for a session.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    type: str
  token:
    description:
    - The token at the upstream.
    - Only for O(type) V(ansible).
    - An empty value clears it.
    - This is a secret. It is never shown in output or diffs.
    type: str
  sync_dependencies:
    description:
    - Whether to take what the collections need.
    - Only for O(type) V(ansible).
    type: bool
  signed_only:
    description:
    - Whether to take only signed collections.
    - Only for O(type) V(ansible).
    type: bool
  sync_highest_versions:
    description:
    - How many versions of a collection to take, the highest first; all if cleared.
    - Only for O(type) V(ansible).
    - Requires pulp_ansible 0.30.0 or newer.
    - An empty value clears it.
    type: int
  metadata_only:
    description:
    - Whether only metadata is kept, and downloads go to git.
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
- name: A remote for each repository
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

- name: A Debian remote without a proxy
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
remote:
  description: The remote as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one remote is given
remotes:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg) and C(remote).
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
