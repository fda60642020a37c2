#!/usr/bin/env python3
"""Collects the licence texts of all crates in the binaries, which must be distributed with them."""

import pathlib
import re

import crates

HEAD = """The binaries of this collection contain the following crates, and the standard library of Rust, which is used under
the Apache License 2.0 (see LICENSE). Each text is listed once, below the crates that it belongs to.
"""
FILE = re.compile(r"(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)


def texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    return [path.read_text(errors="replace").replace("\r\n", "\n").strip() for path in sorted(folder.iterdir()) if path.is_file() and FILE.match(path.name)]


def notices():
    shared, told = {}, []
    for package in crates.foreign(crates.linked()[0]):
        name = f"{package['name']} {package['version']}"
        told.append(f"{name}: {crates.licence(package)}")
        # Some texts differ only in their line breaks.
        for text in texts(package):
            shared.setdefault(" ".join(text.split()), (text, []))[1].append(name)
    parts = [HEAD + "\n" + "\n".join(told)]
    parts += [f"{'=' * 80}\n{', '.join(names)}\n\n{text}" for text, names in shared.values()]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(notices(), end="")
