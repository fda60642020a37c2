"""The user who runs the modules: protection from locking themselves out, profiles, and a user without permissions."""

from __future__ import annotations

import groundwork
import pytest
from access import ONE, TWO, VIEWER, enters, find, groups_of, held, run_by
from modules import Modules

pytestmark = pytest.mark.usefixtures("groups")
OPERATOR = ["core.group_owner", "core.group_creator"]
# Only superusers may create users, and the API cannot create superusers.
MAKE_OPERATOR = """
from django.contrib.auth import get_user_model

get_user_model().objects.create_superuser("it-operator", password="%s")
"""


@pytest.fixture(scope="module")
def operator(modules, local, tmp_path_factory):
    """The modules, run by an administrator whom these tests may lock out."""
    groundwork.manage(MAKE_OPERATOR % ONE)
    for role in OPERATOR:
        local.post(f"{find(local, 'it-operator')['pulp_href']}roles/", {"role": role, "content_object": None})
    for name in ("it-sites", "it-staff"):
        local.post(f"{local.href('groups/', name)}users/", {"username": "it-operator"})
    return run_by(local, "it-operator", ONE, tmp_path_factory)


def myself(**options):
    return {"user": {"username": "it-operator", **options}}


@pytest.mark.parametrize(
    ("module", "options", "loss"),
    [
        ("user", myself(groups=["it-sites"]) | {"state": "present"}, 'leave group "it-staff"'),
        ("user", myself(is_active=False) | {"state": "present"}, "lose the right to log in"),
        ("user", myself(is_staff=False) | {"state": "present"}, "lose is_staff"),
        ("user", myself() | {"state": "absent"}, "delete itself"),
        ("group", {"group": {"name": "it-staff", "users": []}, "state": "present"}, 'leave group "it-staff"'),
        ("group", {"group": {"name": "it-staff"}, "state": "absent"}, 'leave group "it-staff"'),
    ],
)
def test_own_user_is_protected(module, options, loss, operator, local):
    """In check mode, too."""
    before = find(local, "it-operator")
    for check in (True, False):
        result = operator.run(module, check=check, **options)
        assert result["failed"] and not result["changed"]
        assert result["msg"] == f'user "it-operator" runs this module and would {loss}\n  hint: run it as another user, or set force: true'
    assert find(local, "it-operator") == before


def test_own_user_keeps_its_roles(operator, local):
    before = held(local, find(local, "it-operator"))
    result = operator.run("user", **myself(roles=[{"role": role} for role in OPERATOR[1:]]), state="present")
    assert result["msg"] == 'user "it-operator" runs this module and would lose role "core.group_owner"\n  hint: run it as another user, or set force: true'
    assert held(local, find(local, "it-operator")) == before
    more = [{"role": role} for role in [*OPERATOR, VIEWER]]
    assert operator.converge("user", **myself(roles=more), state="present")["changed"]
    assert operator.converge("user", **myself(roles=more[1:], force=True), state="present")["changed"]


def test_own_user_may_join(operator, modules, local):
    """Changes that take nothing from the own user need no `force`."""
    local.post("groups/", {"name": "it-third"})
    groups = ["it-sites", "it-staff", "it-third"]
    assert operator.converge("user", **myself(groups=groups, email="me@example.com", is_active=True), state="present")["changed"]
    assert groups_of(find(local, "it-operator")) == groups


def test_force(operator, local):
    assert operator.converge("user", **myself(groups=["it-sites", "it-staff"], force=True), state="present")["changed"]
    assert groups_of(find(local, "it-operator")) == ["it-sites", "it-staff"]
    assert operator.converge("group", group={"name": "it-staff", "users": [], "force": True}, state="present")["changed"]
    assert groups_of(find(local, "it-operator")) == ["it-sites"]


def test_own_password(operator, local):
    """The password of the own user may change within a list. Later requests use the new one."""
    users = [{"username": "it-operator", "password": TWO, "groups": ["it-sites", "it-staff"]}]
    users += [{"username": f"it-colleague-{number}", "password": ONE, "groups": ["it-sites"]} for number in range(3)]
    result = operator.call("user", users=users, concurrency=1)
    assert [row["changed"] for row in result["users"]] == [True] * 4
    assert enters(local, "it-operator", TWO) and groups_of(find(local, "it-operator")) == ["it-sites", "it-staff"]
    assert groups_of(find(local, "it-colleague-2")) == ["it-sites"]
    operator.connection["password"] = TWO
    assert not operator.call("user", users=users)["changed"]


def test_force_on_oneself(operator, local):
    """Runs last, because this user can do nothing afterwards."""
    assert operator.call("user", **myself(is_active=False, force=True), state="present")["changed"]
    assert find(local, "it-operator")["is_active"] is False


# Profiles in the settings of the pulp CLI


def test_profile(modules, local, tmp_path):
    """URL, user and password come from a profile. Options take precedence."""
    (tmp_path / "pulp").mkdir()
    settings = f'[cli-it]\nbase_url = "{local.url}"\nusername = "{local.username}"\npassword = "{local.password}"\ndomain = "default"\n'
    (tmp_path / "pulp" / "cli.toml").write_text(settings)
    other = Modules(local, tmp_path / "args.json")
    other.connection = {"profile": "it"}
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert other.run("group", env=env, group={"name": "it-sites"})["group"] == local.find("groups/", "it-sites")
    assert "401" in other.run("group", env=env, group={"name": "it-sites"}, password="it-Secret-wrong")["msg"]
    assert other.fail("group", group={"name": "it-sites"}).startswith('there is no profile "it" in /etc/pulp/cli.toml, ')
    elsewhere = {"pulp_url": local.url.replace("127.0.0.1", "localhost"), "group": {"name": "it-sites"}}
    refused = other.run("group", env=env, **elsewhere)["msg"]
    assert f"is for {local.url}, so its credentials are not sent to {elsewhere['pulp_url']}\n  hint: " in refused
    own = {"username": local.username, "password": local.password}
    assert other.run("group", env=env, **elsewhere, **own)["group"]["name"] == "it-sites"
    del other.connection["profile"]
    assert other.run("group", env=env | {"PULP_PROFILE": "it"}, group={"name": "it-sites"})["group"]


# A user without permissions


def test_without_rights(modules, local, tmp_path_factory):
    """Messages quote Pulp's reason if a permission is missing."""
    local.post("users/", {"username": "it-guest", "password": ONE})
    guest = run_by(local, "it-guest", ONE, tmp_path_factory)
    forbidden = "403: You do not have permission to perform this action."
    assert forbidden in guest.fail("user", user={"username": "it-other"}, state="present")
    assert forbidden in guest.fail("group", group={"name": "it-other"}, state="present")
    assert forbidden in guest.fail("role", name="it-other", permissions=["core.view_task"], state="present")
    assert find(local, "it-other") is None and local.find("groups/", "it-other") is None
