"""Difficult values for roles: secrets that look like templates, long lists, empty lists."""

from __future__ import annotations

import json
import time

from ansible_collections.release_train.pulp.plugins.plugin_utils import items

# Template syntax, both kinds of quotes, a backslash, and characters with a meaning in YAML.
SECRET = "a\"b'c\\d {{ 1 + 1 }} {% raw %} #: &*!\n- é"


def test_secrets_arrive_unchanged(ansible, calls, tmp_path):
    variables = tmp_path / "variables.yml"
    given = json.dumps(SECRET)
    variables.write_text(
        f"""
pulp_password: !unsafe {given}
pulp_admin_password: !unsafe {given}
pulp_repository_rpm_repos: [{{name: a, url: "http://a", remote_password: !unsafe {given}}}]
pulp_users: [{{username: a, password: !unsafe {given}}}]
pulp_django_users: [{{username: a, password: !unsafe {given}}}]
"""
    )
    roles = "\n".join(f"- import_role: {{name: release_train.pulp.pulp_{name}}}" for name in ("repository", "user", "django_user"))
    _result, printed = ansible(roles, "-e", f"@{variables}")
    assert len(calls()) == 5, printed
    assert {call["password"] for call in calls()} == {SECRET}
    assert calls()[1]["remotes"][0]["remote_password"] == SECRET
    assert {call["users"][0]["password"] for call in calls()[3:]} == {SECRET}


def test_five_thousand_entries():
    given = [{"name": f"r{number}", "repository": f"r{number}", "url": "http://a", "pulp_labels": {"number": str(number)}} for number in range(5000)]
    started = time.process_time()
    assert len(items.publications(given, "rpm")) == 5000
    assert len(items.container_contents([{"repository": item["name"], "tags": ["1"]} for item in given])) == 5000
    assert time.process_time() - started < 1


def test_empty_lists_do_nothing(ansible, calls):
    names = ["repository_rpm_repos", "publication_rpm", "distribution_rpm", "content_guard_rbac", "container_content", "users", "groups"]
    roles = "\n".join(f"- import_role: {{name: release_train.pulp.pulp_{name}}}" for name in ("repository", "publication", "distribution", "content_guard", "container_content", "user", "group"))
    _result, printed = ansible(roles, "-e", json.dumps({f"pulp_{name}": [] for name in names}))
    assert calls() == []
    assert "failed=0" in printed
