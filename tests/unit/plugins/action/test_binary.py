"""The action plugin, run by Ansible."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.release_train.pulp.plugins.plugin_utils.binary import explain

REMOTE = ("-c", "remote")


def elf(machine):
    """Returns the header of an executable for another architecture."""
    return b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, 0x400000, 64, 0, 0, 64, 56, 1, 0, 0, 0) + bytes(56)


def test_arguments_arrive_as_plain_json(ansible):
    result, printed = ansible(
        """
- release_train.pulp.repository:
    name: 2024-10-01
    description: "{{ omit }}"
    repositories:
      - {name: a, url: "{{ omit }}", tags: [x, "{{ omit }}", {deep: "{{ omit }}", kept: 1}]}
      - "{{ omit }}"
    number: 5
    nothing: null
    unsafe: !unsafe "{{ not a template }}"
"""
    )
    assert result["name"] == "2024-10-01"
    assert "description" not in result
    assert result["repositories"] == [{"name": "a", "tags": ["x", {"kept": 1}]}]
    assert result["number"] == 5
    assert result["nothing"] is None
    assert result["unsafe"] == "{{ not a template }}"
    assert "failed=0" in printed


def test_vaulted_values_arrive_decrypted(ansible, tmp_path):
    password = tmp_path / "password"
    password.write_text("open")
    secret = VaultLib([("default", VaultSecret(b"open"))]).encrypt("s3cret").decode()
    vaulted = "!vault |\n" + "\n".join(f"          {line}" for line in secret.splitlines())
    tasks = f"""
- release_train.pulp.repository:
    password: {vaulted}
    items: "{{{{ items | release_train.pulp.remotes('rpm') }}}}"
  vars:
    items:
      - name: a
        url: http://a
        policy: 2024-10-01
        client_key: {vaulted}
"""
    result, printed = ansible(tasks, "--vault-password-file", str(password))
    assert result["password"] == "s3cret"
    assert result["items"] == [{"name": "a-remote", "url": "http://a", "policy": "2024-10-01", "client_key": "s3cret"}], printed


def test_internal_keys_reach_the_module(ansible):
    _result, printed = ansible("- release_train.pulp.repository: {name: a}\n  no_log: true", "--check", "--diff", "-vvv")
    # The fake module returns the internal keys, and Ansible prints that it drops them.
    told = " ".join(printed.split())
    assert "_ansible_check_mode = True" in told
    assert "_ansible_diff = True" in told
    assert "_ansible_no_log = True" in told
    assert "_ansible_module_name = release_train.pulp.repository" in told


def test_no_log_hides_the_result(ansible):
    result, printed = ansible("- release_train.pulp.repository: {name: visible}\n  no_log: true", "-vvv")
    assert "visible" not in printed
    assert "censored" in result


def test_runs_in_the_background(ansible):
    result, printed = ansible("- release_train.pulp.repository: {name: a}\n  async: 30\n  poll: 1")
    assert result["name"] == "a", printed


def test_pipelining_does_not_matter(ansible):
    result, printed = ansible("- release_train.pulp.repository: {name: a}", *REMOTE, "-e", "ansible_pipelining=true")
    assert result["name"] == "a", printed


def test_module_defaults_are_applied(ansible):
    result, _printed = ansible(
        """
- module_defaults:
    group/release_train.pulp.pulp: "{{ connection }}"
  block:
    - release_train.pulp.repository: {name: a}
""",
        variables="{connection: {pulp_url: 'http://pulp', password: '{{ omit }}'}}",
    )
    assert result["pulp_url"] == "http://pulp"
    assert "password" not in result


def test_uname_runs_once(ansible):
    tasks = "- release_train.pulp.repository: {name: a}\n- release_train.pulp.repository: {name: b}"
    result, printed = ansible(tasks, *REMOTE, "-vvv")
    assert result["name"] == "b", printed
    assert printed.count("uname -sm") == 1, printed


def test_user_variables_stay(ansible):
    # The target's platform is set as facts, named like gathered facts; the user's variables `system` and `architecture` stay.
    tasks = """
- release_train.pulp.repository: {name: a}
- debug: {msg: "{{ [system, architecture, ansible_facts.system, ansible_facts.architecture, ansible_facts | length] }}"}
"""
    result, printed = ansible(tasks, *REMOTE, inventory={"system": "mine", "architecture": "noarch"})
    assert result["msg"] == ["mine", "noarch", "Linux", os.uname().machine, 2], printed


def test_uname_does_not_run_locally(ansible):
    _result, printed = ansible("- release_train.pulp.repository: {name: a}", "-vvv")
    assert "uname -sm" not in printed


@pytest.mark.parametrize("machine", ["aarch64", "arm64"])
def test_binary_for_target_runs(ansible, collection, machine):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").unlink()
    shutil.copy("/bin/cat", collection / "plugins" / "bin" / "aarch64" / "repository")
    tasks = f"""
- ansible.builtin.set_fact: {{architecture: {machine}, system: Linux, cacheable: true}}
- release_train.pulp.repository: {{name: a}}
"""
    result, printed = ansible(tasks, *REMOTE)
    assert result["name"] == "a", printed


def test_unbuilt_checkout(ansible, collection):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").unlink()
    result, _printed = ansible("- release_train.pulp.repository: {name: a}")
    assert f"make build ARCH={os.uname().machine}" in result["msg"]


def test_unsupported_target(ansible):
    result, _printed = ansible("- release_train.pulp.repository: {name: a}", command=("setarch", "i686"))
    assert "supports only Linux on x86_64 and aarch64, but the target is Linux on i686" in result["msg"]


def test_wrong_architecture(ansible, collection):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").write_bytes(elf(0x2B))  # SPARC
    result, printed = ansible("- release_train.pulp.repository: {name: a}")
    assert "because it has another architecture" in result["msg"], printed


def test_noexec_temporary_directory(tmp_path):
    # The shell reports the same error for a noexec mount as for a file without execute permission.
    binary = tmp_path / "repository"
    shutil.copy("/bin/cat", binary)
    binary.chmod(0o644)
    said = subprocess.run(["/bin/sh", "-c", str(binary)], capture_output=True, text=True, check=False)
    result = {"_ansible_parsed": False, "failed": True, "rc": said.returncode, "module_stdout": said.stdout, "module_stderr": said.stderr}
    explain(result, "release_train.pulp.repository", str(binary))
    assert "noexec; hint: set `remote_tmp`" in result["msg"]


def test_async_without_python(ansible):
    result, printed = ansible("- release_train.pulp.repository: {name: a}\n  async: 30", "-e", "ansible_python_interpreter=/nonexistent/python")
    assert "`async` needs Python on the target, and Ansible found none" in result["msg"], printed
    assert "/nonexistent/python" in result["msg"]


def test_errors_are_results(ansible):
    tasks = """
- release_train.pulp.repository: {name: a}
  register: refused
  failed_when: "'supports only Linux on x86_64' not in refused.msg"
"""
    result, printed = ansible(tasks, command=("setarch", "i686"))
    assert "the target is Linux on i686" in result["msg"], printed
    assert "failed=0" in printed
    assert "exception" not in printed


LINES = "1 of 2 repositories failed:\n  a: no\n    hint: say yes"
FAILING = f"- release_train.pulp.repository: {{failed: true, msg: {json.dumps(LINES)}}}"


def test_long_messages_are_shown_as_text(ansible):
    result, printed = ansible(FAILING)
    assert result["msg"] == LINES and LINES in printed


def test_hidden_failures_are_not_shown(ansible):
    result, printed = ansible(f"{FAILING}\n  no_log: true")
    assert "censored" in result and "say yes" not in printed


def test_expected_failures_are_not_shown(ansible):
    result, printed = ansible(f"{FAILING}\n  failed_when: false")
    assert result["msg"] == LINES and LINES not in printed
