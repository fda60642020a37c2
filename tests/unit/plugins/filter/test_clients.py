"""Conversion of distributions to the configuration of hosts."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.release_train.pulp.plugins.plugin_utils import clients
from ansible_collections.release_train.pulp.plugins.plugin_utils.compact import expand

CONTENT = "https://pulp.example.com/pulp/content/"
BASEOS = {"name": "rocky-9-baseos-production", "base_path": "rocky/9/baseos/production", "distribution": "rocky-9-baseos-development", "state": "present"}
JAMMY = {"name": "ubuntu-jammy-production", "base_path": "ubuntu/jammy/production/", "distribution": "ubuntu-jammy-development", "state": "present"}
JAMMY_DEVELOPMENT = {"name": "ubuntu-jammy-development", "base_path": "ubuntu/jammy/development", "repository": "Ubuntu Jammy", "mode": "verbatim"}
UPSTREAM = {"name": "Ubuntu Jammy", "distributions": "jammy jammy-updates", "components": "main universe", "architectures": "amd64", "url": "http://ark"}


def test_dnf_custom_repos():
    assert clients.dnf_custom_repos([BASEOS], CONTENT) == {
        "rocky-9-baseos": {
            "baseurl": "https://pulp.example.com/pulp/content/rocky/9/baseos/production/",
            "description": "rocky-9-baseos-production",
            "file": "rocky-9-baseos",
        }
    }


def test_entries_override_defaults():
    item = {**BASEOS, "dnf": {"name": "baseos", "gpgkey": "file:///key", "gpgcheck": True}}
    repos = clients.dnf_custom_repos([item, {**BASEOS, "name": "crb"}], CONTENT, {"gpgcheck": False, "priority": 10})
    assert repos["baseos"] | {"gpgcheck": True, "gpgkey": "file:///key", "priority": 10} == repos["baseos"]
    assert "name" not in repos["baseos"]
    assert repos["crb"]["gpgcheck"] is False


def test_stages_share_an_id():
    development = {**BASEOS, "name": "rocky-9-baseos-development"}
    assert list(clients.dnf_custom_repos([development], CONTENT)) == ["rocky-9-baseos"]
    with pytest.raises(AnsibleFilterError, match='"rocky-9-baseos-production": another distribution already has the repository id "rocky-9-baseos"'):
        clients.dnf_custom_repos([development, BASEOS], CONTENT)


@pytest.mark.parametrize("name, repo", [("Docker CE (ark)", "Docker-CE-ark"), ("a/b-production", "a-b"), ("x-production-ark", "x-production-ark")])
def test_ids_have_only_allowed_characters(name, repo):
    assert list(clients.dnf_custom_repos([{**BASEOS, "name": name}], CONTENT)) == [repo]


def test_unserved_entries_are_dropped():
    items = [{**BASEOS, "required": "no"}, {**BASEOS, "state": "absent"}]
    assert clients.dnf_custom_repos(items, CONTENT) == {}
    assert clients.apt_repositories(items, CONTENT) == []
    assert clients.repo_file(items, CONTENT) == clients.deb822(items, CONTENT) == ""


def test_a_repo_file():
    item = {**BASEOS, "dnf": {"gpgcheck": True, "gpgkey": ["file:///one", "file:///two"], "password": ""}}
    assert clients.repo_file([item, {**BASEOS, "name": "crb", "dnf": {"enabled": False}}], CONTENT) == (
        "[rocky-9-baseos]\nname=rocky-9-baseos-production\nenabled=1\nbaseurl=https://pulp.example.com/pulp/content/rocky/9/baseos/production/\n"
        "gpgcheck=1\ngpgkey=file:///one file:///two\n"
        "\n[crb]\nname=crb\nenabled=0\nbaseurl=https://pulp.example.com/pulp/content/rocky/9/baseos/production/\n"
    )


def test_suites_of_promoted_distribution():
    assert clients.apt_repositories([JAMMY], CONTENT, [UPSTREAM], [JAMMY_DEVELOPMENT]) == [
        {
            "url": "https://pulp.example.com/pulp/content/ubuntu/jammy/production/",
            "suites": "jammy jammy-updates",
            "components": "main universe",
            "architecture": "amd64",
        }
    ]


def test_suites_of_own_repository():
    [repository] = clients.apt_repositories([JAMMY_DEVELOPMENT], CONTENT, [UPSTREAM])
    assert repository["suites"] == "jammy jammy-updates"


@pytest.mark.parametrize("mode", [{"mode": "simple"}, {"mode": ""}, {}])
def test_simple_publications_have_one_suite(mode):
    development = {key: value for key, value in JAMMY_DEVELOPMENT.items() if key != "mode"} | mode
    [repository] = clients.apt_repositories([JAMMY], CONTENT, [UPSTREAM], [development])
    assert (repository["suites"], repository["components"]) == ("default", "all")


def test_apt_overrides_options():
    item = {**JAMMY, "apt": {"suites": ["jammy"], "components": "main", "signed_by": "ubuntu.asc", "trusted": False}}
    assert clients.apt_repositories([item], CONTENT, defaults={"signed_by": "other.asc", "architecture": "arm64"})[0] == {
        "url": "https://pulp.example.com/pulp/content/ubuntu/jammy/production/",
        "suites": "jammy",
        "components": "main",
        "signed_by": "ubuntu.asc",
        "architecture": "arm64",
        "trusted": False,
    }
    with pytest.raises(AnsibleFilterError, match='"ubuntu-jammy-production": no repository in the given lists has its suites'):
        clients.apt_repositories([JAMMY], CONTENT)
    upstream = {key: value for key, value in UPSTREAM.items() if key != "components"}
    with pytest.raises(AnsibleFilterError, match="no repository in the given lists has its components"):
        clients.apt_repositories([JAMMY], CONTENT, [upstream], [JAMMY_DEVELOPMENT])


def test_a_sources_file():
    item = {**JAMMY, "apt": {"signed_by": "/etc/apt/keyrings/ubuntu.asc", "trusted": True}}
    assert clients.deb822([item, JAMMY_DEVELOPMENT], CONTENT, [UPSTREAM], [JAMMY_DEVELOPMENT]) == (
        "Types: deb\nURIs: https://pulp.example.com/pulp/content/ubuntu/jammy/production/\nSuites: jammy jammy-updates\n"
        "Components: main universe\nArchitectures: amd64\nSigned-By: /etc/apt/keyrings/ubuntu.asc\nTrusted: yes\n"
        "\nTypes: deb\nURIs: https://pulp.example.com/pulp/content/ubuntu/jammy/development/\nSuites: jammy jammy-updates\n"
        "Components: main universe\nArchitectures: amd64\n"
    )


def test_compact_lists_work_with_all_filters():
    entry = {"name": "Jammy", "type": "deb", "url": "http://ark", "base_path": "jammy", "distributions": "jammy", "components": "main", "apt": {"trusted": True}}
    lists = expand([entry, {"name": "BaseOS", "type": "rpm", "url": "http://ark", "base_path": "baseos", "dnf": {"gpgcheck": False}}], ["stackhpc/cron"])
    production = lists["stackhpc_pulp_distribution_deb_production"]
    repositories, sources = lists["stackhpc_pulp_repository_deb_repos"], lists["stackhpc_pulp_distribution_deb_development"]
    assert clients.apt_repositories(production, CONTENT, repositories, sources) == [
        {"url": "https://pulp.example.com/pulp/content/jammy/production/", "suites": "jammy", "components": "main", "trusted": True}
    ]
    assert clients.dnf_custom_repos(lists["stackhpc_pulp_distribution_rpm_production"], CONTENT)["BaseOS"]["gpgcheck"] is False
    assert clients.container_registry(lists["stackhpc_pulp_distribution_container"], "http://pulp")["namespace"] == "stackhpc"


def test_registry_without_tls():
    images = [{"name": "stackhpc/cron", "base_path": "stackhpc/cron"}, {"name": "stackhpc/nova-api", "base_path": "stackhpc/nova-api"}]
    assert clients.container_registry(images, "http://pulp.example.com:8080/") == {
        "registry": "pulp.example.com:8080",
        "insecure": True,
        "namespace": "stackhpc",
        "namespaces": ["stackhpc"],
        "daemon_json": {"insecure-registries": ["pulp.example.com:8080"]},
        "registries_conf": '[[registry]]\nlocation = "pulp.example.com:8080"\ninsecure = true\n',
    }
    secure = clients.container_registry([*images, {"name": "other", "base_path": "ceph/ceph"}], "https://pulp.example.com")
    assert (secure["insecure"], secure["namespace"], secure["namespaces"], secure["daemon_json"]) == (False, None, ["ceph", "stackhpc"], {})


@pytest.mark.parametrize("url", ["pulp.example.com", "https://user:secret@pulp.example.com"])
def test_a_registry_needs_a_url(url):
    with pytest.raises(AnsibleFilterError, match="needs a URL such as") as failed:
        clients.container_registry([], url)
    assert "secret" not in str(failed.value)


def test_entry_requires_base_path():
    with pytest.raises(AnsibleFilterError, match='"a" needs `name` and `base_path`'):
        clients.repo_file([{"name": "a"}], CONTENT)
