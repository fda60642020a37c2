"""Reads settings.json. Pulp could read a JSON file itself, but the layout that it expects differs between versions."""

import json
import pathlib

globals().update(json.loads(pathlib.Path(__file__).with_suffix(".json").read_text()))
