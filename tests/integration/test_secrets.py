"""Secrets of every type are set, set again, updated and cleared. Every call in these tests checks that no secret is shown."""

from __future__ import annotations

import pytest
from served import content_guard, remote
from world import has

# Options that Pulp accepts only together.
WITH = {
    "client_key": ["client_cert"],
    "proxy_username": ["proxy_url", "proxy_password"],
    "proxy_password": ["proxy_url", "proxy_username"],
    "remote_username": ["remote_password"],
    "remote_password": ["remote_username"],
}
NEEDED = ["url", "upstream_name", "distributions", "ca_certificate", "header_name", "header_value"]
NEEDED_BY_TYPE = {"rpm_uln": ["remote_username", "remote_password"]}
MODULES = {"remote": (remote, "remotes"), "content_guard": (content_guard, "content_guards")}
SECRETS = {
    module: [(kind, option) for kind, fields in table.TYPES.items() for option, field in fields.items() if field.secret]
    for module, (table, _) in MODULES.items()
}


def item(module, kind, option, value):
    fields = MODULES[module][0].TYPES[kind]
    beside = [*NEEDED, *NEEDED_BY_TYPE.get(kind, []), *WITH.get(option, [])]
    given = {other: fields[other].first for other in beside if other in fields}
    if value == "":
        given |= {other: "" for other in beside if other in fields and fields[other].secret and fields[other].clears}
    return {"type": kind, "name": f"it-secret {kind} {option}", **given, option: value}


def stored(entity, field, option):
    """Returns a secret from Pulp's API or, if it is hidden, whether it is set."""
    pulp = field.pulp or option
    if pulp in entity:
        return entity[pulp]
    return next(hidden["is_set"] for hidden in entity["hidden_fields"] if hidden["name"] == pulp)


@pytest.mark.parametrize("module", MODULES)
def test_secrets(module, modules, local):
    table, plural = MODULES[module]
    for value_of, again in (("first", False), ("first", True), ("other", False), ("other", True), ("cleared", False), ("cleared", True)):
        rows = [(kind, option, table.TYPES[kind][option]) for kind, option in SECRETS[module]]
        rows = [row for row in rows if value_of != "cleared" or row[2].clears]
        values = [{"first": field.first, "other": field.other, "cleared": ""}[value_of] for *_, field in rows]
        items = [item(module, kind, option, value) for (kind, option, _), value in zip(rows, values)]
        if not items:
            continue
        predicted = modules.call(module, check=True, **{plural: items})
        result = modules.call(module, **{plural: items})
        for (kind, option, field), row, before, value in zip(rows, result[plural], predicted[plural], values):
            what = (kind, option, value_of, again)
            # Only the server can compare hidden values. Old servers do not.
            if field.hidden and (value_of, again) in (("other", False), ("other", True), ("first", True)):
                assert row["changed"] is (has("core", "3.90") and not again), what
                assert not before["changed"] and option in before["not_compared"], what
                assert has("core", "3.90") or option in row["not_compared"], what
            else:
                assert before["changed"] is row["changed"] is not again, what
            entity = local.find(table.PATHS[kind], row["name"])
            if field.hidden:
                assert stored(entity, field, option) is (value_of != "cleared"), what
            else:
                assert stored(entity, field, option) == (value or []) or not value, what


def test_tasks(modules):
    """The result of a task that updated a remote has the remote. `modules` checks that no secret is shown."""
    call = {"type": "rpm", "name": "it-secret-task", "url": "http://127.0.0.1:9/", "state": "present", "headers": [{"X-Token": "it-secret-in-a-task"}]}
    for token in ("it-secret-sles-before", "it-secret-sles-after"):
        modules.call("remote", **call, sles_auth_token=token)
    rows = modules.call("info", what="tasks", filter={"state": "completed"})["info"]
    kept = [row for row in rows if (row.get("result") or {}).get("name") == call["name"]]
    assert kept or not has("core", "3.88")
    for row in kept:
        assert modules.call("task", pulp_href=row["pulp_href"])["task"]["result"]["name"] == call["name"]


def test_userinfo(modules, local):
    """Since pulp_rpm 3.26, Pulp accepts credentials in the URL of an rpm remote, and shows them. The modules do not show them."""
    name, secret = "it-userinfo", "it-secret-userinfo"
    modules.secrets.add(secret)
    call = {"type": "rpm", "name": name, "state": "present", "max_retries": 0}
    if not has("rpm", "3.26"):
        assert "url: The remote url contains username" in modules.fail("remote", **call, url=f"http://it-name:{secret}@127.0.0.1:9/")
        return
    assert modules.converge("remote", **call, url=f"http://it-name:{secret}@127.0.0.1:9/")["changed"]
    assert modules.converge("remote", **call, url=f"http://it-name:{secret}@127.0.0.1:9/other/")["changed"]
    assert secret in local.find("remotes/rpm/rpm/", name)["url"]
    modules.call("remote", type="rpm", name=name)
    modules.call("remote", type="rpm")
    local.post("repositories/rpm/rpm/", {"name": name, "remote": local.href("remotes/", name)})
    modules.fail("sync", type="rpm", repository=name)


def test_proxy(modules, local):
    """Clearing a proxy also clears its credentials, which Pulp does not do itself."""
    call = {"type": "file", "name": "it-proxy", "state": "present", "url": "http://127.0.0.1:9/"}
    proxy = {"proxy_url": "http://127.0.0.1:8", "proxy_username": "it-secret-p", "proxy_password": "it-secret-q"}
    modules.call("remote", **call, **proxy)
    assert modules.converge("remote", **call, proxy_url="")["changed"]
    found = local.find("remotes/file/file/", "it-proxy")
    hidden = {field["name"]: field["is_set"] for field in found["hidden_fields"]}
    assert found["proxy_url"] is None and not hidden["proxy_username"] and not hidden["proxy_password"]
