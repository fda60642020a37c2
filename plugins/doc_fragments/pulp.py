# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  profile:
    description:
    - |-
      The profile of the pulp CLI's settings (C(cli.toml)) that says what neither options nor environment say: a
      name as in C(pulp --profile), or C(default). It is read on the host where the module runs.
    - "If not given, taken from the environment: E(PULP_PROFILE)."
    type: str
  pulp_url:
    description:
    - The server's address, without a path, e.g. C(https://pulp.example.com).
    - "If not given, taken from the environment: E(PULP_URL), E(SQUEEZER_PULP_URL)."
    type: str
  username:
    description:
    - The user's name.
    - "If not given, taken from the environment: E(PULP_USERNAME), E(SQUEEZER_USERNAME)."
    type: str
  password:
    description:
    - The user's password.
    - "A secret: it is never shown, in no output and no diff."
    - "If not given, taken from the environment: E(PULP_PASSWORD), E(SQUEEZER_PASSWORD)."
    type: str
  user_cert:
    description:
    - >-
      Path of a client certificate (PEM) to authenticate with, on the host where the
      module runs.
    type: str
  user_key:
    description:
    - Path of the key (PEM) of C(user_cert).
    type: str
  validate_certs:
    description:
    - Whether the server's certificate must be valid.
    - "If not given, taken from the environment: E(PULP_VALIDATE_CERTS), E(SQUEEZER_VALIDATE_CERTS)."
    type: bool
    default: true
  ca_bundle:
    description:
    - Path of the certificate authorities (PEM) to trust; without it, the system's.
    - "If not given, taken from the environment: E(PULP_CA_BUNDLE), E(REQUESTS_CA_BUNDLE), E(SSL_CERT_FILE)."
    type: str
  request_headers:
    description:
    - HTTP headers to send with every request.
    - "A secret: it is never shown, in no output and no diff."
    type: dict
  domain:
    description:
    - The domain to work in, where the server has domains enabled.
    type: str
  api_root:
    description:
    - The path below which the server's API is.
    type: str
    default: /pulp/
  timeout:
    description:
    - >-
      Seconds that a task may run, counted from its own start; 0 is for ever. Waiting
      for a worker does not count while one is online.
    type: int
    default: 3600
  request_timeout:
    description:
    - Seconds until a request is given up.
    type: int
    default: 60
  request_retries:
    description:
    - How often a request that found no connection or a busy server is sent again.
    type: int
    default: 3
  concurrency:
    description:
    - How many requests are under way at once.
    type: int
    default: 10
attributes:
  check_mode:
    support: full
    description: Reads everything, changes nothing, and predicts what a real run would do.
  diff_mode:
    support: full
    description: Returns what differs, one entry per object. Secrets are never shown.
notes:
- "The module is a program of its own: it needs no Python on the host that it runs on."
- "Connection options can be set once for a play: C(module_defaults) with C(group/release_train.pulp.pulp)."
"""
