"""Runs the modules as Ansible does: a file of arguments in, one line of JSON out."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The options that hold secrets; what they are called with must never come out again.
SECRETS = {
    "remote_username", "remote_password", "client_key", "proxy_username", "proxy_password", "token",
    "sles_auth_token", "headers", "request_headers", "header_value", "password",
}  # fmt: skip


def folder():
    return Path(os.environ.get("PULP_MODULES", ROOT / "plugins" / "bin" / os.uname().machine))


def binary(module):
    """The binary that a module is a link to; several share one."""
    return folder() / os.path.basename(os.readlink(ROOT / "plugins" / "modules" / module))


def texts(value):
    """All text in a value."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return {value} if isinstance(value, str) else set()
    return {text for item in value for text in texts(item)}


class Modules:
    """Calls modules on one server, and watches that no secret ever shows."""

    # Seconds that a run may take.
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
        # What is part of a field's name cannot be told from it, nor an upstream's user from one of this server.
        self.secrets -= {"", "password", self.connection.get("username")}

    def run(self, module, *, check=False, env=None, **options):
        """The result as it is, also that of a failure."""
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
                assert spelling not in done.stdout, f"a secret shows: {done.stdout}"
        result = json.loads(done.stdout)
        assert done.returncode == int(result.get("failed", False))
        return result

    def call(self, module, *, check=False, **options):
        """The result of a run that must not fail."""
        result = self.run(module, check=check, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def fail(self, module, **options):
        """The message of a run that must fail."""
        result = self.run(module, **options)
        assert result.get("failed"), f"this should have failed: {result['msg']}"
        return result["msg"]

    def converge(self, module, **options):
        """A real run that check mode predicted to the letter; a second one changes nothing."""
        predicted = self.call(module, check=True, **options)
        result = self.call(module, **options)
        assert outline(predicted) == outline(result)
        again = self.call(module, **options)
        assert not again["changed"], again["diff"]
        assert again["diff"] == []
        return result


def outline(result):
    return {"changed": result["changed"], "diff": result["diff"]}
