# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The types and options that the modules declare; docgen writes them to declarations.json."""

from __future__ import annotations

import json
from pathlib import Path

MODULES = json.loads(Path(__file__).with_name("declarations.json").read_text(encoding="utf-8"))["modules"]
