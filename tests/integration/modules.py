"""Runs the modules like Ansible does: with a file of arguments. The result is one line of JSON."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Options with secrets. Their values must never be shown.
SECRETS = {
    "remote_username", "remote_password", "client_key", "proxy_username", "proxy_password", "token",
    "sles_auth_token", "headers", "request_headers", "header_value", "password",
}  # fmt: skip


def folder():
    return Path(os.environ.get("PULP_MODULES", ROOT / "plugins" / "bin" / os.uname().machine))


def binary(module):
    """Returns the binary of a module. Several modules share one."""
    return folder() / os.path.basename(os.readlink(ROOT / "plugins" / "modules" / module))


def texts(value):
    """Returns all strings in a value."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return {value} if isinstance(value, str) else set()
    return {text for item in value for text in texts(item)}


class Modules:
    """Runs modules on one server, and checks that no secret is shown."""

    # The maximum duration of a run, in seconds.
    patience = 120

    def __init__(self, server, arguments):
        self.connection = {"pulp_url": server.url, "username": server.username, "password": server.password}
        if server.domain:
            self.connection["domain"] = server.domain
        self.arguments = arguments
        self.secrets = set()

    def remember_secrets(self, options):
        if isinstance(options, list):
            for item in options:
                self.remember_secrets(item)
        elif isinstance(options, dict):
            for name, value in options.items():
                if name in SECRETS:
                    self.secrets |= {text.strip() for text in texts(value)}
                else:
                    self.remember_secrets(value)
        # "password" is also part of field names, and an upstream's user may have the name of this server's user.
        self.secrets -= {"", "password", self.connection.get("username")}

    def run(self, module, *, check=False, env=None, **options):
        """Runs a module, which may fail, and returns its result."""
        self.remember_secrets(options)
        arguments = {**self.connection, **options, "_ansible_module_name": f"release_train.pulp.{module}", "_ansible_check_mode": check, "_ansible_diff": True}
        self.arguments.write_text(json.dumps(arguments))
        done = subprocess.run(
            [binary(module), self.arguments], env=env or {}, capture_output=True, text=True, check=False, timeout=self.patience
        )
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1, done.stdout
        for secret in self.secrets:
            for spelling in {secret, json.dumps(secret)[1:-1]}:
                assert spelling not in done.stdout, f"the output contains a secret: {done.stdout}"
        result = json.loads(done.stdout)
        assert done.returncode == int(result.get("failed", False))
        return result

    def call(self, module, *, check=False, **options):
        """Runs a module that must not fail, and returns its result."""
        result = self.run(module, check=check, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def fail(self, module, **options):
        """Runs a module that must fail, and returns its message."""
        result = self.run(module, **options)
        assert result.get("failed"), f"this should have failed: {result['msg']}"
        return result["msg"]

    def converge(self, module, **options):
        """Checks that check mode predicts exactly the result of a run, and that a second run changes nothing. Returns the result of the first."""
        predicted = self.call(module, check=True, **options)
        result = self.call(module, **options)
        assert outline(predicted) == outline(result)
        again = self.call(module, **options)
        assert not again["changed"], again["diff"]
        assert again["diff"] == []
        return result


def outline(result):
    return {"changed": result["changed"], "diff": result["diff"]}
