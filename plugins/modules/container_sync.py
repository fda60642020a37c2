# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: container_sync
short_description: Mirror container images, each with its repository, remote and sync
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Mirror container images, each with its repository, remote and sync.
- >-
  Set the options of one image, or pass a list as O(images); options next to the
  list are defaults for its items.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the image.
    - Defaults to V(present).
    type: str
    choices:
    - present
    - absent
    - read
  force:
    description:
    - |-
      Whether to delete an image's repository that a distribution serves. The distribution then serves nothing. Only a
      superuser can see all distributions, so other users need this option even if none serves the repository.
    type: bool
    default: false
  wait:
    description:
    - >-
      Whether to wait for the sync. Otherwise the task is returned, and the item is
      reported as changed.
    type: bool
    default: true
  retries:
    description:
    - Number of times that a failed sync is started again.
    type: int
    default: 0
  retry_delay:
    description:
    - Seconds to wait before a failed sync is started again.
    type: int
    default: 1
  resync:
    description:
    - >-
      Whether to sync repositories that were synced before. With C(never) they are
      skipped.
    type: str
    choices:
    - always
    - never
    default: always
  allow_missing_tags:
    description:
    - |-
      Whether a sync may leave out tags from the remote's C(include_tags) that the upstream does not have. Otherwise
      such a sync fails and reports the tags. Patterns may match nothing in either case.
    type: bool
    default: false
  name:
    description:
    - Name of the remote, unique among the remotes of all types.
    type: str
  url:
    description:
    - URL of the upstream.
    - Required to create the image.
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
    type: str
    choices:
    - immediate
    - on_demand
    - streamed
  upstream_name:
    description:
    - Name of the image in the registry.
    - Required to create the image.
    type: str
  include_tags:
    description:
    - |-
      Tags to sync (wildcards allowed). Without it, all are synced. C(includes) in Pulp's API since pulp_container
      2.28.
    - An empty value clears it.
    type: list
    elements: str
  exclude_tags:
    description:
    - >-
      Tags to skip (wildcards allowed). C(excludes) in Pulp's API since
      pulp_container 2.28.
    - An empty value clears it.
    type: list
    elements: str
  sigstore:
    description:
    - URL of the signature store.
    type: str
  description:
    description:
    - Description of the repository.
    - An empty value clears it.
    type: str
  retain_repo_versions:
    description:
    - Number of repository versions to keep. Without it, all are kept.
    - An empty value clears it.
    type: int
  mirror:
    description:
    - Whether to remove tags that the upstream no longer has.
    type: bool
  signed_only:
    description:
    - Whether to sync only signed images.
    type: bool
  images:
    description:
    - >-
      List of images, each with the options of a single one. A list is faster than
      one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Mirror container images, each into a repository of the same name
  release_train.pulp.container_sync:
    url: "{{ registry_url }}"
    policy: on_demand
    include_tags: [2024.1-rocky-9-20241218T040506]
    remote_username: "{{ upstream_username }}"
    remote_password: "{{ upstream_password }}"
    images:
      - {name: example/keystone, upstream_name: stackhpc/keystone}
      - {name: example/haproxy, upstream_name: stackhpc/haproxy}
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
image:
  description: The image as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one image is given
images:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(image); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all images are read
"""
