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
      Name of a profile in the settings of the pulp CLI (C(cli.toml)), as in C(pulp --profile), or C(default). The
      profile supplies values that are set neither by options nor by environment variables. It is read on the host
      where the module runs.
    - "If it is not set, the value is read from the environment: E(PULP_PROFILE)."
    type: str
  pulp_url:
    description:
    - URL of the Pulp server, without a path, e.g. C(https://pulp.example.com).
    - "If it is not set, the value is read from the environment: E(PULP_URL), E(SQUEEZER_PULP_URL)."
    type: str
  username:
    description:
    - Name of the user.
    - "If it is not set, the value is read from the environment: E(PULP_USERNAME), E(SQUEEZER_USERNAME)."
    type: str
  password:
    description:
    - Password of the user.
    - This is a secret. It is never shown in output or diffs.
    - "If it is not set, the value is read from the environment: E(PULP_PASSWORD), E(SQUEEZER_PASSWORD)."
    type: str
  user_cert:
    description:
    - >-
      Path of a client certificate (PEM) for authentication, on the host where the
      module runs.
    type: str
  user_key:
    description:
    - Path of the key (PEM) of C(user_cert).
    type: str
  validate_certs:
    description:
    - Whether the server's certificate must be valid.
    - "If it is not set, the value is read from the environment: E(PULP_VALIDATE_CERTS), E(SQUEEZER_VALIDATE_CERTS)."
    type: bool
    default: true
  ca_bundle:
    description:
    - >-
      Path of the certificate authorities (PEM) to trust. Defaults to those of the
      system.
    - >-
      If it is not set, the value is read from the environment: E(PULP_CA_BUNDLE), E(REQUESTS_CA_BUNDLE),
      E(SSL_CERT_FILE).
    type: str
  request_headers:
    description:
    - HTTP headers to send with every request.
    - This is a secret. It is never shown in output or diffs.
    type: dict
  domain:
    description:
    - Name of the domain to work in, if the server has domains enabled.
    type: str
  api_root:
    description:
    - Root path of the server's API.
    type: str
    default: /pulp/
  timeout:
    description:
    - |-
      Seconds that a task may run, counted from its start; 0 means no limit. Waiting for a worker does not count while
      a worker is online.
    type: int
    default: 3600
  request_timeout:
    description:
    - Seconds after which a request is given up.
    type: int
    default: 60
  request_retries:
    description:
    - Number of retries for a request that could not connect or found the server busy.
    type: int
    default: 3
  concurrency:
    description:
    - Number of concurrent requests.
    type: int
    default: 10
attributes:
  check_mode:
    support: full
    description: Reads everything, changes nothing, and predicts what a real run would do.
  diff_mode:
    support: full
    description: Returns the differences, one entry per object. Secrets are never shown.
notes:
- The module is a standalone binary and needs no Python on the host where it runs.
- >-
  Connection options can be set once for a play, with C(module_defaults) for
  C(group/release_train.pulp.pulp).
"""
