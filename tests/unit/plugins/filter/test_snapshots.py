"""Snapshots, and the file with their timestamps."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.release_train.pulp.plugins.plugin_utils.repo_versions import repo_versions, with_repo_versions
from ansible_collections.release_train.pulp.plugins.plugin_utils.snapshots import promotions, snapshot_series, snapshot_versions, snapshots

OLD, NEW = "20241119T010203", "20250107T040506"
BASEOS = {"name": "rocky-9-baseos-", "repository": "Rocky Linux 9 - BaseOS", "base_path": "rocky/9/BaseOS/", "content_guard": "development", "state": "present"}
JAMMY = {"name": "ubuntu-jammy", "repository": "Ubuntu Jammy", "base_path": "ubuntu/jammy", "mode": "verbatim"}


def served(kind, path, *moments):
    return [
        {"pulp_href": f"/pulp/api/v3/distributions/{kind}/{moment}/", "name": f"{path.replace('/', '-')}-{moment}", "base_path": f"{path}/{moment}"} for moment in moments
    ]


SERVED = [
    *served("rpm/rpm", "rocky/9/BaseOS", NEW, OLD),
    *served("deb/apt", "ubuntu/jammy", OLD),
    {"pulp_href": "/pulp/api/v3/distributions/rpm/rpm/1/", "name": "live", "base_path": "rocky/9/BaseOS-development"},
]
SERIES = snapshot_series([BASEOS, JAMMY])


def test_name_and_path_get_timestamp():
    assert snapshots([BASEOS, JAMMY], NEW) == [
        {**BASEOS, "name": f"rocky-9-baseos-{NEW}", "base_path": f"rocky/9/BaseOS/{NEW}", "skip_existing": True},
        {**JAMMY, "name": f"ubuntu-jammy-{NEW}", "base_path": f"ubuntu/jammy/{NEW}", "skip_existing": True},
    ]


def test_existing_timestamps_are_kept():
    dated = {**BASEOS, "name": f"rocky-9-baseos-{OLD}", "base_path": f"rocky/9/BaseOS/{OLD}", "skip_existing": False}
    absent = {**BASEOS, "state": "absent"}
    assert snapshots([dated, absent], NEW) == [dated, absent]


def test_without_timestamp_nothing_changes():
    assert snapshots([BASEOS], "") == [BASEOS]
    assert snapshots(None, NEW) == []


def test_other_timestamp_formats_are_rejected():
    for moment in ("2025-01-07", f"{NEW}Z", 20250107):
        with pytest.raises(AnsibleFilterError, match=f'not "{moment}"'):
            snapshots([BASEOS], moment)


def test_snapshot_requires_base_path():
    with pytest.raises(AnsibleFilterError, match='distribution "a": a snapshot needs `base_path`'):
        snapshots([{"name": "a", "repository": "a"}], NEW)


def test_short_names():
    assert SERIES == [
        {"short_name": "rocky_9_baseos", "repository": "Rocky Linux 9 - BaseOS", "path": "rocky/9/BaseOS"},
        {"short_name": "ubuntu_jammy", "repository": "Ubuntu Jammy", "path": "ubuntu/jammy"},
    ]
    # The repository's short_name is used; two snapshots of one repository are one series.
    repositories = [{"name": "Rocky Linux 9 - BaseOS", "short_name": "rocky_9_5_baseos"}, {"name": "other"}]
    dated = [{**BASEOS, "name": f"x-{moment}", "base_path": f"rocky/9/BaseOS/{moment}"} for moment in (OLD, NEW)]
    series = snapshot_series([*dated, {**JAMMY, "state": "absent"}], repositories)
    assert series == [{"short_name": "rocky_9_5_baseos", "repository": "Rocky Linux 9 - BaseOS", "path": "rocky/9/BaseOS"}]
    # A distribution without repository.
    assert snapshot_series([{"name": f"a-{NEW}", "base_path": f"a/{NEW}"}])[0] == {"short_name": "a", "repository": None, "path": "a"}


def test_latest_snapshots():
    assert snapshot_versions(SERIES, SERVED) == {"rocky_9_baseos": NEW, "ubuntu_jammy": OLD}
    assert snapshot_versions(SERIES, SERVED, OLD) == {"rocky_9_baseos": OLD, "ubuntu_jammy": OLD}
    # Between the two timestamps, the old snapshot was the latest.
    assert snapshot_versions(SERIES, SERVED, "20241231T000000")["rocky_9_baseos"] == OLD
    assert snapshot_versions([], SERVED) == {}


def test_repositories_without_snapshot_are_listed():
    with pytest.raises(AnsibleFilterError, match="these repositories have no snapshot: rocky_9_baseos, ubuntu_jammy"):
        snapshot_versions(SERIES, [])
    with pytest.raises(AnsibleFilterError, match="these repositories have no snapshot from 20200101T000000 or earlier: rocky_9_baseos, ubuntu_jammy"):
        snapshot_versions(SERIES, SERVED, "20200101T000000")


@pytest.mark.parametrize("name", ["rocky_9_baseos", "rocky-9-baseos", "Rocky Linux 9 - BaseOS", "stackhpc_pulp_repo_rocky_9_baseos_version"])
def test_promotion_sets_only_content_guard(name):
    found = promotions(SERIES, SERVED, {name: NEW, "ubuntu_jammy": OLD}, "release")
    assert found == [
        {"type": "rpm", "name": f"rocky-9-BaseOS-{NEW}", "content_guard": "release"},
        {"type": "deb", "name": f"ubuntu-jammy-{OLD}", "content_guard": "release"},
    ]


def test_everything_missing_is_listed():
    with pytest.raises(AnsibleFilterError) as raised:
        promotions(SERIES, SERVED, {"rocky_9_baseos": NEW, "ubuntu_jammy": NEW, "ubuntu-jammy": "20200101T000000", "suse": OLD, "debian": OLD}, "release")
    problems = f"missing snapshots: ubuntu/jammy/{NEW}, ubuntu/jammy/20200101T000000; unknown repositories: suse, debian"
    assert str(raised.value) == f"nothing was promoted: {problems}"


FILE = f"""\
---
# What sites sync: written by the release train.

# Rocky Linux
stackhpc_pulp_repo_rocky_9_appstream_version: '{OLD}'  # until the next point release
stackhpc_pulp_repo_rocky_9_baseos_version: {OLD}
stackhpc_pulp_repo_rocky_9_crb_version: "{{{{ stackhpc_pulp_repo_rocky_9_baseos_version }}}}"

#stackhpc_pulp_repo_rocky_8_baseos_version: {OLD}
stackhpc_pulp_repo_ubuntu_jammy_version: {OLD}
other: {OLD}
"""


def test_the_file_is_read():
    assert repo_versions(FILE) == {"rocky_9_appstream": OLD, "rocky_9_baseos": OLD, "ubuntu_jammy": OLD}
    assert repo_versions("") == {}


def test_only_different_versions_change():
    done = with_repo_versions(FILE, {"rocky_9_appstream": NEW, "rocky_9_baseos": OLD, "rocky_9_crb": NEW, "ubuntu_jammy": OLD})
    assert done == {"text": FILE.replace(f"'{OLD}'", f"'{NEW}'"), "missing": [], "unknown": []}


def test_missing_and_unknown_names():
    done = with_repo_versions(FILE, {"zabbix": NEW, "debian": NEW, "rocky_9_baseos": OLD, "rocky_9_extras": NEW, "rocky_9_docker": NEW})
    assert done["missing"] == ["debian", "rocky_9_docker", "rocky_9_extras", "zabbix"]
    assert done["unknown"] == ["rocky_9_appstream", "rocky_9_crb", "ubuntu_jammy"]
    names = [line.split("_version:")[0].removeprefix("stackhpc_pulp_repo_") for line in done["text"].splitlines() if line.startswith("stackhpc")]
    assert names == ["debian", "rocky_9_appstream", "rocky_9_baseos", "rocky_9_crb", "rocky_9_docker", "rocky_9_extras", "ubuntu_jammy", "zabbix"]
    assert [line for line in done["text"].splitlines() if line in FILE.splitlines()] == FILE.splitlines()
    again = with_repo_versions(done["text"], {"zabbix": NEW, "rocky_9_baseos": OLD})
    assert (again["text"], again["missing"]) == (done["text"], [])


def test_a_new_file_is_sorted():
    done = with_repo_versions("", {"b": NEW, "a": OLD})
    assert done["text"] == f"---\nstackhpc_pulp_repo_a_version: {OLD}\nstackhpc_pulp_repo_b_version: {NEW}\n"
