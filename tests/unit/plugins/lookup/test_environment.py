"""The Pulp server that a playbook manages, and its lists."""

from __future__ import annotations

import json

import pytest
from ansible.errors import AnsibleLookupError
from ansible_collections.release_train.pulp.plugins.plugin_utils.environment import Environment

SITE = {"pulp_url": "http://site", "pulp_username": "admin", "pulp_password": "secret", "pulp_validate_certs": False}
DEV = {"dev_pulp_url": "http://ark", "dev_pulp_username": "me", "dev_pulp_password": "other", "pulp_environment": "dev_pulp"}
OMIT = "__omit_place_holder__0123456789abcdef"


def environment(**variables):
    return Environment(variables.get)


def test_default_is_the_site():
    site = {"pulp_url": "http://site", "username": "admin", "password": "secret", "validate_certs": False}
    for nothing in ({}, {"pulp_environment": ""}, {"pulp_environment": None}, {"pulp_environment": OMIT}):
        assert environment(**SITE, **nothing).connection() == site
        assert environment(**SITE, **nothing).prefix == "stackhpc_pulp"
    assert environment(pulp_connection={"timeout": 5}, **SITE).connection() == {**site, "timeout": 5}
    assert environment().connection() == {}


def test_environment_takes_precedence():
    assert environment(**SITE, **DEV).connection() == {"pulp_url": "http://ark", "username": "me", "password": "other"}
    assert environment(**SITE, **DEV, pulp_connection={"pulp_url": "http://third"}).connection()["pulp_url"] == "http://ark"
    connection = {"profile": "ark", "timeout": 5}
    assert environment(**SITE, pulp_environment="dev_pulp", dev_pulp_connection=connection).connection() == connection


def test_a_dictionary_is_the_connection():
    given = environment(**SITE, pulp_environment={"pulp_url": "http://ark", "username": OMIT}, pulp_repository_rpm_repos=[{"name": "a"}])
    assert given.connection() == {"pulp_url": "http://ark"}
    assert given.prefix == "pulp"
    assert given.values(["repository_rpm_repos"]) == [{"name": "a"}]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("devpulp", "pulp_environment is devpulp, but neither devpulp_url nor devpulp_connection defines its server"),
        ({"username": "me"}, "pulp_environment is a dictionary, but has neither pulp_url nor profile"),
    ],
)
def test_server_is_required(given, said):
    with pytest.raises(AnsibleLookupError, match=said):
        environment(**SITE, pulp_environment=given).connection()


@pytest.mark.parametrize("given", ["http://ark", "dev-pulp", ["dev_pulp"], 1])
def test_other_values_are_rejected(given):
    with pytest.raises(AnsibleLookupError, match="must be a prefix of variables"):
        environment(pulp_environment=given)


def test_lists_are_joined():
    lists = {"dev_pulp_distribution_rpm": [{"name": "a"}, {"name": "b", "required": False}], "dev_pulp_distribution_rpm_release": [{"name": "c"}]}
    names = ["distribution_rpm", "distribution_rpm_development", "distribution_rpm_release"]
    assert environment(**DEV, **lists).values(names) == [{"name": "a"}, {"name": "c"}]
    assert environment(**SITE, **lists).values(names) == []


def test_dictionaries_are_merged():
    versions = {"dev_pulp_distribution_rpm_promote_versions": {"a": "1"}, "dev_pulp_distribution_deb_promote_versions": {"b": "2"}}
    names = ["distribution_rpm_promote_versions", "distribution_deb_promote_versions"]
    assert environment(**DEV, **versions).values(names) == {"a": "1", "b": "2"}


def test_only_sites_have_compact_lists():
    compact = {"release_train_repositories": [{"name": "b", "type": "rpm", "base_path": "b"}], "release_train_images": ["i"]}
    lists = {"stackhpc_pulp_repository_rpm_repos": [{"name": "a"}], "dev_pulp_repository_rpm_repos": []}
    assert [item["name"] for item in environment(**SITE, **compact, **lists).values(["repository_rpm_repos"])] == ["a", "b"]
    assert [item["name"] for item in environment(**SITE, **compact).values(["distribution_container"])] == ["i"]
    assert environment(**DEV, **compact, **lists).values(["repository_rpm_repos", "repository_container_repos"]) == []


# Like the playbooks, the play sets a role's variable from the lookup, which hides the host's variable of the same name.
SHOW = """
- debug:
    msg: "{{ [lookup('release_train.pulp.environment', 'connection').pulp_url, pulp_repository_rpm_repos | map(attribute='name')] }}"
"""
HIDING = """{pulp_repository_rpm_repos: "{{ lookup('release_train.pulp.environment', 'repository_rpm_repos') }}"}"""


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({**SITE, "stackhpc_pulp_repository_rpm_repos": [{"name": "{{ pulp_username }}", "proxy_url": "{{ omit }}"}]}, ["http://site", ["admin"]]),
        ({**SITE, **DEV, "dev_pulp_repository_rpm_repos": [{"name": "{{ dev_pulp_username }}"}]}, ["http://ark", ["me"]]),
        ({**SITE, "pulp_environment": {"pulp_url": "http://ark"}}, ["http://ark", []]),
        ({**SITE, "pulp_environment": {"pulp_url": "http://ark"}, "pulp_repository_rpm_repos": [{"name": "a"}]}, ["http://ark", ["a"]]),
    ],
)
def test_in_a_play(ansible, given, shown):
    result, _ = ansible(SHOW, "-e", json.dumps(given), variables=HIDING)
    assert result["msg"] == shown


def test_hidden_variable_of_the_host(ansible, tmp_path):
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(json.dumps({"all": {"hosts": {"localhost": {"pulp_repository_rpm_repos": [{"name": "of the host"}]}}}}))
    result, _ = ansible(SHOW, "-i", str(inventory), "-e", json.dumps({"pulp_environment": {"pulp_url": "http://ark"}}), variables=HIDING)
    assert result["msg"] == ["http://ark", ["of the host"]]


def test_undefined_variable_is_named(ansible):
    given = {**SITE, "stackhpc_pulp_repository_rpm_repos": [{"name": "{{ nowhere }}"}]}
    result, _ = ansible(SHOW, "-e", json.dumps(given), variables=HIDING)
    assert "undefined" in result["msg"]
    assert "nowhere" in result["msg"]


def test_misspelled_prefix_is_rejected():
    # With empty lists, the playbook would succeed without doing anything.
    with pytest.raises(AnsibleLookupError, match="pulp_environment is dev_plup, but neither dev_plup_url nor"):
        environment(**{**DEV, "pulp_environment": "dev_plup"}).values(["repository_rpm_repos"])
