"""The compact lists, and the connection."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.release_train.pulp.plugins.plugin_utils.compact import expand
from ansible_collections.release_train.pulp.plugins.plugin_utils.connection import connection

BASEOS = {"name": "BaseOS", "type": "rpm", "url": "http://ark/baseos", "base_path": "rocky/9/BaseOS/", "distribution_name": "rocky-9-baseos-"}


def test_entry_expands_to_all_lists():
    lists = expand([{**BASEOS, "sync_policy": "mirror_complete"}])
    assert lists["stackhpc_pulp_repository_rpm_repos"][0]["sync_policy"] == "mirror_complete"
    assert lists["stackhpc_pulp_publication_rpm_development"][0]["repository"] == "BaseOS"
    assert lists["stackhpc_pulp_distribution_rpm_development"] == [
        {"name": "rocky-9-baseos-development", "base_path": "rocky/9/BaseOS/development", "repository": "BaseOS", "state": "present"}
    ]
    assert lists["stackhpc_pulp_distribution_rpm_production"] == [
        {"name": "rocky-9-baseos-production", "base_path": "rocky/9/BaseOS/production", "distribution": "rocky-9-baseos-development", "state": "present"}
    ]
    assert lists["stackhpc_pulp_repository_deb_repos"] == lists["stackhpc_pulp_repository_container_repos"] == []


def test_separators_are_added():
    entry = {**BASEOS, "base_path": "rocky", "distribution_name": "rocky"}
    assert expand([entry])["stackhpc_pulp_distribution_rpm_production"][0]["name"] == "rocky-production"
    del entry["distribution_name"]
    assert expand([entry])["stackhpc_pulp_distribution_rpm_development"][0]["name"] == "BaseOS-development"
    assert expand([entry])["stackhpc_pulp_distribution_rpm_development"][0]["base_path"] == "rocky/development"


def test_deb_mode_defaults_to_verbatim():
    lists = expand([{**BASEOS, "type": "deb"}])
    assert lists["stackhpc_pulp_publication_deb_development"][0]["mode"] == "verbatim"
    lists = expand([{**BASEOS, "type": "deb", "mode": "simple"}])
    assert lists["stackhpc_pulp_publication_deb_development"][0]["mode"] == "simple"


def test_images_are_names_or_dictionaries():
    lists = expand([], ["stackhpc/base", {"name": "cron", "upstream_name": "kolla/cron", "base_path": "x/cron", "private": True}], image_defaults={"url": "http://ark"})
    assert lists["stackhpc_pulp_repository_container_repos"][0] == {"state": "present", "url": "http://ark", "name": "stackhpc/base"}
    assert lists["stackhpc_pulp_repository_container_repos"][1]["upstream_name"] == "kolla/cron"
    assert lists["stackhpc_pulp_distribution_container"] == [
        {"state": "present", "name": "stackhpc/base", "repository": "stackhpc/base", "base_path": "stackhpc/base"},
        {"state": "present", "private": True, "name": "cron", "repository": "cron", "base_path": "x/cron"},
    ]


def test_required_and_absent():
    lists = expand([{**BASEOS, "required": False}, {**BASEOS, "name": "old", "state": "absent"}])
    assert [item["name"] for item in lists["stackhpc_pulp_repository_rpm_repos"]] == ["old"]
    assert lists["stackhpc_pulp_distribution_rpm_production"][0]["state"] == "absent"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"type": "rpm"}, "needs `name`"),
        ({"name": "a", "type": "container"}, '"a" needs `type`: deb or rpm'),
        ({"name": "a", "type": "rpm"}, '"a" needs `base_path`'),
    ],
)
def test_missing_keys_are_named(entry, said):
    with pytest.raises(AnsibleFilterError, match=said):
        expand([entry])


def test_single_variables_complete_connection():
    assert connection({}, "http://pulp", "admin", "secret", True) == {
        "pulp_url": "http://pulp",
        "username": "admin",
        "password": "secret",
        "validate_certs": True,
    }
    assert connection({"timeout": 5, "validate_certs": False}, "http://pulp", "admin", None, True) == {
        "pulp_url": "http://pulp",
        "username": "admin",
        "timeout": 5,
        "validate_certs": False,
    }


def test_a_password_never_reaches_another_server():
    ark = {"pulp_url": "http://ark", "username": "site"}
    assert connection(ark, "http://pulp", "admin", "secret", True) == ark


def test_a_profile_is_complete():
    profile = {"profile": "ark", "timeout": 5}
    assert connection(profile, "http://pulp", "admin", "secret", True) == profile


def test_a_certificate_needs_no_password():
    assert "password" not in connection({"user_cert": "/cert", "user_key": "/key"}, "http://pulp", "admin", "secret", True)
