# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

from ansible_collections.release_train.pulp.plugins.plugin_utils import binary

ActionModule = binary.ActionModule
