# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The action plugin behind every module: runs the binary for the target's platform."""

from __future__ import annotations

import copy
import os
import platform
import re
from weakref import WeakKeyDictionary

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.executor.module_common import modify_module
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as ansible_version
from ansible.utils.display import Display

from ansible_collections.release_train.pulp.plugins.plugin_utils import retry
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
PLUGINS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.join(PLUGINS, "bin")
MODULES = os.path.join(PLUGINS, "modules")
BEFORE_2_19 = tuple(int(part) for part in ansible_version.split(".")[:2]) < (2, 19)
# Results of earlier tries: with `until`, Ansible creates a new action for each try of a task.
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
            # Return a result: an exception would bypass failed_when and show an empty traceback.
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
            # The host's next tasks need not run uname again. Without the prefix, facts would hide the user's variables.
            result.setdefault("ansible_facts", {}).update({f"ansible_{name}": value for name, value in facts.items()})
        if result.get("failed") and not self._task.no_log and not self._task.failed_when:
            show(result.get("msg"))
        # A copy, because Ansible modifies the result afterwards.
        _BEFORE[self._task] = copy.deepcopy(result)
        return result

    def _configure_module(self, module_name, module_args, task_vars):
        """Gives Ansible the binary for the target. By the name of the module, it would find the one for x86_64."""
        if module_name != self._task.action:  # the wrapper for `async`
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
        """Returns the target's `system` and `architecture`, named like gathered facts."""
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
            detail = answer.get("stderr", "").strip() or answer.get("stdout", "").strip() or "no output"
            raise AnsibleActionFail(f"could not read the architecture of the target (uname -sm): {detail}")
        # Ansible would store the facts of a delegated task for the wrong host.
        self._asked = not host or bool(self._task.delegate_facts)
        return {"system": words[-2], "architecture": words[-1]}


def show(message):
    """Shows a message of several lines, which ansible-core before 2.19 would only show as JSON, in one line."""
    if BEFORE_2_19 and "\n" in str(message):
        Display().display(str(message), color=C.COLOR_ERROR, stderr=True)


def find_binary(action, facts):
    """Returns the path of the binary that runs `action` on a target with these facts."""
    name = action.rpartition(".")[2]
    system, machine = facts["system"], facts["architecture"]
    arch = ARCHITECTURES.get(machine)
    if system != "Linux" or not arch:
        raise AnsibleActionFail(
            f"release_train.pulp.{name} supports only Linux on x86_64 and aarch64, but the target is {system} on {machine}; "
            "hint: delegate the task to a supported host (`delegate_to: localhost`)"
        )
    # The module is a link to its x86_64 binary. Several modules share one binary.
    path = os.path.join(BIN, arch, os.path.basename(os.readlink(os.path.join(MODULES, name))))
    if not os.path.isfile(path):
        raise AnsibleActionFail(
            f"release_train.pulp.{name} has no binary for {arch} ({path}); hint: in a git checkout, "
            f"run `make build ARCH={arch}`; the released collection contains the binary"
        )
    return path


def explain(result, action, binary, in_background=False):
    """Explains in the result why a binary did not start."""
    if result.get("_ansible_parsed", True):
        return
    name = action.rpartition(".")[2]
    said = f"{result.get('module_stdout') or ''}\n{result.get('module_stderr') or ''}"
    if "Exec format error" in said or "cannot execute binary file" in said:
        arch = os.path.basename(os.path.dirname(binary))
        result["msg"] = (
            f"the target cannot execute the {arch} binary of release_train.pulp.{name}, because it has another architecture; "
            "hint: gather facts again, or delegate the task to another host"
        )
    elif "Permission denied" in said:
        result["msg"] = (
            f"the target does not allow Ansible to execute release_train.pulp.{name}: its temporary directory is probably on a file "
            "system mounted with noexec; hint: set `remote_tmp` (`ansible_remote_tmp`) to a directory on another file system"
        )
    elif in_background and re.search("not found|No such file", said):
        result["msg"] = (
            f"could not start release_train.pulp.{name}: `async` needs Python on the target, and Ansible found none "
            f"({said.strip().splitlines()[0]}); hint: leave out `async`, or set `ansible_python_interpreter`"
        )
