"""The roles pass all connection options to the modules."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.release_train.pulp.plugins.plugin_utils.connection import connection
from ansible_collections.release_train.pulp.plugins.plugin_utils.environment import Environment

ROOT = Path(__file__).parents[3]
SINGLE = {"pulp_url": "http://pulp", "username": "admin", "password": "secret", "validate_certs": True}
# The roles' lists, which get one item each, and the number of module calls that result.
ROLES = {
    "pulp_repository": (["container_repos", "deb_repos", "python_repos", "rpm_repos"], 12),
    "pulp_publication": (["deb", "rpm"], 2),
    "pulp_distribution": (["container", "deb", "rpm"], 3),
    "pulp_content_guard": (["x509_cert_guards", "rbac"], 2),
}
ITEM = {"name": "one", "repository": "one", "username": "one", "url": "http://upstream", "tags": ["1"], "state": "present"}


def declared():
    """Returns the connection options from the modules' documentation."""
    tree = ast.parse((ROOT / "plugins/doc_fragments/pulp.py").read_text())
    text = next(node.value.value for node in ast.walk(tree) if isinstance(node, ast.Assign))
    return yaml.safe_load(text)["options"]


def given():
    """Returns a value for each connection option that differs from its default."""
    values = {"str": "/given/", "int": 7, "bool": False, "dict": {"X-Given": "yes"}}
    return {name: values[option["type"]] for name, option in declared().items()}


def lists(role):
    names = [f"{role}_{name}" for name in ROLES[role][0]] if role in ROLES else [role if role == "pulp_container_content" else f"{role}s"]
    return {name: [ITEM] for name in names}


@pytest.mark.parametrize("role", [*ROLES, "pulp_container_content", "pulp_user", "pulp_group", "pulp_django_user"])
def test_all_options_reach_modules(ansible, calls, role):
    variables = {**lists(role), "pulp_connection": given(), "pulp_admin_password": "x"}
    _result, printed = ansible(f"- import_role: {{name: release_train.pulp.{role}}}", "-e", json.dumps(variables))
    assert len(calls()) == ROLES.get(role, ([], 1))[1], printed
    for call in calls():
        assert {name: call.get(name) for name in given()} == given()


@pytest.mark.parametrize("role", ["pulp_distribution", "pulp_django_user"])
def test_role_concurrency_takes_precedence(ansible, calls, role):
    variables = {**lists(role), "pulp_connection": {"concurrency": 7}, f"{role}_concurrency": 3}
    ansible(f"- import_role: {{name: release_train.pulp.{role}}}", "-e", json.dumps(variables))
    assert {call["concurrency"] for call in calls()} == {3}


def test_concurrency_is_not_set_by_default(ansible, calls):
    ansible("- import_role: {name: release_train.pulp.pulp_group}", "-e", json.dumps({"pulp_groups": [ITEM], "pulp_password": "x"}))
    assert "concurrency" not in calls()[0]


def test_all_options_are_known():
    assert connection(given()) == given()


@pytest.mark.parametrize(
    ("key", "hint"),
    [("request_timout", 'did you mean "request_timeout"?'), ("concurency", 'did you mean "concurrency"?'), ("zzz", "the options are profile, pulp_url, ")],
)
def test_unknown_option_is_rejected(key, hint):
    with pytest.raises(AnsibleFilterError) as refused:
        connection({key: "s3cret"}, **SINGLE)
    assert f'pulp_connection: unknown connection option "{key}"; hint: {hint}' in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_error_names_the_variable():
    for variables in ({"pulp_environment": {"pulp_url": "http://ark", "user": "me"}}, {"pulp_environment": "dev_pulp", "dev_pulp_connection": {"user": "me"}}):
        with pytest.raises(AnsibleFilterError, match='(pulp_environment|dev_pulp_connection): unknown connection option "user"'):
            Environment(variables.get).connection()


@pytest.mark.parametrize("value", ["http://pulp", ["http://pulp"], 1])
def test_other_values_are_rejected(value):
    with pytest.raises(AnsibleFilterError, match="pulp_connection must be a dictionary of connection options, not"):
        connection(value, **SINGLE)
