#!/usr/bin/env python3
"""Creates a container image from local programs and the libraries that they need: image.py IMAGE PROGRAM[...]

No registry is used.
"""

import re
import subprocess
import sys
import tempfile

# User names, host names, and what nginx requires.
FILES = ["/etc/passwd", "/etc/group", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/certs/ca-certificates.crt"]
FOLDERS = ["/tmp", "/var/log/nginx", "/var/lib/nginx"]


def libraries(program):
    linked = subprocess.run(["ldd", program], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"(/\S+) \(0x", linked)


def main(image, *programs):
    with tempfile.NamedTemporaryFile(suffix=".tar") as archive:
        wanted = [*FILES, *FOLDERS, *programs, *(found for program in programs for found in libraries(program))]
        # With --dereference, /lib and similar links become folders in the image.
        subprocess.run(
            ["tar", "--create", "--file", archive.name, "--dereference", "--no-recursion", "--absolute-names",
             *sorted(set(wanted))],
            check=True,
        )
        subprocess.run(["podman", "import", "--quiet", archive.name, image], check=True, stdout=subprocess.DEVNULL)


main(*sys.argv[1:])
