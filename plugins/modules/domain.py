# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: domain
short_description: Manage Pulp domains and where they store their content
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Manage Pulp domains and where they store their content.
- >-
  Set the options of one domain, or pass a list as O(domains); options next to
  the list are defaults for its items.
- >-
  Without O(state), one domain is looked up by O(name) and only read. Without any
  of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - Desired state of the domain.
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
    - "Name of the domain, as used in URLs: letters, digits, C(-) and C(_)."
    type: str
  description:
    description:
    - Description.
    - An empty value clears it.
    type: str
  storage_class:
    description:
    - Storage backend for the content. Pulp does not move content when this changes.
    - Required to create the domain.
    type: str
    choices:
    - pulpcore.app.models.storage.FileSystem
    - storages.backends.s3.S3Storage
    - storages.backends.s3boto3.S3Boto3Storage
    - storages.backends.azure_storage.AzureStorage
  storage_settings:
    description:
    - |-
      Settings of the storage backend, by the names that Pulp shows, e.g. C(location) for the folder of C(FileSystem).
      Settings that are not given stay as they are.
    - Required to create the domain.
    - >-
      These keys are secrets and are never shown in output or diffs: C(access_key), C(secret_key), C(security_token),
      C(cloudfront_key), C(account_name), C(account_key), C(sas_token), C(connection_string), C(token_credential).
    type: dict
  redirect_to_object_storage:
    description:
    - Whether to redirect downloads to the storage backend, if it can serve them.
    type: bool
  hide_guarded_distributions:
    description:
    - Whether to hide distributions with a content guard in the content app's listing.
    type: bool
  pulp_labels:
    description:
    - Labels.
    - Requires pulpcore 3.73.0 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  domains:
    description:
    - >-
      List of domains, each with the options of a single one. A list is faster than
      one task per item.
    - Items with the same O(name) must be identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Create a domain with a separate folder for its content
  release_train.pulp.domain:
    name: example-stage
    description: Content that is tested before its release
    storage_class: pulpcore.app.models.storage.FileSystem
    storage_settings:
      location: /var/lib/pulp/example-stage
    state: present

- name: Read the domain; to use it, set the connection option `domain` of the other modules
  release_train.pulp.domain:
    name: example-stage
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
domain:
  description: The domain as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one domain is given
domains:
  description:
  - >-
    One entry per item, in the given order, with C(name), C(changed), C(failed),
    C(msg), C(reason) and C(domain); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all domains are read
"""
