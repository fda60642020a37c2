"""Creates the objects that the scenarios refer to: remotes, repositories, content guards, and working signing services."""

from __future__ import annotations

import os
import shutil
import subprocess

from world import FOLDER, MANAGER, SETTINGS, SITE, has_type

KEYRING = FOLDER / f"it-signing-{SITE}"

REMOTES = {
    "rpm": ("remotes/rpm/rpm/", {}),
    "deb": ("remotes/deb/apt/", {"distributions": "stable"}),
    "container": ("remotes/container/container/", {"upstream_name": "image"}),
    "pull-through": ("remotes/container/pull-through/", {}),
    "file": ("remotes/file/file/", {}),
    "python": ("remotes/python/python/", {}),
    "ansible": ("remotes/ansible/collection/", {}),
}
REMOTES = {name: made for name, made in REMOTES.items() if name == "pull-through" or has_type("remote", name)}

SIGN = """\
#!/bin/sh
# Signs a Release file, as Pulp requires of a signing service.
set -e
folder=$(dirname "$1")
gpg="gpg --homedir KEYRING --batch --yes --quiet --local-user $PULP_SIGNING_KEY_FINGERPRINT"
$gpg --clearsign --output "$folder/InRelease" "$1"
$gpg --armor --detach-sign --output "$folder/Release.gpg" "$1"
echo '{"signatures": {"inline": "'"$folder/InRelease"'", "detached": "'"$folder/Release.gpg"'"}}'
"""

# The API cannot create signing services. Only those for Release files are used; the others are saved without Pulp's test that they can sign.
MAKE_SERVICES = """
from pulpcore.plugin.models import AsciiArmoredDetachedSigningService, BaseModel
from pulp_container.app import models as container
from pulp_deb.app import models as deb
from pulp_rpm.app import models as rpm

# Older plugins cannot sign packages.
for kind, model in {
    "metadata": AsciiArmoredDetachedSigningService, "rpm": getattr(rpm, "RpmPackageSigningService", None),
    "release": deb.AptReleaseSigningService, "deb": getattr(deb, "AptPackageSigningService", None),
    "manifest": container.ManifestSigningService,
}.items():
    for number in ("one", "two") if model else ():
        service = model(name=f"it-{kind}-{number}", public_key=KEY, pubkey_fingerprint=FINGERPRINT, script=SCRIPT)
        service.save() if kind == "release" else super(BaseModel, service).save()
"""
REMOVE_SERVICES = """
from pulpcore.plugin.models import SigningService

SigningService.objects.filter(name__startswith="it-").delete()
"""


def make(server):
    for name, (path, more) in REMOTES.items():
        for number in ("one", "two"):
            # Alternate content sources accept only such remotes.
            policy = {"policy": "on_demand"} if name in ("rpm", "deb", "file") else {}
            server.post(path, {"name": f"it-ground-{name}-{number}", "url": f"http://127.0.0.1:9/{name}/", **policy, **more})
    for path in ("rpm/rpm", "deb/apt", "file/file"):
        server.post(f"repositories/{path}/", {"name": f"it-ground-{path.split('/')[0]}"})
    for number in ("one", "two"):
        server.post("contentguards/core/rbac/", {"name": f"it-ground-{number}"})


def as_pulp(*command, **more):
    done = subprocess.run(["runuser", "-u", "pulp", "--", *command], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def manage(code):
    environment = {"PULP_SETTINGS": SETTINGS, "DJANGO_SETTINGS_MODULE": "pulpcore.app.settings", "PATH": os.environ["PATH"]}
    as_pulp(MANAGER, "shell", "-c", code, env=environment, cwd="/")


def make_services(server):
    # Also deletes the folder, so that a gpg-agent from an earlier run is not used.
    remove_services(server)
    KEYRING.mkdir(mode=0o700)
    shutil.chown(KEYRING, "pulp")
    gpg = ["gpg", "--homedir", str(KEYRING), "--batch", "--quiet"]
    as_pulp(*gpg, "--passphrase", "", "--quick-generate-key", "it <it@example.com>", "rsa2048", "sign", "never")
    listing = as_pulp(*gpg, "--with-colons", "--list-keys")
    fingerprint = next(line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr:"))
    script = KEYRING / "sign"
    script.write_text(SIGN.replace("KEYRING", str(KEYRING)))
    script.chmod(0o755)
    values = {"KEY": as_pulp(*gpg, "--armor", "--export"), "FINGERPRINT": fingerprint, "SCRIPT": str(script)}
    manage("".join(f"{name} = {value!r}\n" for name, value in values.items()) + MAKE_SERVICES)


def remove_services(server):
    if any(service["name"].startswith("it-") for service in server.list("signing-services/")):
        manage(REMOVE_SERVICES)
    if KEYRING.exists():
        as_pulp("gpgconf", "--homedir", str(KEYRING), "--kill", "gpg-agent")
        shutil.rmtree(KEYRING)
