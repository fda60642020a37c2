"""Wrong arguments, wrong servers and rejected values lead to one sentence that says what to do."""

from __future__ import annotations

import http.server
import json
import ssl
import subprocess
import threading

import pytest
from modules import folder
from scenarios import CERTIFICATE_ONE, KEY_ONE, NOWHERE
from served import distribution, remote

pytestmark = pytest.mark.any_server

FILE = {"type": "file", "name": "it-bad"}
PRESENT = FILE | {"state": "present"}
INCLUDES = remote.TYPES["container"]["include_tags"].pulp


@pytest.mark.parametrize(
    ("module", "options", "message"),
    [
        ("repository", PRESENT | {"descripton": "x"}, 'unknown option "descripton" for type file\n  hint: did you mean "description"?'),
        ("repository", PRESENT | {"xyzzy": "x"}, 'unknown option "xyzzy" for type file'),
        ("repository", PRESENT | {"repo_config": {}}, 'option "repo_config" is only for type rpm, not for file'),
        ("repository", PRESENT | {"retain_repo_versions": "many"}, "retain_repo_versions must be a whole number, not a string"),
        ("repository", PRESENT | {"autopublish": "perhaps"}, "autopublish must be true or false, not a string"),
        ("repository", PRESENT | {"description": ["x"]}, "description must be a string, not a list"),
        ("repository", PRESENT | {"pulp_labels": "x"}, "pulp_labels must be a dictionary, not a string"),
        ("remote", PRESENT | {"policy": "lazy"}, 'policy must be one of: immediate, on_demand, streamed; not "lazy"'),
        ("repository", {"name": "it-bad"}, "missing option: type (one of: rpm, deb, container, file, python, ansible)"),
        ("repository", FILE | {"state": "there"}, 'state must be one of: present, absent, read; not "there"'),
        ("repository", {"type": "file", "state": "present"}, "missing option: name"),
        ("repository", {"repositories": "x"}, "repositories must be a list, not a string"),
        ("repository", {"repositories": [FILE, "x"]}, "repositories[1] must be a dictionary, not a string"),
        ("repository", {"repositories": [FILE | {"descripton": "x"}]}, 'repositories[0] "it-bad": unknown option "descripton"'),
        ("remote", PRESENT | {"type": "container", "include_tags": [2024.1]}, "quote it"),
        ("sync", {"type": "file", "repository": "x", "state": "absent"}, 'state must be one of: present; not "absent"'),
    ],
)  # fmt: skip
def test_arguments(module, options, message, modules):
    """Wrong arguments are rejected before anything is sent."""
    assert message in modules.fail(module, **options, pulp_url=NOWHERE)


def test_coercion(modules, local):
    """Values are converted like in Ansible: numbers and booleans from text, lists from text or a single value."""
    call = {"type": "container", "name": "it-coerced", "state": "present", "url": NOWHERE, "upstream_name": "x"}
    given = {"max_retries": "5", "rate_limit": 6.0, "tls_validation": "no", "total_timeout": "7.5", "include_tags": "v1, v2"}
    assert modules.converge("remote", **call, **given, pulp_labels={"number": 5})["changed"]
    found = local.find("remotes/container/container/", "it-coerced")
    assert (found["max_retries"], found["rate_limit"], found["tls_validation"], found["total_timeout"]) == (5, 6, False, 7.5)
    assert found[INCLUDES] == ["v1", "v2"] and found["pulp_labels"] == {"number": "5"}
    assert modules.converge("remote", **call, include_tags=2024)["changed"]
    assert local.find("remotes/container/container/", "it-coerced")[INCLUDES] == ["2024"]
    call = {"type": "deb", "name": "it-words", "state": "present", "url": NOWHERE}
    assert modules.converge("remote", **call, distributions=["jammy", "noble"])["changed"]
    assert local.find("remotes/deb/apt/", "it-words")["distributions"] == "jammy noble"
    assert not modules.call("remote", **call, distributions="jammy  noble")["changed"]


def test_omit(modules, local):
    """Nested values can be Ansible's placeholder for `omit`."""
    omit = "__omit_place_holder__0123456789"
    item = {"type": "container", "name": "it-omitted", "url": NOWHERE, "upstream_name": "x", "proxy_url": omit}
    more = {"include_tags": ["v1", omit], "headers": [{"X-One": "it-secret-one", "X-Two": omit}], "pulp_labels": {"a": "1", "b": omit}}
    modules.converge("remote", remotes=[item | more])
    found = local.find("remotes/container/container/", "it-omitted")
    assert (found["proxy_url"], found[INCLUDES]) == (None, ["v1"])
    assert (found["headers"], found["pulp_labels"]) == ([{"X-One": "it-secret-one"}], {"a": "1"})


def test_environment(modules, local):
    """The connection may come from environment variables, with our names or those of pulp.squeezer."""
    values = {"URL": local.url, "USERNAME": local.username, "PASSWORD": local.password, "VALIDATE_CERTS": "no"}
    nothing = dict.fromkeys(("pulp_url", "username", "password"))
    for prefix, others in (("PULP", "SQUEEZER"), ("SQUEEZER", None)):
        env = {f"{prefix}{'_PULP' if prefix == 'SQUEEZER' and key == 'URL' else ''}_{key}": value for key, value in values.items()}
        if others:
            # PULP_… takes precedence.
            env[f"{others}_PULP_URL"] = NOWHERE
        result = modules.run("repository", env=env, **nothing, type="file", name="it-ground-file")
        assert not result.get("failed"), result["msg"]
        assert result["repository"]["name"] == "it-ground-file"
    assert "pulp_url" in modules.fail("repository", **nothing, **FILE)


def test_wrong_password(modules):
    message = modules.fail("repository", **FILE, password="it-secret-mistyped")
    assert message.endswith(": 401: Invalid username/password.") and "\n" not in message


def test_unreachable(modules):
    message = modules.fail("repository", **FILE, pulp_url=NOWHERE, request_retries=0)
    assert NOWHERE in message or "127.0.0.1:9" in message


def test_not_a_pulp(modules, ark):
    """Another web server responds with an HTML page."""
    assert "no valid response from Pulp" in modules.fail("repository", **FILE, pulp_url=ark.url, api_root="/upstream/")


@pytest.fixture
def tls(tmp_path):
    """A server with a self-signed certificate."""
    (tmp_path / "pem").write_text(KEY_ONE + CERTIFICATE_ONE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_untrusted_certificate(modules, tls):
    message = modules.fail("repository", **FILE, pulp_url=tls, request_retries=0)
    assert "certificate" in message and "ca_bundle" in message
    assert "no valid response from Pulp" in modules.fail("repository", **FILE, pulp_url=tls, validate_certs=False, request_retries=0)


def test_rejected_values(modules, local):
    """The message has the operation, the object, the request and the server's reason, each once."""
    reason = "400: download_concurrency: Ensure this value is greater than or equal to 1."
    message = modules.fail("remote", **PRESENT, url=NOWHERE, download_concurrency=0)
    assert message == f'could not create remote "it-bad" (POST /pulp/api/v3/remotes/file/file/): {reason}'
    assert modules.fail("remote", **PRESENT) == 'remote "it-bad" does not exist, and creating it requires url'
    local.post("remotes/file/file/", {"name": "it-bad", "url": NOWHERE})
    href = local.href("remotes/", "it-bad")
    message = modules.fail("remote", **PRESENT, download_concurrency=0)
    assert message == f'could not update remote "it-bad" (PATCH {href}): {reason}'


def test_name_of_another_type(modules, local):
    local.post("repositories/rpm/rpm/", {"name": "it-taken"})
    message = modules.fail("repository", type="file", name="it-taken", state="present")
    assert "name: This field must be unique" in message
    assert f"{local.href('repositories/', 'it-taken')}, which has another type, already uses this name" in message


def test_name_of_hidden_object(modules, local):
    """A user who may create repositories, but not see those of others."""
    password = "it-secret-password-of-a-user"
    user = local.post("users/", {"username": "it-newcomer", "password": password})
    local.post(f"{user['pulp_href']}roles/", {"role": "file.filerepository_creator", "content_object": None})
    local.post("repositories/file/file/", {"name": "it-unseen"})
    who = {"username": "it-newcomer", "password": password}
    modules.remember_secrets(who)
    call = {"type": "file", "name": "it-unseen"}
    assert modules.call("repository", **call, **who)["repository"] is None
    message = modules.fail("repository", **call, **who, state="present")
    assert "an object with this name exists, but user it-newcomer may not see it" in message
    # The user can create another repository.
    modules.call("repository", **call | {"name": "it-own"}, **who, state="present")
    assert local.find("repositories/file/file/", "it-own")


@pytest.mark.parametrize(("path", "taken"), [("it-path", "it-path"), ("it-path/below", "it-path"), ("it-upper", "it-upper/below")])
def test_overlapping_paths(path, taken, modules, local):
    """The message names the other distribution, which the server does not."""
    name = f"it-overlapping {taken} {path}"
    local.post("distributions/file/file/", {"name": name, "base_path": taken})
    message = modules.fail("distribution", **PRESENT, base_path=path)
    assert "base_path: " in message and f'distribution "{name}" has the base path {taken}' in message
    local.delete(local.href("distributions/", name))


def test_pull_through_path(modules, local):
    """Newer servers cannot update the path of a pull-through distribution."""
    local.post("remotes/container/pull-through/", {"name": "it-fixed", "url": NOWHERE})
    call = {"type": "container_pull_through", "name": "it-fixed", "state": "present", "remote": "it-fixed"}
    modules.call("distribution", **call, base_path="it-fixed/one")
    if "pulp_container.pull_through" in local.find(distribution.PATHS["container_pull_through"], "it-fixed")["pulp_labels"]:
        assert "base_path" in modules.fail("distribution", **call, base_path="it-fixed/two")
    else:
        assert modules.converge("distribution", **call, base_path="it-fixed/two")["changed"]


def test_arguments_file(modules, tmp_path):
    """Without a valid arguments file, the output is still one line of JSON."""
    for arguments in ([], [tmp_path / "missing"], [tmp_path]):
        done = subprocess.run([folder() / "repository", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 1 and json.loads(done.stdout)["failed"] and done.stderr == ""
