#!/usr/bin/env python3
"""Creates an RPM repository of tiny packages: rpms.py FOLDER NAME[,NAME...] [COUNT]

Each named package owns a file, which shows that it is installed. COUNT adds numbered packages without files.
All are subpackages of one source package, because rpmbuild builds thousands of those in a second.
"""

import pathlib
import subprocess
import sys
import tempfile

SOURCE = """\
Name: world
Version: 1.0
Release: 1
Summary: Source of a test repository
License: Apache-2.0
BuildArch: noarch
%description
Source of a test repository.
%install
mkdir -p %{buildroot}/usr/share/world
"""

PACKAGE = """\
%package -n @
Summary: Test package @
%description -n @
Test package @.
%files -n @
"""


def spec(named, numbered):
    install = "".join(f"echo {name} > %{{buildroot}}/usr/share/world/{name}\n" for name in named)
    owning = "".join(PACKAGE.replace("@", name) + f"/usr/share/world/{name}\n" for name in named)
    return SOURCE + install + owning + "".join(PACKAGE.replace("@", name) for name in numbered)


def main(folder, names, count="0"):
    folder = pathlib.Path(folder)
    numbered = [f"{folder.name}-extra-{number:04}" for number in range(int(count))]
    with tempfile.TemporaryDirectory() as top:
        source = pathlib.Path(top, "world.spec")
        source.write_text(spec(names.split(","), numbered))
        defines = {
            "_topdir": top,
            "_rpmdir": folder,
            "_rpmfilename": "Packages/%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
            "_binary_payload": "w1.gzdio",
            "__spec_install_post": "%{nil}",
        }
        arguments = [text for name, value in defines.items() for text in ("--define", f"{name} {value}")]
        subprocess.run(["rpmbuild", "-bb", "--quiet", *arguments, source], check=True)
    subprocess.run(["createrepo_c", "--quiet", folder], check=True)


main(*sys.argv[1:])
