"""Users, groups and roles: every field and state. Check mode and a second run are checked, too, and passwords by logging in."""

from __future__ import annotations

import pytest
from access import ONE, TWO, VIEWER, enters, find, groups_of, held

pytestmark = pytest.mark.usefixtures("groups")
FIELDS = {"first_name": ("Ann", "Anne"), "last_name": ("One", "Two"), "email": ("ann@example.com", "anne@example.com"), "is_staff": (True, False)}
CREATOR, ON_REPOSITORY = "file.filerepository_creator", "file.filerepository_viewer"


@pytest.fixture(scope="module")
def repository(local):
    return local.post("repositories/file/file/", {"name": "it-held"})


@pytest.fixture
def person(request, modules, local):
    """Brings a user or group to a state, and checks check mode and a second run. Returns the object from Pulp."""
    name = f"it-{request.node.name}"

    def bring(changed=True, module="user", state="present", **options):
        item = {"username" if module == "user" else "name": name, **options}
        result = modules.converge(module, **{module: item}, state=state)
        assert result["changed"] is changed, result
        return find(local, name) if module == "user" else local.find("groups/", name)

    bring.named = name
    return bring


def values(number):
    return {field: pair[number] for field, pair in FIELDS.items()}


# Fields


def test_fields(person):
    """Fields are created, updated and cleared. Options that are not given stay."""
    made = person(**values(0))
    assert {field: made[field] for field in FIELDS} == values(0) and made["is_active"]
    person(changed=False)
    changed = person(**values(1))
    assert {field: changed[field] for field in FIELDS} == values(1)
    padded = {field: f"  {value} " if isinstance(value, str) else value for field, value in values(1).items()}
    person(changed=False, **padded)
    cleared = person(first_name="", last_name=None, email="")
    assert [cleared[field] for field in ("first_name", "last_name", "email")] == ["", "", ""]
    assert person(is_active=False)["is_active"] is False
    person(changed=False, email="")
    assert person(state="absent") is None
    person(state="absent", changed=False)


def test_diff(person, modules, local):
    """The diff has the changed fields, without passwords."""
    item = {"username": person.named, "password": ONE, "email": "a@example.com", "groups": ["it-sites"]}
    made = modules.converge("user", user=item, state="present")
    assert made["diff"][0]["after"] == {"username": person.named, "password": "<changed>", "email": "a@example.com", "groups": ["it-sites"]}
    changed = modules.converge("user", user=item | {"password": TWO, "email": "b@example.com", "groups": []}, state="present")
    assert changed["diff"][0]["before"] == {"email": "a@example.com", "password": "<hidden>", "groups": ["it-sites"]}
    assert changed["diff"][0]["after"] == {"email": "b@example.com", "password": "<changed>", "groups": []}
    assert "password" not in changed["user"]


def test_read(modules, local):
    """One object, a missing one, and all."""
    local.post("users/", {"username": "it-read", "email": "read@example.com"})
    assert modules.call("user", user={"username": "it-read"})["user"] == find(local, "it-read")
    assert modules.call("user", user={"username": "it-nobody"})["user"] is None
    result = modules.call("user")
    assert [row["username"] for row in result["users"]] == [user["username"] for user in local.list("users/")]
    assert result["changed"] is False
    assert modules.call("group", group={"name": "it-sites"})["group"] == local.find("groups/", "it-sites")
    assert modules.call("group", group={"name": "it-nowhere"})["group"] is None
    assert [row["name"] for row in modules.call("group")["groups"]] == [group["name"] for group in local.list("groups/")]
    assert modules.call("role", name=VIEWER)["role"]["locked"] is True
    assert {row["name"] for row in modules.call("role")["roles"]} == {role["name"] for role in local.list("roles/")}


def test_options_have_their_place(modules):
    """The options of a user are nested under `user`, because some have the names of connection options."""
    assert 'option "email" must be nested under "user"' in modules.fail("user", email="a@example.com", state="present")
    assert "hint: add state: present" in modules.fail("user", user={"username": "it-x", "email": "a@example.com"})
    assert "missing option: username" in modules.fail("user", user={"email": "a@example.com"}, state="present")
    assert 'unknown option "mail"' in modules.fail("user", user={"username": "it-x", "mail": "a"}, state="present")


# Passwords


def test_password(person, local):
    """The same password is no change, another one is. Without a password it stays, whatever else changes."""
    person(password=ONE)
    assert enters(local, person.named, ONE)
    person(changed=False, password=ONE)
    person(password=TWO)
    assert enters(local, person.named, TWO) and not enters(local, person.named, ONE)
    person(email="other@example.com")
    person(groups=["it-sites"])
    person(changed=False)
    person(changed=False, password="")
    person(changed=False, password=None)
    assert enters(local, person.named, TWO)


def test_password_later(person, local):
    """A user created without a password cannot log in until a later run sets one."""
    person()
    assert not enters(local, person.named, ONE)
    person(password=ONE)
    assert enters(local, person.named, ONE)


def test_password_on_create(person, local):
    person(password=ONE, update_password="on_create")
    assert enters(local, person.named, ONE)
    person(changed=False, password=TWO, update_password="on_create")
    person(password=TWO, update_password="on_create", email="a@example.com")
    assert enters(local, person.named, ONE)


def test_password_of_inactive_user(person, modules, local):
    """The password of an inactive user cannot be compared. It is written, and reported as `not_compared` instead of a change."""
    person(password=ONE, is_active=False)
    item = {"username": person.named, "password": TWO}
    for check in (True, False):
        result = modules.call("user", check=check, user=item, state="present")
        assert not result["changed"] and result["not_compared"] == ["password"] and result["diff"] == []
    person(is_active=True)
    assert enters(local, person.named, TWO)


def test_rejected_password(person, modules, local):
    """Django rejects a simple password. The message quotes the reason, without the password, and no user is created."""
    message = modules.fail("user", user={"username": person.named, "password": "12345678"}, state="present")
    assert message.startswith(f'could not create user "{person.named}" (POST /pulp/api/v3/users/): 400: ') and "numeric" in message
    assert find(local, person.named) is None


# Groups and their users


def test_groups(person, local):
    """Groups stay unless they are given. Then they are exactly those, in any order."""
    assert groups_of(person(groups=["it-sites"])) == ["it-sites"]
    assert groups_of(person(changed=False)) == ["it-sites"]
    assert groups_of(person(groups=["it-staff", "it-sites"])) == ["it-sites", "it-staff"]
    person(changed=False, groups=["it-sites", "it-staff"])
    person(changed=False, groups=["it-sites", " it-staff", "it-sites"])
    assert groups_of(person(groups=["it-staff"])) == ["it-staff"]
    assert groups_of(person(groups=[])) == []
    assert groups_of(person(groups="it-sites, it-staff")) == ["it-sites", "it-staff"]


def test_missing_group(person, modules, local):
    """A missing group is an error, and nothing is created. In check mode, an earlier step may create it."""
    item = {"username": person.named, "password": ONE, "groups": ["it-sites", "it-nowhere"]}
    message = modules.fail("user", user=item, state="present")
    assert message == 'group "it-nowhere" does not exist, or user admin may not see it'
    assert find(local, person.named) is None
    predicted = modules.call("user", check=True, user=item, state="present")
    assert predicted["diff"][0]["after"]["groups"] == ["it-nowhere", "it-sites"]
    assert predicted["warnings"] == ['group "it-nowhere" does not exist yet; assuming that an earlier step creates it']


def test_users(person, local):
    """The members of a group, declared with the group."""
    for name in ("it-member-1", "it-member-2"):
        local.post("users/", {"username": name})
    members = lambda: sorted(user["username"] for user in local.list(f"{local.href('groups/', person.named)}users/"))  # noqa: E731
    person(module="group")
    assert members() == []
    person(module="group", users=["it-member-2", "it-member-1"])
    assert members() == ["it-member-1", "it-member-2"]
    person(module="group", changed=False)
    person(module="group", changed=False, users=["it-member-1", "it-member-2"])
    person(module="group", users="it-member-2")
    assert members() == ["it-member-2"]
    person(module="group", users=[])
    assert members() == []
    assert person(module="group", state="absent") is None
    person(module="group", state="absent", changed=False)
    assert find(local, "it-member-1"), "members are deleted with the group"


def test_missing_user(person, modules, local):
    message = modules.fail("group", group={"name": person.named, "users": ["it-nobody"]}, state="present")
    assert message == 'user "it-nobody" does not exist, or user admin may not see it'
    assert local.find("groups/", person.named) is None


# Roles


@pytest.mark.parametrize("module", ["user", "group"])
def test_roles(module, person, local, repository):
    """Roles are global, or on an object by name, PRN or href. Other global roles are removed; those on objects only with `roles_exclusive`."""
    on, href = [{"role": ON_REPOSITORY, "repository": "it-held"}], repository["pulp_href"]
    bring = lambda changed=True, **options: held(local, person(changed, module, **options))  # noqa: E731
    assert bring(roles=[{"role": VIEWER}]) == [(VIEWER, "")]
    assert bring(changed=False) == [(VIEWER, "")]
    assert bring(roles=[{"role": CREATOR}, {"role": VIEWER}, *on]) == [(VIEWER, ""), (CREATOR, ""), (ON_REPOSITORY, href)]
    assert bring(changed=False, roles=[*on, {"role": VIEWER}, {"role": CREATOR}]) == [(VIEWER, ""), (CREATOR, ""), (ON_REPOSITORY, href)]
    for object in (repository["prn"], href) if "prn" in repository else (href,):
        bring(changed=False, roles=[{"role": CREATOR}, {"role": VIEWER}, {"role": ON_REPOSITORY, "object": object}])
    # A global role is not the same as that role on an object.
    assert bring(roles=[{"role": ON_REPOSITORY}]) == [(ON_REPOSITORY, ""), (ON_REPOSITORY, href)]
    assert bring(roles=[]) == [(ON_REPOSITORY, href)]
    assert bring(changed=False, roles=[]) == [(ON_REPOSITORY, href)]
    assert bring(roles=[], roles_exclusive=True) == []
    if "prn" in repository:
        assert bring(roles=[{"role": ON_REPOSITORY, "object": repository["prn"]}]) == [(ON_REPOSITORY, href)]
    assert bring(roles=[{"role": VIEWER}], roles_exclusive=True) == [(VIEWER, "")]


@pytest.mark.parametrize("module", ["user", "group"])
def test_role_on_deleted_object(module, person, local):
    """Pulp keeps a role on a deleted group, and shows it like a global role."""
    holder = person(module=module)
    gone = local.post("groups/", {"name": "it-gone"})["pulp_href"]
    local.post(f"{holder['pulp_href']}roles/", {"role": "core.group_viewer", "content_object": gone})
    local.delete(gone)
    person(changed=False, module=module, roles=[])
    person(module=module, roles=[{"role": "core.group_viewer"}])
    everywhere = local.list(f"{holder['pulp_href']}roles/", content_object="null")
    assert [role["role"] for role in everywhere] == ["core.group_viewer"]
    person(module=module, state="absent")


@pytest.mark.parametrize("module", ["user", "group"])
def test_missing_role(module, person, modules, local):
    item = {"username" if module == "user" else "name": person.named}
    for roles, missing in (
        ([{"role": "it-no-role"}], 'role "it-no-role"'),
        ([{"role": VIEWER}, {"role": ON_REPOSITORY, "repository": "it-nowhere"}], 'repository "it-nowhere"'),
    ):
        options = item | {"roles": roles}
        message = modules.fail(module, **{module: options}, state="present")
        assert message == f"{missing} does not exist, or user admin may not see it"
        assert not (find(local, person.named) or local.find("groups/", person.named))


def test_role_in_two_places(person, modules, repository):
    """A role can have only one object."""
    roles = [{"role": ON_REPOSITORY, "repository": "it-held", "remote": "it-ground-file-one"}]
    assert f'role "{ON_REPOSITORY}": only one of object, ' in modules.fail("group", group={"name": person.named, "roles": roles}, state="present")


def test_roles_with_fields(person, local):
    """Fields, groups and roles change together."""
    made = person(password=ONE, email="a@example.com", groups=["it-sites"], roles=[{"role": VIEWER}])
    assert (made["email"], groups_of(made), held(local, made)) == ("a@example.com", ["it-sites"], [(VIEWER, "")])
    changed = person(email="b@example.com", groups=["it-staff"], roles=[{"role": CREATOR}])
    assert (changed["email"], groups_of(changed), held(local, changed)) == ("b@example.com", ["it-staff"], [(CREATOR, "")])


def test_locked(modules, local):
    """Pulp's own roles cannot be updated or deleted. The message quotes Pulp."""
    before = local.find("roles/", VIEWER)
    message = modules.fail("role", name=VIEWER, permissions=["core.view_task", "core.change_task"], state="present")
    assert message.startswith(f'could not update role "{VIEWER}" (PATCH {before["pulp_href"]}): 403: '), message
    message = modules.fail("role", name=VIEWER, state="absent")
    assert message.startswith(f'could not delete role "{VIEWER}" (DELETE {before["pulp_href"]}): 403: '), message
    assert local.find("roles/", VIEWER) == before


def test_missing_permission(modules, local):
    message = modules.fail("role", name="it-role", permissions=["file.view_nothing"], state="present")
    assert message.startswith('could not create role "it-role" (POST /pulp/api/v3/roles/): 400: '), message
    assert local.find("roles/", "it-role") is None


# Lists


def test_list(modules, local):
    """If one item of a list fails, the others are processed."""
    users = [
        {"username": "it-list-1", "password": ONE, "groups": ["it-sites"]},
        {"username": "it-list-2", "groups": ["it-nowhere"]},
        {"username": "it-list-3", "roles": [{"role": VIEWER}]},
    ]
    result = modules.run("user", users=users)
    assert [(row["username"], row["changed"], row["failed"]) for row in result["users"]] == [
        ("it-list-1", True, False), ("it-list-2", False, True), ("it-list-3", True, False),
    ]  # fmt: skip
    assert result["msg"].startswith('1 of 3 users failed:\n  it-list-2: group "it-nowhere" does not exist')
    assert enters(local, "it-list-1", ONE) and find(local, "it-list-2") is None
    users[1]["groups"] = ["it-staff"]
    result = modules.converge("user", users=users)
    assert [row["changed"] for row in result["users"]] == [False, True, False]
    states = [{"username": "it-list-1", "state": "absent"}, {"username": "it-list-3", "state": "read"}, users[1]]
    result = modules.converge("user", users=states)
    assert [row["changed"] for row in result["users"]] == [True, False, False]
    assert result["users"][1]["user"] == find(local, "it-list-3")
    assert find(local, "it-list-1") is None
    gone = modules.converge("user", users=[{"username": user["username"]} for user in users], state="absent")
    assert [row["changed"] for row in gone["users"]] == [False, True, True]


def test_duplicates(modules, local):
    """The same item twice is one. Different items for the same user are rejected before anything is done."""
    one, other = {"username": "it-twin", "email": "a@example.com"}, {"username": "it-twin", "email": "b@example.com"}
    assert 'user "it-twin" is listed twice in users with different options' in modules.fail("user", users=[one, other])
    assert find(local, "it-twin") is None
    result = modules.converge("user", users=[one, one])
    assert [row["changed"] for row in result["users"]] == [True, True]


def test_groups_in_one_list(modules, local):
    for name in ("it-member-3", "it-member-4"):
        local.post("users/", {"username": name})
    groups = [{"name": "it-group-1", "users": ["it-member-3"]}, {"name": "it-group-2", "users": ["it-member-3", "it-member-4"]}]
    result = modules.converge("group", groups=groups)
    assert [row["changed"] for row in result["groups"]] == [True, True]
    assert groups_of(find(local, "it-member-3")) == ["it-group-1", "it-group-2"]
