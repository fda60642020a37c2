"""The servers of the inventory `test`, and which of the declared types and options the server under test has.

`WORLD_SITE` names the server under test, a host of the inventory. The other variables are for other servers.
"""

from __future__ import annotations

import os
from pathlib import Path

import requests
import yaml
from declared import declared
from server import API

INVENTORY = Path(__file__).resolve().parents[2] / "molecule" / "world" / "inventory" / "test.yml"
PORTS = {name: host["pulp_server_port"] for name, host in yaml.safe_load(INVENTORY.read_text())["all"]["hosts"].items()}
SITE = os.environ.get("WORLD_SITE", "second")
# The domain to use, if the server has domains.
DOMAIN = os.environ.get("WORLD_DOMAIN")
ARK = os.environ.get("PULP_ARK", f"http://127.0.0.1:{PORTS['ark']}")
LOCAL = os.environ.get("PULP_LOCAL", f"http://127.0.0.1:{PORTS[SITE]}")
FOLDER = Path(os.environ.get("WORLD_FOLDER", "/var/lib/release_train/test"))


def components():
    """Returns the versions of the server's components by name, from `/status/`."""
    answer = requests.get(f"{LOCAL}{API}status/", timeout=60)
    answer.raise_for_status()
    return {part["component"]: part["version"] for part in answer.json()["versions"]}


def numbers(version):
    return [int(part) for part in version.split(".")[:3]]


COMPONENTS = components()
SETTINGS = os.environ.get("WORLD_LOCAL_SETTINGS", f"/var/lib/pulp/test-{SITE}/etc/settings.py")
MANAGER = os.environ.get("WORLD_PULP_MANAGER", f"/opt/pulp/{COMPONENTS['core']}/bin/pulpcore-manager")


def has(component, version):
    return component in COMPONENTS and numbers(COMPONENTS[component]) >= numbers(version)


def has_type(operation, kind):
    return has(*declared(operation)[kind.split("/")[0]].needs)


def has_option(operation, kind, option):
    since = declared(operation)[kind.split("/")[0]].options[option].since
    return has_type(operation, kind) and (since is None or has(*since))


def name_of(operation, kind, option, pulp):
    """Returns the server's name for an option, which is `pulp` on newer servers."""
    before = declared(operation)[kind.split("/")[0]].options[option].before
    return before[2] if before and not has(*before[:2]) else pulp
