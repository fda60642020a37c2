# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The action behind every module: run the binary that fits the target."""

from __future__ import annotations

import copy
import os
import platform
import re
from weakref import WeakKeyDictionary

from ansible.errors import AnsibleActionFail
from ansible.executor.module_common import modify_module
from ansible.plugins.action import ActionBase

from ansible_collections.release_train.pulp.plugins.plugin_utils import retry
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
PLUGINS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.join(PLUGINS, "bin")
MODULES = os.path.join(PLUGINS, "modules")
# The results of tries: with `until`, Ansible makes a new action of the same task for each.
_BEFORE = WeakKeyDictionary()


class ActionModule(ActionBase):
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        try:
            facts = self._target(task_vars)
            self._binary = find_binary(self._task.action, facts)
        except AnsibleActionFail as refusal:
            # A result, as an exception would pass by failed_when, and show an empty traceback.
            result.update(failed=True, msg=refusal.message)
            return result
        wrap_async = bool(self._task.async_val) and not self._connection.has_native_async
        arguments = plain(self._task.args)
        before = _BEFORE.get(self._task, {})
        places = retry.unfinished(arguments, before)
        if places == []:
            return before
        if places:
            arguments = retry.only(arguments, before, places)
        result.update(
            self._execute_module(
                module_name=self._task.action,
                module_args=arguments,
                task_vars=task_vars,
                wrap_async=wrap_async,
            )
        )
        if places:
            result = retry.merged(before, result, places)
        if not wrap_async:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        explain(result, self._task.action, self._binary, wrap_async)
        if self._asked and not wrap_async:
            # Saves the question in the host's next tasks. Without the prefix, facts would hide the user's variables.
            result.setdefault("ansible_facts", {}).update({f"ansible_{name}": value for name, value in facts.items()})
        # Ansible goes on to change the result.
        _BEFORE[self._task] = copy.deepcopy(result)
        return result

    def _configure_module(self, module_name, module_args, task_vars):
        """Ansible finds a module by its name, which leads to the x86_64 binary; give it the target's."""
        if module_name != self._task.action:  # the wrapper that `async` needs
            return super()._configure_module(module_name, module_args, task_vars)
        built = modify_module(
            module_name=module_name,
            module_path=self._binary,
            module_args=module_args,
            templar=self._templar,
            task_vars=task_vars,
        )
        if isinstance(built, tuple):  # ansible-core before 2.19
            data, style, shebang = built
            return style, shebang, data, self._binary
        return built, self._binary

    def _target(self, task_vars):
        """The target's `system` and `architecture`, under the names that gathered facts have."""
        self._asked = False
        if self._connection.transport == "local":
            return {"system": platform.system(), "architecture": platform.machine()}
        host = self._task.delegate_to
        if host:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(host, {})
        known = task_vars.get("ansible_facts") or {}
        if known.get("system") and known.get("architecture"):
            return {"system": known["system"], "architecture": known["architecture"]}
        answer = self._low_level_execute_command("uname -sm", sudoable=False)
        words = answer.get("stdout", "").split()
        if answer.get("rc") or len(words) < 2:
            detail = answer.get("stderr", "").strip() or answer.get("stdout", "").strip() or "no answer"
            raise AnsibleActionFail(f"could not ask the target for its architecture (uname -sm): {detail}")
        # Facts of a delegated task would be filed under the wrong host.
        self._asked = not host or bool(self._task.delegate_facts)
        return {"system": words[-2], "architecture": words[-1]}


def find_binary(action, facts):
    """The path of the binary that runs `action` on a target with these facts."""
    name = action.rpartition(".")[2]
    system, machine = facts["system"], facts["architecture"]
    arch = ARCHITECTURES.get(machine)
    if system != "Linux" or not arch:
        raise AnsibleActionFail(
            f"release_train.pulp.{name} runs on Linux on x86_64 and aarch64, and this target is {system} on {machine}: "
            "delegate the task to a host that is (`delegate_to: localhost`)"
        )
    # The module is a link to its binary for x86_64; several share one.
    path = os.path.join(BIN, arch, os.path.basename(os.readlink(os.path.join(MODULES, name))))
    if not os.path.isfile(path):
        raise AnsibleActionFail(
            f"release_train.pulp.{name} has no binary for {arch} ({path}): a git checkout has to be built first, "
            f"with `make build ARCH={arch}`; the released collection contains it"
        )
    return path


def explain(result, action, binary, in_background=False):
    """Say why a binary did not even start, which it cannot say itself."""
    if result.get("_ansible_parsed", True):
        return
    name = action.rpartition(".")[2]
    said = f"{result.get('module_stdout') or ''}\n{result.get('module_stderr') or ''}"
    if "Exec format error" in said or "cannot execute binary file" in said:
        arch = os.path.basename(os.path.dirname(binary))
        result["msg"] = f"the target cannot execute the {arch} binary of release_train.pulp.{name}: it has another architecture"
    elif "Permission denied" in said:
        result["msg"] = (
            f"the target may not execute release_train.pulp.{name}: the file system of Ansible's temporary directory is "
            "probably mounted noexec; set `remote_tmp` (`ansible_remote_tmp`) to a directory on another one"
        )
    elif in_background and re.search("not found|No such file", said):
        result["msg"] = (
            f"release_train.pulp.{name} needs no Python on the target, but `async` does, and Ansible found none there "
            f"({said.strip().splitlines()[0]}): leave out `async`, or set `ansible_python_interpreter`"
        )
