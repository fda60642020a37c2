"""The action plugin, as Ansible runs it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.release_train.pulp.plugins.plugin_utils.binary import explain

REMOTE = ("-c", "remote")


def elf(machine):
    """The header of an executable for another machine."""
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


def test_check_mode_diff_and_no_log_reach_the_module(ansible):
    _result, printed = ansible("- release_train.pulp.repository: {name: a}\n  no_log: true", "--check", "--diff", "-vvv")
    # The module's own copy of the internal keys comes back, and Ansible says that it drops them.
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


def test_module_defaults_of_the_group_are_applied(ansible):
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


def test_a_target_is_asked_once(ansible):
    tasks = "- release_train.pulp.repository: {name: a}\n- release_train.pulp.repository: {name: b}"
    result, printed = ansible(tasks, *REMOTE, "-vvv")
    assert result["name"] == "b", printed
    assert printed.count("uname -sm") == 1, printed


def test_the_user_s_variables_stay(ansible):
    # What a target answers is a fact, under the name that gathered facts have; `system` and `architecture` are the user's.
    tasks = """
- release_train.pulp.repository: {name: a}
- debug: {msg: "{{ [system, architecture, ansible_facts.system, ansible_facts.architecture, ansible_facts | length] }}"}
"""
    result, printed = ansible(tasks, *REMOTE, inventory={"system": "mine", "architecture": "noarch"})
    assert result["msg"] == ["mine", "noarch", "Linux", os.uname().machine, 2], printed


def test_a_local_target_is_not_asked(ansible):
    _result, printed = ansible("- release_train.pulp.repository: {name: a}", "-vvv")
    assert "uname -sm" not in printed


@pytest.mark.parametrize("machine", ["aarch64", "arm64"])
def test_the_target_s_binary_runs(ansible, collection, machine):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").unlink()
    shutil.copy("/bin/cat", collection / "plugins" / "bin" / "aarch64" / "repository")
    tasks = f"""
- ansible.builtin.set_fact: {{architecture: {machine}, system: Linux, cacheable: true}}
- release_train.pulp.repository: {{name: a}}
"""
    result, printed = ansible(tasks, *REMOTE)
    assert result["name"] == "a", printed


def test_a_checkout_that_was_not_built(ansible, collection):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").unlink()
    result, _printed = ansible("- release_train.pulp.repository: {name: a}")
    assert f"make build ARCH={os.uname().machine}" in result["msg"]


def test_a_target_without_a_binary(ansible):
    result, _printed = ansible("- release_train.pulp.repository: {name: a}", command=("setarch", "i686"))
    assert "runs on Linux on x86_64 and aarch64, and this target is Linux on i686" in result["msg"]


def test_a_binary_for_another_machine(ansible, collection):
    (collection / "plugins" / "bin" / os.uname().machine / "repository").write_bytes(elf(0x2B))  # SPARC
    result, printed = ansible("- release_train.pulp.repository: {name: a}")
    assert "it has another architecture" in result["msg"], printed


def test_a_temporary_directory_that_forbids_execution(tmp_path):
    # What a shell says where a mount forbids it, it says of a file without the permission too.
    binary = tmp_path / "repository"
    shutil.copy("/bin/cat", binary)
    binary.chmod(0o644)
    said = subprocess.run(["/bin/sh", "-c", str(binary)], capture_output=True, text=True, check=False)
    result = {"_ansible_parsed": False, "failed": True, "rc": said.returncode, "module_stdout": said.stdout, "module_stderr": said.stderr}
    explain(result, "release_train.pulp.repository", str(binary))
    assert "noexec; set `remote_tmp`" in result["msg"]


def test_a_background_task_without_python(ansible):
    result, printed = ansible("- release_train.pulp.repository: {name: a}\n  async: 30", "-e", "ansible_python_interpreter=/nonexistent/python")
    assert "`async` does, and Ansible found none there" in result["msg"], printed
    assert "/nonexistent/python" in result["msg"]


def test_a_refusal_is_a_result(ansible):
    tasks = """
- release_train.pulp.repository: {name: a}
  register: refused
  failed_when: "'runs on Linux on x86_64' not in refused.msg"
"""
    result, printed = ansible(tasks, command=("setarch", "i686"))
    assert "this target is Linux on i686" in result["msg"], printed
    assert "failed=0" in printed
    assert "exception" not in printed
