"""Domains with file storage. The server need not have domains enabled. The molecule scenario `domain` tests their content."""

from __future__ import annotations

import pytest
from world import has, has_option

DOMAINS = "domains/"
FILES = "pulpcore.app.models.storage.FileSystem"


@pytest.fixture
def domain(request, modules, local):
    """Brings a domain to a state, and checks check mode and a second run. Returns the domain from Pulp."""
    name = request.node.name.replace("test", "it")

    def bring(changed=True, state="present", **options):
        result = modules.converge("domain", name=name, state=state, **options)
        assert result["changed"] is changed, result
        return local.find(DOMAINS, name)

    bring.named = name
    yield bring
    found = local.find(DOMAINS, name)
    if found:
        local.delete(found["pulp_href"])


def files(**more):
    return {"location": "/var/lib/pulp/it-domain", **more}


def test_life(domain):
    """A domain is created, updated, cleared and deleted. Settings that are not given stay."""
    made = domain(storage_class=FILES, storage_settings=files(base_url="/x/"), description="one", redirect_to_object_storage=False)
    assert (made["storage_class"], made["description"], made["redirect_to_object_storage"]) == (FILES, "one", False)
    assert made["storage_settings"]["location"] == "/var/lib/pulp/it-domain"
    domain(changed=False)
    domain(changed=False, storage_class=FILES, storage_settings=files())
    domain(changed=False, description="  one ", storage_settings={"base_url": "/x/"})
    changed = domain(storage_settings={"file_permissions_mode": 0o600}, hide_guarded_distributions=True)
    assert changed["storage_settings"] == made["storage_settings"] | {"file_permissions_mode": 0o600}
    assert changed["hide_guarded_distributions"]
    cleared = domain(description="", storage_settings=files(base_url=""))
    assert cleared["description"] is None and cleared["storage_settings"]["base_url"] == ""
    assert domain(state="absent") is None
    domain(state="absent", changed=False)


@pytest.mark.skipif(not has_option("domain", "domain", "pulp_labels"), reason="the server is too old: test_too_old.py")
def test_labels(domain):
    assert domain(storage_class=FILES, storage_settings=files(), pulp_labels={"site": "one"})["pulp_labels"] == {"site": "one"}
    assert domain(pulp_labels={"site": "two"})["pulp_labels"] == {"site": "two"}
    assert domain(pulp_labels={})["pulp_labels"] == {}


def test_diff(domain, modules):
    """The diff has only the changed settings."""
    domain(storage_class=FILES, storage_settings=files())
    change = modules.converge("domain", name=domain.named, storage_settings=files(base_url="/y/"), state="present")
    assert change["diff"][0]["before"] == {"storage_settings": {"base_url": ""}}
    assert change["diff"][0]["after"] == {"storage_settings": {"base_url": "/y/"}}


def test_read(domain, modules, local):
    made = domain(storage_class=FILES, storage_settings=files())
    assert modules.call("domain", name=domain.named)["domain"] == made
    assert modules.call("domain", name="it-nowhere")["domain"] is None
    assert {row["name"] for row in modules.call("domain")["domains"]} == {found["name"] for found in local.list(DOMAINS)}


def test_rejected(domain, modules, local):
    """Invalid options are named, and nothing is created."""
    fail = lambda **options: modules.fail("domain", **{"name": domain.named, "state": "present", "storage_class": FILES} | options)  # noqa: E731
    assert fail() == f'domain "{domain.named}" does not exist, and creating it requires storage_settings'
    assert '"MEDIA_ROOT" is not the name of a domain\'s setting' in fail(storage_settings={"MEDIA_ROOT": "/x"})
    assert "400: storage_settings: colour: Unexpected field" in fail(storage_settings=files(colour="red"))
    assert "storage_class must be one of" in fail(storage_class="S3", storage_settings={})
    assert "400: name: " in fail(name="it a b", storage_settings=files())
    assert local.find(DOMAINS, domain.named) is None
    for options in ({"description": "x"}, {"state": "absent"}):
        assert "Default domain can not be " in fail(**{"name": "default"} | options)


@pytest.mark.skipif(not has("core", "3.70"), reason="without the log-in API, the module cannot detect a missing domain")
def test_missing_domain(modules):
    message = modules.fail("repository", type="file", name="it-none", domain="it-nowhere")
    assert message == 'domain "it-nowhere" does not exist on this server, or domains are not enabled there (DOMAIN_ENABLED)'
