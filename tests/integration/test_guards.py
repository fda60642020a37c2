"""Roles on rbac guards, and the protection of guards that are in use."""

from __future__ import annotations

import pytest

DOWNLOADER = "core.rbaccontentguard_downloader"
OWNER = "core.rbaccontentguard_owner"
VIEWER = "core.rbaccontentguard_viewer"
PATH = "contentguards/core/rbac/"


@pytest.fixture(scope="module", autouse=True)
def people(local):
    for name in ("it-group-a", "it-group-b"):
        local.post("groups/", {"name": name})
    for name in ("it-user-a", "it-user-b"):
        local.post("users/", {"username": name})


@pytest.fixture
def guard(request, modules, local):
    """Declares a guard, and checks check mode and a second run. Returns the users and groups by role."""
    name = f"it-{request.node.name}"

    def bring(changed=True, **options):
        result = modules.converge("content_guard", type="rbac", name=name, state="present", **options)
        assert result["changed"] is changed
        return held(local, name)

    bring.named = name
    return bring


def held(local, name):
    roles = local.get(f"{local.href(PATH, name)}list_roles/")["roles"]
    return {role["role"]: (sorted(role["groups"]), sorted(role["users"])) for role in roles}


CREATOR = {OWNER: ([], ["admin"]), DOWNLOADER: ([], ["admin"])}


def test_creator(guard):
    """The creator of a guard gets two roles. Without the option `roles`, they stay."""
    assert guard() == CREATOR
    assert guard(changed=False) == CREATOR


def test_groups(guard):
    """A listed role is held by exactly the given groups. Its users stay, because they are not given."""
    with_groups = lambda *groups: CREATOR | {DOWNLOADER: (list(groups), ["admin"])}  # noqa: E731
    listed = lambda groups: [{"role": DOWNLOADER, "groups": groups}]  # noqa: E731
    assert guard(roles=listed(["it-group-a"])) == with_groups("it-group-a")
    assert guard(roles=listed(["it-group-b", "it-group-a"])) == with_groups("it-group-a", "it-group-b")
    assert guard(roles=listed(["it-group-b"])) == with_groups("it-group-b")
    assert guard(changed=False, description="") == with_groups("it-group-b")
    # Groups that are not given stay. Null and an empty list remove all.
    assert guard(changed=False, roles=[{"role": DOWNLOADER}]) == with_groups("it-group-b")
    assert guard(roles=listed(None)) == with_groups()
    assert guard(roles=listed(["it-group-a"])) == with_groups("it-group-a")
    assert guard(roles=listed([])) == with_groups()


def test_users(guard):
    assert guard(roles=[{"role": DOWNLOADER, "users": ["it-user-a"]}])[DOWNLOADER] == ([], ["it-user-a"])
    both = {"role": DOWNLOADER, "users": ["it-user-b", "admin"], "groups": ["it-group-a"]}
    assert guard(roles=[both])[DOWNLOADER] == (["it-group-a"], ["admin", "it-user-b"])
    # Without the key `users`, they stay.
    assert guard(changed=False, roles=[{"role": DOWNLOADER, "groups": ["it-group-a"]}])[DOWNLOADER][1] == ["admin", "it-user-b"]


def test_unlisted(guard):
    """A role that is not listed is removed only if no user holds it, or with `roles_exclusive`."""
    roles = [{"role": VIEWER, "groups": ["it-group-a"]}, {"role": DOWNLOADER, "groups": ["it-group-b"]}]
    assert guard(roles=roles) == CREATOR | {VIEWER: (["it-group-a"], []), DOWNLOADER: (["it-group-b"], ["admin"])}
    assert guard(roles=roles[1:]) == CREATOR | {DOWNLOADER: (["it-group-b"], ["admin"])}
    assert guard(roles=roles[:1]) == CREATOR | {VIEWER: (["it-group-a"], []), DOWNLOADER: (["it-group-b"], ["admin"])}
    assert guard(roles=roles[:1], roles_exclusive=True) == {VIEWER: (["it-group-a"], [])}
    assert guard(roles=[], roles_exclusive=True) == {}


def test_with_fields(guard, local):
    """Roles and fields are updated together."""
    guard(description="one", roles=[{"role": DOWNLOADER, "groups": ["it-group-a"]}])
    guard(description="two", roles=[{"role": DOWNLOADER, "groups": ["it-group-b"]}])
    assert local.find(PATH, guard.named)["description"] == "two"


def test_unknown_holders(modules, local):
    message = modules.fail(
        "content_guard", type="rbac", name="it-holders", state="present", roles=[{"role": DOWNLOADER, "groups": ["it-nowhere"]}]
    )
    assert f'could not add holders of role "{DOWNLOADER}" on content guard "it-holders"' in message and "400" in message
    message = modules.fail("content_guard", type="rbac", name="it-holders", state="present", roles=[{"role": DOWNLOADER, "group": []}])
    assert 'unknown option "group"' in message
    assert "roles" in modules.fail("content_guard", type="header", name="it-holders", state="present", roles=[])


@pytest.mark.parametrize("user", ["distribution", "content guard"])
def test_in_use(user, modules, local):
    """A guard in use is not deleted, because the content that it guards would become public."""
    name = f"it-guarding-{user.split()[0]}"
    guard = local.post(PATH, {"name": name})["pulp_href"]
    if user == "distribution":
        local.post("distributions/file/file/", {"name": "it-guarded", "base_path": "it-guarded", "content_guard": guard})
    else:
        local.post("contentguards/core/composite/", {"name": "it-guarded", "guards": [guard]})
    gone = {"type": "rbac", "name": name, "state": "absent"}
    for check in (True, False):
        result = modules.run("content_guard", check=check, **gone)
        assert result["failed"] and not result["changed"]
        assert result["msg"] == (
            f'content guard "{name}" is still used by {user} "it-guarded"\n  '
            "hint: force: true deletes it anyway, which makes the content behind it public"
        )
    assert local.find(PATH, name)
    assert modules.converge("content_guard", **gone, force=True)["changed"]
    assert local.find(PATH, name) is None


def test_deleted_with_user(modules, local):
    """A guard can be deleted together with the guard that uses it."""
    guard = local.post(PATH, {"name": "it-going"})["pulp_href"]
    local.post("contentguards/core/composite/", {"name": "it-going-too", "guards": [guard]})
    items = [{"type": "rbac", "name": "it-going"}, {"type": "composite", "name": "it-going-too"}]
    gone = modules.call("content_guard", state="absent", content_guards=items)
    assert [row["changed"] for row in gone["content_guards"]] == [True, True]
