"""Conversion of role items to module items."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display
from ansible_collections.release_train.pulp.plugins.plugin_utils import items
from ansible_collections.release_train.pulp.plugins.plugin_utils.declarations import MODULES

OMIT = "__omit_place_holder__0123456789abcdef"
RPM = {
    "name": "BaseOS",
    "url": "http://ark/baseos",
    "policy": "on_demand",
    "sync_policy": "mirror_complete",
    "proxy_url": OMIT,
    "state": "present",
    "required": True,
    "distribution_name": "baseos-",
    "base_path": "baseos/",
}


@pytest.fixture
def warnings(monkeypatch):
    said = []
    monkeypatch.setattr(Display, "warning", lambda _self, msg, **_options: said.append(msg))
    return said


def test_each_module_gets_its_own_keys():
    assert items.repositories([RPM], "rpm") == [{"name": "BaseOS", "state": "present"}]
    assert items.remotes([RPM], "rpm") == [{"name": "BaseOS-remote", "url": "http://ark/baseos", "policy": "on_demand", "state": "present"}]
    assert items.syncs([RPM], "rpm") == [{"repository": "BaseOS", "remote": "BaseOS-remote", "sync_policy": "mirror_complete"}]


def test_without_url_no_remote():
    for url in ({}, {"url": OMIT}, {"url": ""}, {"url": None}):
        item = {"name": "a", "state": "present", **url}
        assert items.repositories([item], "deb") == [{"name": "a", "state": "present"}]
        assert items.remotes([item], "deb") == []
        assert items.syncs([item], "deb") == []


def test_absent_keeps_only_the_key():
    item = {**RPM, "state": "absent"}
    assert items.repositories([item], "rpm") == [{"name": "BaseOS", "state": "absent"}]
    assert items.remotes([item], "rpm") == [{"name": "BaseOS-remote", "state": "absent"}]
    assert items.remotes([{"name": "a", "state": "absent"}], "container") == [{"name": "a-remote", "state": "absent"}]
    assert items.syncs([item], "rpm") == []
    assert items.distributions([{**item, "repository": "BaseOS"}], "rpm") == [{"name": "BaseOS", "state": "absent"}]


def test_upstream_name_defaults_to_name():
    assert items.remotes([{"name": "a", "url": "http://ark"}], "container")[0]["upstream_name"] == "a"
    assert items.remotes([{"name": "a", "url": "http://ark", "upstream_name": "b"}], "container")[0]["upstream_name"] == "b"


def test_empty_values_are_kept():
    remote = items.remotes([{"name": "a", "url": "http://ark", "client_cert": "", "proxy_url": None}], "rpm")
    assert remote == [{"name": "a-remote", "url": "http://ark", "client_cert": "", "proxy_url": None}]


def test_last_entry_wins_with_warning(warnings):
    first, second, other = {**RPM, "url": "http://ark/1"}, {**RPM, "url": "http://ark/2"}, {**RPM, "name": "other"}
    assert [remote["url"] for remote in items.remotes([first, other, second], "rpm")] == ["http://ark/baseos", "http://ark/2"]
    assert warnings == ['rpm remote "BaseOS-remote" is listed more than once, with different options: the last entry is used']


def test_identical_entries_cause_no_warning(warnings):
    assert len(items.remotes([RPM, {**RPM, "required": "yes"}], "rpm")) == 1
    assert warnings == []


def test_distributions_become_publications():
    served = [
        {"name": "a-development", "repository": "a", "base_path": "a/development", "mode": "verbatim", "state": "present"},
        {"name": "a-again", "repository": "a", "base_path": "a/again", "mode": "verbatim", "state": "present"},
        {"name": "b-development", "repository": "b", "base_path": "b/development", "version": 0, "state": "present"},
        {"name": "c-development", "repository": "c", "base_path": "c/development", "version": "", "state": "present"},
    ]
    assert items.publications(served, "deb") == [
        {"repository": "a", "mode": "verbatim", "state": "present"},
        {"repository": "b", "version": 0, "state": "present"},
        {"repository": "c", "state": "present"},
    ]


def test_absent_distribution_keeps_publication():
    assert items.publications([{"name": "a", "repository": "a", "base_path": "a", "state": "absent"}], "rpm") == []
    assert items.publications([{"repository": "a", "state": "absent"}], "rpm") == [{"repository": "a", "state": "absent"}]


def test_modes_are_separate_publications():
    wanted = [{"repository": "a", "mode": "verbatim"}, {"repository": "a", "mode": "simple"}]
    assert items.publications(wanted, "deb") == wanted


@pytest.mark.parametrize("pulp_type", ["rpm", "deb"])
def test_version_defaults_to_latest(pulp_type):
    item = {"name": "a", "base_path": "a", "repository": "r"}
    assert items.distributions([item], pulp_type) == [{**item, "version": "latest"}]
    assert items.distributions([{**item, "version": 0}], pulp_type) == [{**item, "version": 0}]
    assert items.distributions([{**item, "version": None}], pulp_type) == [{**item, "version": "latest"}]


def test_promotion_drops_mode():
    item = {"name": "a", "base_path": "a", "distribution": "development", "mode": "verbatim", "repository": OMIT}
    assert items.distributions([item], "deb") == [{"name": "a", "base_path": "a", "distribution": "development"}]


def test_container_distributions(warnings):
    item = {"name": "a", "base_path": "a", "repository": "a", "private": True, "content_guard": None}
    assert items.distributions([item], "container") == [{"name": "a", "base_path": "a", "repository": "a", "private": True}]
    assert warnings == []
    assert items.distributions([{**item, "content_guard": "release"}], "container") == items.distributions([item], "container")
    assert warnings == ['distribution "a": content_guard is ignored, Pulp accepts none for type container (private: true restricts pulling)']


def test_guards():
    guard = {"name": "release", "roles": [{"role": "core.rbaccontentguard_downloader", "groups": None, "users": OMIT}], "comment": "x"}
    assert items.content_guards([guard], "rbac") == [{"name": "release", "roles": [{"role": "core.rbaccontentguard_downloader", "groups": None}]}]
    absent = {"name": "release", "description": "x", "force": True, "state": "absent"}
    assert items.content_guards([absent], "rbac") == [{"name": "release", "force": True, "state": "absent"}]


def test_tags():
    copied = {"repository": "stackhpc/a", "src_repo": "stackhpc-dev/a", "src_is_push": True, "tags": ["1", "2"], "required": True, "allow_missing": OMIT}
    picked = {"repository": "stackhpc/a", "src_repo": "stackhpc-dev/a", "src_is_push": True, "tags": ["1", "2"]}
    assert items.container_contents([copied]) == [picked]
    # Absent items keep their tags, and read items their state.
    removed = {"repository": "stackhpc/a", "tags": ["0"], "state": "absent"}
    looked = {"repository": "stackhpc/a", "tags": ["1"], "state": "read", "is_push": True}
    assert items.container_contents([removed, copied, looked]) == [removed, picked, looked]


def test_repository_may_have_several_items():
    one, other = {"repository": "a", "src_repo": "b", "tags": ["1"]}, {"repository": "a", "src_repo": "c", "tags": ["1"]}
    assert items.container_contents([one, other, {**one, "required": True}]) == [one, other]
    with pytest.raises(AnsibleFilterError, match="item 2 of 2 has no repository"):
        items.container_contents([one, {"tags": ["1"]}])


def test_users(warnings):
    site = {"username": "site", "password": "secret", "email": OMIT, "groups": ["sites"], "comment": "x", "is_staff": False}
    assert items.users([site]) == [{"username": "site", "password": "secret", "groups": ["sites"], "is_staff": False}]
    # An omitted password is dropped, not empty.
    assert items.users([{"username": "site", "password": OMIT, "groups": OMIT}]) == [{"username": "site"}]
    assert items.users([{**site, "state": "absent", "force": True}]) == [{"username": "site", "force": True, "state": "absent"}]
    assert warnings == []
    assert items.users([site, {"username": "site", "groups": []}]) == [{"username": "site", "groups": []}]
    assert warnings == ['Pulp user "site" is listed more than once, with different options: the last entry is used']
    with pytest.raises(AnsibleFilterError, match='item 1 of 1 \\("site"\\) has no username'):
        items.users([{"name": "site"}])


def test_groups(warnings):
    sites = {"name": "sites", "users": ["one"], "roles": [{"role": "core.task_viewer", "domain": OMIT}], "comment": "x"}
    assert items.groups([sites]) == [{"name": "sites", "users": ["one"], "roles": [{"role": "core.task_viewer"}]}]
    assert items.groups([{**sites, "state": "absent"}]) == [{"name": "sites", "state": "absent"}]
    assert items.groups([sites, {"name": "sites"}]) == [{"name": "sites"}]
    assert warnings == ['Pulp group "sites" is listed more than once, with different options: the last entry is used']
    assert items.groups(OMIT) == items.users(None) == items.container_contents([]) == []


def test_required_defaults_to_true():
    names = [item["name"] for item in items.required([{"name": "a"}, *({"name": str(value), "required": value} for value in (True, "yes", False, "False", None, ""))])]
    assert names == ["a", "True", "yes"]


def test_all_types_keep_their_key():
    for pulp_type in MODULES["repository"]["types"]:
        assert items.repositories([{"name": "a"}], pulp_type) == [{"name": "a"}]
        assert items.syncs([{"name": "a", "url": "http://ark"}], pulp_type) == [{"repository": "a", "remote": "a-remote"}]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("text", "expected a list of items, not str"),
        (["text"], "item 1 of 1 is not a dictionary"),
        ([{"name": "a"}, {"state": "present"}], "item 2 of 2 has no name"),
    ],
)
def test_other_values_are_rejected(given, said):
    with pytest.raises(AnsibleFilterError, match=said):
        items.repositories(given, "rpm")


def test_publication_requires_repository():
    with pytest.raises(AnsibleFilterError, match=r'item 1 of 1 \("production"\) has no repository'):
        items.publications([{"name": "production", "distribution": "development"}], "rpm")


def test_unknown_type_is_rejected():
    with pytest.raises(AnsibleFilterError, match='remote: no type "rmp", it is one of rpm, '):
        items.remotes([RPM], "rmp")


def test_none_is_an_empty_list():
    assert items.repositories(None, "rpm") == items.repositories([], "rpm") == items.repositories(OMIT, "rpm") == []
