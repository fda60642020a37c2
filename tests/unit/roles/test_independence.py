"""Types and items are independent: after a failure, the others still run, and the play fails at the end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

REFUSED = "could not create: 400: refused"
ROLE = "- import_role: {name: release_train.pulp.pulp_repository}"


def items(*names, **more):
    return [{"name": name, "repository": name, "base_path": name, "url": "http://upstream", "state": "present", **more} for name in names]


REPOSITORIES = {"pulp_repository_deb_repos": items("bad", "good"), "pulp_repository_rpm_repos": items("fine"), "pulp_password": "x"}


def told(calls):
    """Returns the calls of the modules: module, type and the names of the items."""
    lines = []
    for call in calls():
        names = next(value for value in call.values() if isinstance(value, list))
        lines.append(f"{call['_ansible_module_name'].rpartition('.')[2]} {call['type']} {' '.join(item.get('repository') or item['name'] for item in names)}")
    return lines


def failure(printed):
    """Returns the message of the last failed task."""
    return json.loads(re.findall(r"^fatal: \[localhost\]: FAILED! => (.+)$", printed, re.MULTILINE)[-1])["msg"]


def extra(*variables):
    return ["-e", json.dumps({key: value for given in variables for key, value in given.items()})]


def test_all_types_run(ansible, calls):
    _result, printed = ansible(ROLE, *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"repository bad": REFUSED, "sync fine": "could not sync"})
    assert told(calls) == [
        "repository deb bad good",
        "remote deb good-remote",
        "sync deb good",
        "repository rpm fine",
        "remote rpm fine-remote",
        "sync rpm fine",
    ]
    assert failure(printed) == f"deb repositories: bad: {REFUSED}\nrpm syncs: fine: could not sync"
    assert "failed=1" in printed


def test_failed_remote_is_not_synced(ansible, calls):
    _result, printed = ansible(ROLE, *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"remote bad-remote": REFUSED})
    assert "sync deb good" in told(calls)
    assert failure(printed) == f"deb remotes: bad-remote: {REFUSED}"


def test_failure_without_rows_ends_type(ansible, calls):
    _result, printed = ansible(ROLE, *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"repository": "401: no"})
    assert told(calls) == ["repository deb bad good", "repository rpm fine"]
    assert failure(printed) == "deb repositories: 401: no\nrpm repositories: 401: no"


@pytest.mark.parametrize("options", [("--tags", "deb"), ("--check",), ("--skip-tags", "rpm")])
def test_tags_and_check_mode_fail(ansible, calls, options):
    _result, printed = ansible(ROLE, *options, *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"repository bad": REFUSED})
    assert failure(printed) == f"deb repositories: bad: {REFUSED}"
    assert "failed=1" in printed
    assert all(call["_ansible_check_mode"] == ("--check" in options) for call in calls())
    assert ("repository rpm fine" in told(calls)) == ("--check" in options)


def test_skipped_last_step(ansible, calls):
    _result, printed = ansible(ROLE, "--skip-tags", "always", *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"repository bad": REFUSED})
    assert told(calls) == ["repository deb bad good"]
    assert "failed=1" in printed


def test_rescued_role_may_run_again(ansible, calls):
    tasks = f"""
- block:
    {ROLE}
  rescue:
    - debug:
- import_role: {{name: release_train.pulp.pulp_distribution}}
- debug: {{msg: went on}}
"""
    variables = {"pulp_distribution_rpm": items("a")}
    result, printed = ansible(tasks, *extra(REPOSITORIES, variables, {"pulp_repository_retries": 0}), failures={"repository bad": REFUSED})
    assert result["msg"] == "went on", printed


def test_messages_are_not_templated(ansible, calls):
    _result, printed = ansible(ROLE, *extra(REPOSITORIES, {"pulp_repository_retries": 0}), failures={"repository bad": "no {{ pulp_password }} {% here"})
    assert failure(printed) == "deb repositories: bad: no {{ pulp_password }} {% here", printed


def test_publications_distributions_and_guards(ansible, calls):
    variables = {
        "pulp_publication_deb": items("bad"),
        "pulp_publication_rpm": items("fine"),
        "pulp_distribution_container": items("bad"),
        "pulp_distribution_deb": items("fine"),
        "pulp_content_guard_x509_cert_guards": items("bad"),
        "pulp_content_guard_rbac": items("fine"),
    }
    roles = "\n".join(
        f"- block:\n    - import_role: {{name: release_train.pulp.pulp_{name}}}\n  rescue:\n    - debug: {{msg: '{{{{ ansible_failed_result.msg }}}}'}}"
        for name in ("publication", "distribution", "content_guard")
    )
    failures = {"publication bad": REFUSED, "distribution bad": REFUSED, "content_guard bad": REFUSED}
    retries = {"pulp_publication_retries": 0, "pulp_distribution_retries": 0}
    _result, printed = ansible(roles, *extra(variables, retries), failures=failures)
    assert told(calls) == [
        "publication deb bad",
        "publication rpm fine",
        "distribution container bad",
        "distribution deb fine",
        "content_guard x509 bad",
        "content_guard rbac fine",
    ]
    for step in ("deb publications", "container distributions", "x509 content guards"):
        assert f"{step}: bad: {REFUSED}" in printed


PUBLISH = {"pulp_url": "http://pulp", "pulp_password": "x", "pulp_publication_retries": 0, "pulp_distribution_retries": 0, "pulp_repository_retries": 0}


def test_published_versions_are_served(ansible, calls):
    lists = {"stackhpc_pulp_publication_deb_development": items("bad"), "stackhpc_pulp_publication_rpm_development": items("fine"), "stackhpc_pulp_distribution_rpm_development": items("fine")}
    _result, printed = ansible(Path("playbooks/pulp-repo-publish.yml"), *extra(PUBLISH, lists), failures={"publication bad": REFUSED, "distribution fine": REFUSED})
    assert told(calls) == ["publication deb bad", "publication rpm fine", "distribution rpm fine"], printed
    assert failure(printed) == f"deb publications: bad: {REFUSED}\nrpm distributions: fine: {REFUSED}"


def test_other_images_are_served(ansible, calls):
    lists = {"stackhpc_pulp_repository_container_repos_release": items("bad"), "stackhpc_pulp_distribution_container": items("fine")}
    _result, printed = ansible(Path("playbooks/pulp-container-publish.yml"), *extra(PUBLISH, lists), failures={"repository bad": REFUSED})
    assert told(calls)[-1] == "distribution container fine", printed
    assert failure(printed) == f"container repositories: bad: {REFUSED}"


def test_nothing_is_promoted_after_failure(ansible, calls):
    lists = {
        "stackhpc_pulp_repository_deb_repos": items("bad"),
        "stackhpc_pulp_publication_rpm_development": items("fine"),
        "stackhpc_pulp_distribution_container": items("image"),
        "stackhpc_pulp_distribution_rpm_production": [{"name": "production", "base_path": "production", "distribution": "fine"}],
    }
    _result, printed = ansible(Path("playbooks/pulp-sync-publish-promote.yml"), *extra(PUBLISH, lists), failures={"repository bad": REFUSED})
    assert told(calls) == ["repository deb bad", "publication rpm fine", "distribution container image"], printed
    assert failure(printed) == f"deb repositories: bad: {REFUSED}"
    assert "failed=1" in printed


def test_all_steps_run(ansible, calls):
    lists = {"stackhpc_pulp_repository_rpm_repos": items("fine"), "stackhpc_pulp_distribution_rpm_production": items("production")}
    _result, printed = ansible(Path("playbooks/pulp-sync-publish-promote.yml"), *extra(PUBLISH, lists))
    assert told(calls)[-1] == "distribution rpm production"
    assert "failed=0" in printed


STILL = "could not publish: task /pulp/api/v3/tasks/1/ is still running after 5 s (timeout)"


@pytest.mark.parametrize(("msg", "tries"), [(REFUSED, 2), (STILL, 1)])
def test_running_work_is_not_retried(ansible, calls, msg, tries):
    variables = {"pulp_publication_rpm": items("a", "b"), "pulp_publication_retries": 1, "pulp_password": "x"}
    _result, printed = ansible("- import_role: {name: release_train.pulp.pulp_publication}", *extra(variables), failures={"publication a": msg})
    assert len(calls()) == tries
    assert failure(printed) == f"rpm publications: a: {msg}"


def test_sync_retries_match_other_steps(ansible, calls):
    # Neither Ansible nor the module counts the first try.
    ansible(ROLE, *extra({"pulp_repository_rpm_repos": items("a"), "pulp_repository_rpm_repos_sync_retries": 2, "pulp_password": "x"}))
    assert int(calls()[-1]["retries"]) == 2


def test_only_failed_items_are_retried(ansible, calls):
    variables = {"pulp_publication_rpm": items("fine", "once", "open"), "pulp_publication_retries": 3, "pulp_password": "x"}
    failures = {"publication once": "once: 502", "publication open": STILL}
    _result, printed = ansible("- import_role: {name: release_train.pulp.pulp_publication}", *extra(variables), failures=failures)
    # There is no third try, because the remaining item may still be running.
    assert told(calls) == ["publication rpm fine once open", "publication rpm once"]
    assert failure(printed) == f"rpm publications: open: {STILL}"


def test_changes_of_all_tries_count(ansible, calls):
    tasks = """
- release_train.pulp.publication: {type: rpm, publications: [{repository: fine}, {repository: once}]}
  register: published
  until: published is success
  delay: 0
- debug: {msg: "{{ [published is changed, published.msg, published.publications | map(attribute='changed')] }}"}
"""
    result, printed = ansible(tasks, failures={"publication once": "once: 502"})
    assert told(calls) == ["publication rpm fine once", "publication rpm once"]
    assert result["msg"] == [True, "2 of 2 publications changed", [True, True]], printed
