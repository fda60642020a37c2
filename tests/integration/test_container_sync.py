"""The module `container_sync`: repository, remote and sync in one, from a registry that requires credentials."""

from __future__ import annotations

import pytest
from content import local_tags
from declared import declared
from served import remote, repository

REPOSITORIES, REMOTES = "repositories/container/container/", "remotes/container/container/"


@pytest.fixture(scope="module")
def tags(ark):
    return local_tags(ark)


@pytest.fixture(scope="module")
def options(ark):
    return {
        "url": ark.url, "policy": "on_demand", "remote_username": ark.username, "remote_password": ark.password,
    }  # fmt: skip


def tags_of(local, name):
    version = local.find(REPOSITORIES, name)["latest_version_href"]
    return sorted(tag["name"] for tag in local.list("content/container/tags/", repository_version=version))


def test_images(modules, local, options, tags):
    """A list of images is created, synced with more and fewer tags, and deleted. A second run changes nothing."""
    items = [{"name": f"it-image-{number}", "upstream_name": f"stackhpc/{name}"} for number, name in enumerate(("haproxy", "keystone"))]
    predicted = modules.call("container_sync", check=True, **options, images=items)
    assert [row["changed"] for row in predicted["images"]] == [True, True]
    assert local.list("repositories/", name__startswith="it-image-") == []

    result = modules.call("container_sync", **options, images=items, include_tags=tags[0])
    for item, row in zip(items, result["images"]):
        assert row["changed"] and row["name"] == item["name"]
        made = local.find(REMOTES, f"{item['name']}-remote")
        assert (made["url"], made["upstream_name"], made[remote.TYPES["container"]["include_tags"].pulp]) == (options["url"], item["upstream_name"], [tags[0]])
        assert row["image"]["repository_version"] == local.find(REPOSITORIES, item["name"])["latest_version_href"]
        assert tags_of(local, item["name"]) == [tags[0]]
    again = modules.call("container_sync", **options, images=items, include_tags=tags[0])
    assert not again["changed"] and again["diff"] == []
    # Check mode knows that the remote would be updated, so that there may be something new.
    predicted = modules.call("container_sync", check=True, **options, images=items, include_tags=tags)
    assert [row["changed"] for row in predicted["images"]] == [True, True]
    assert modules.call("container_sync", **options, images=items, include_tags=tags)["changed"]
    assert tags_of(local, "it-image-0") == tags
    # Tags that are no longer included are removed only with `mirror`.
    modules.call("container_sync", **options, images=items, include_tags=tags[1:])
    assert tags_of(local, "it-image-0") == tags
    modules.call("container_sync", **options, images=items, include_tags=tags[1:], mirror=True)
    assert tags_of(local, "it-image-0") == tags[1:]

    gone = modules.converge("container_sync", state="absent", images=[{"name": item["name"]} for item in items])
    assert [row["changed"] for row in gone["images"]] == [True, True]
    assert local.list("repositories/", name__startswith="it-image-") == []
    assert local.list("remotes/", name__startswith="it-image-") == []


def test_password(modules, local, options, tags):
    """With a wrong password, the message mentions the credentials. With the right one, the next run succeeds."""
    call = options | {"name": "it-credentials", "upstream_name": "stackhpc/haproxy", "include_tags": tags}
    message = modules.fail("container_sync", **call | {"remote_password": "it-secret-wrong"})
    assert 'could not sync repository "it-credentials"' in message
    assert f'remote "it-credentials-remote" ({options["url"]}, image stackhpc/haproxy)' in message and "credentials" in message
    assert modules.call("container_sync", **call)["changed"]
    assert tags_of(local, "it-credentials") == tags


def test_missing_image(modules, local, options):
    """An image that the upstream lacks is named. The others are synced."""
    items = [{"name": "it-missing", "upstream_name": "stackhpc/nowhere"}, {"name": "it-there", "upstream_name": "stackhpc/keystone"}]
    result = modules.run("container_sync", **options, images=items)
    assert result["msg"].startswith('1 of 2 images failed:\n  it-missing: could not sync repository "it-missing"')
    assert [row["failed"] for row in result["images"]] == [True, False]
    assert local.find(REPOSITORIES, "it-there")["latest_version_href"].endswith("/1/")


def test_all_fields(modules, local):
    """Every option is set on the right object. Other tests cover the options of the sync."""
    fields = remote.TYPES["container"] | {key: repository.TYPES["container"][key] for key in ("description", "retain_repo_versions")}
    given = {option: field.first for option, field in fields.items()}
    assert set(given) | {"mirror", "signed_only"} == set(declared("container_sync")["container"].options)
    message = modules.fail("container_sync", name="it-all", **given, mirror=True, signed_only=True)
    # Nothing listens at that address.
    assert "could not sync" in message
    made = [local.find(REPOSITORIES, "it-all"), local.find(REMOTES, "it-all-remote")]
    for option, field in fields.items():
        entity = made[0] if option in ("description", "retain_repo_versions") else made[1]
        pulp = field.pulp or option
        if field.hidden:
            assert {"name": pulp, "is_set": True} in entity["hidden_fields"]
        else:
            shown = entity[pulp].strip() if isinstance(entity[pulp], str) else entity[pulp]
            assert shown == (field.first.strip() if isinstance(field.first, str) else field.first), option


def test_without_upstream(modules, local):
    """Without a URL, only the repository is created or updated, as roles need it for pushed images."""
    assert modules.converge("container_sync", name="it-plain", description="one")["changed"]
    assert local.find(REPOSITORIES, "it-plain")["description"] == "one"
    assert local.find(REMOTES, "it-plain-remote") is None


def test_never(modules, local, options, tags):
    call = options | {"name": "it-once", "upstream_name": "stackhpc/haproxy", "resync": "never"}
    modules.call("container_sync", **call, include_tags=tags[:1])
    assert modules.call("container_sync", **call, include_tags=tags)["changed"]
    assert tags_of(local, "it-once") == tags[:1]
