# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: domain
short_description: >-
  Makes, changes, removes and reads Pulp domains, and where each stores its
  content
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- >-
  Makes, changes, removes and reads Pulp domains, and where each stores its
  content.
- >-
  Give the options of one domain, or a list of them as O(domains); options beside
  the list are defaults for its items.
- >-
  Without O(state) one domain is read, by O(name); without any of its options,
  all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  state:
    description:
    - The state to bring the domain to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  name:
    description:
    - "Its name, which stands in URLs: letters, digits, C(-) and C(_)."
    type: str
  description:
    description:
    - What it is for.
    - An empty value clears it.
    type: str
  storage_class:
    description:
    - What stores its content. Pulp moves nothing if this becomes another one.
    - Needed to make a domain.
    type: str
    choices:
    - pulpcore.app.models.storage.FileSystem
    - storages.backends.s3.S3Storage
    - storages.backends.s3boto3.S3Boto3Storage
    - storages.backends.azure_storage.AzureStorage
  storage_settings:
    description:
    - >-
      Where and how it is stored, by the names that Pulp shows: C(location) is the folder of C(FileSystem). What is not
      given stays.
    - Needed to make a domain.
    - >-
      Secrets, which are never shown, in no output and no diff: C(access_key), C(secret_key), C(security_token),
      C(cloudfront_key), C(account_name), C(account_key), C(sas_token), C(connection_string), C(token_credential).
    type: dict
  redirect_to_object_storage:
    description:
    - Whether clients that download are sent to the storage, where that serves them.
    type: bool
  hide_guarded_distributions:
    description:
    - >-
      Whether distributions with a content guard are left out of the list that
      browsers see.
    type: bool
  pulp_labels:
    description:
    - Its labels.
    - Needs pulpcore 3.73.0 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are kept, whatever is given.
    type: dict
  domains:
    description:
    - >-
      Many domains at once, each with the options that a single one takes. This is
      the fast way.
    - An item given twice (O(name)) must be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: A domain, whose content lies in a folder of its own
  release_train.pulp.domain:
    name: example-stage
    description: What is tried out before it is released
    storage_class: pulpcore.app.models.storage.FileSystem
    storage_settings:
      location: /var/lib/pulp/example-stage
    state: present

- name: Read it; modules work in it with the connection option `domain`
  release_train.pulp.domain:
    name: example-stage
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
domain:
  description: The domain, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one domain is given
domains:
  description:
  - >-
    One entry per given item, in their order, with C(name), C(changed), C(failed),
    C(msg) and C(domain).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all domains are read
"""
