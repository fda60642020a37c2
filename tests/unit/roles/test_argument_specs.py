"""The argument specs of the roles match their defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

ROLES = Path(__file__).resolve().parents[3] / "roles"
NAMES = sorted(path.parents[1].name for path in ROLES.glob("*/meta/argument_specs.yml"))
# The others deploy a server.
WITH_ITEMS = [name for name in NAMES if name not in ("pulp_server", "pulp_auth_proxy")]


def read(role, path):
    return yaml.safe_load((ROLES / role / path).read_text())


@pytest.mark.parametrize("role", NAMES)
def test_all_variables_are_described(role):
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = read(role, "defaults/main.yml")
    assert set(defaults) == set(options)


@pytest.mark.parametrize("role", [name for name in NAMES if name != "pulp_server"])
def test_defaults_match(role):
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    for name, value in read(role, "defaults/main.yml").items():
        if "{{" not in str(value):
            assert options[name].get("default") == value, name


@pytest.mark.parametrize("role", NAMES)
def test_lists_accept_any_items(role):
    # Nested options would reject the keys that items have for other roles.
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    assert not [name for name, option in options.items() if "options" in option]


# Keys and values as in the lists of real sites: keys of other roles, unused keys, and templates with an empty result.
ITEM = {
    "name": "one",
    "repository": "one",
    "required": "true",
    "distribution_name": "one-",
    "state": "",
    "url": None,
    "policy": "",
    "proxy_url": "__omit_place_holder__0123456789abcdef",
    "client_cert": "",
    "include_tags": "2024.1",
    "mirror": "yes",
    "version": "",
    "roles": [{"role": "downloader", "groups": None}],
}


@pytest.mark.parametrize("role", WITH_ITEMS)
def test_items_of_real_sites_pass(role):
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    lists = {name: [ITEM] for name, option in options.items() if option["type"] == "list"}
    assert lists
    assert ArgumentSpecValidator(options).validate(lists).error_messages == []


# The key of an item, if it is not its name.
KEYS = {"pulp_publication": "repository", "pulp_container_content": "repository", "pulp_user": "username", "pulp_django_user": "username"}


@pytest.mark.parametrize("role", WITH_ITEMS)
def test_lists_document_the_key(role):
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    key = KEYS.get(role, "name")
    for option in options.values():
        if option["type"] == "list":
            assert [text for text in option["description"] if text.startswith(f"C({key}) (str")]
