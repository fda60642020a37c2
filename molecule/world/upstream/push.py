#!/usr/bin/env python3
"""Pushes OCI layouts that a registry does not have yet: push.py FOLDER HOST:PORT/NAMESPACE USER

FOLDER contains layouts as NAME/TAG. The password is read from REGISTRY_PASSWORD. Prints what was pushed.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile


def skopeo(*arguments):
    return subprocess.run(["skopeo", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def tags(login, repository):
    listed = subprocess.run(
        ["skopeo", "list-tags", "--tls-verify=false", *login, f"docker://{repository}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    if listed.returncode == 0:
        return json.loads(listed.stdout)["Tags"]
    # The first push creates the repository. After any other failure, the push fails as well.
    return []


def main(folder, namespace, user):
    with tempfile.TemporaryDirectory() as private:
        login = ["--authfile", f"{private}/auth.json"]
        registry = namespace.split("/")[0]
        subprocess.run(
            ["skopeo", "login", "--tls-verify=false", *login, "--username", user,
             "--password-stdin", registry],
            input=os.environ["REGISTRY_PASSWORD"], check=True, text=True, stdout=subprocess.DEVNULL,
        )
        for image in sorted(pathlib.Path(folder).iterdir()):
            repository = f"{namespace}/{image.name}"
            there = tags(login, repository)
            for tag in sorted(layout.name for layout in image.iterdir()):
                if tag not in there:
                    skopeo("copy", "--quiet", "--insecure-policy", "--dest-tls-verify=false", *login,
                           f"oci:{image / tag}", f"docker://{repository}:{tag}")
                    print(f"{repository}:{tag}")


main(*sys.argv[1:])
