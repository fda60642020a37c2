"""Helpers for tests of users, groups and roles: passwords, a role, and functions that read users from Pulp."""

from __future__ import annotations

import requests
from modules import Modules

ONE, TWO = "it-Secret-one-1", "it-Secret-two-2"
VIEWER = "core.task_viewer"


def run_by(local, name, password, tmp_path_factory):
    modules = Modules(local, tmp_path_factory.mktemp(name) / "args.json")
    modules.connection |= {"username": name, "password": password}
    modules.secrets.add(password)
    return modules


def find(local, name):
    found = local.list("users/", username=name)
    return found[0] if found else None


def groups_of(user):
    return sorted(group["name"] for group in user["groups"])


def held(local, holder):
    """Returns the roles of a user or group, each with its name and its object, if it has one."""
    return sorted((role["role"], role["content_object"] or "") for role in local.list(f"{holder['pulp_href']}roles/"))


def enters(local, name, password):
    answer = requests.get(f"{local.url}{local.api}tasks/?limit=1", auth=(name, password), timeout=60)
    return "Invalid username/password" not in answer.text
