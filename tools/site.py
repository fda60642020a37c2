#!/usr/bin/env python3
"""Writes the sources of the documentation site to build/, for `zensical build --config-file build/zensical.toml`.

build/docs gets the pages in docs/, the READMEs of playbooks and roles, and a page for each module. The links in these sources
work in the repository. In the site, they lead to the page of their target or, if it has none, to the repository on GitHub.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
REPOSITORY = "https://github.com/release-train/ansible-collection-pulp/blob/main"
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")
# Entries of the navigation that this script fills in.
MODULES, ROLES = '"Modules" = []', '"Roles" = []'


def modules():
    return sorted(path.stem for path in ROOT.glob("plugins/modules/*.py"))


def sources():
    """Returns the file in the repository that each page of the site is made of."""
    pages = {str(path.relative_to(ROOT / "docs")): str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/**/*.md"))}
    pages["playbooks.md"] = "playbooks/README.md"
    pages |= {f"roles/{path.parent.name}.md": str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("roles/*/README.md"))}
    return pages | {f"modules/{name}.md": f"plugins/modules/{name}.py" for name in modules()}


def texts(path):
    """Returns the strings that a generated Python file assigns to names."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return {node.targets[0].id: ast.literal_eval(node.value) for node in nodes if isinstance(node, ast.Assign)}


def module_page(name):
    """Returns the documentation of a module, as `ansible-doc` shows it, as a page."""
    documented = texts(f"plugins/modules/{name}.py")
    doc, returns = yaml.safe_load(documented["DOCUMENTATION"]), yaml.safe_load(documented["RETURN"])
    shared = yaml.safe_load(texts("plugins/doc_fragments/pulp.py")["DOCUMENTATION"])
    return "\n".join(
        [
            f"# {name}",
            "",
            *(f"{markdown(line)}\n" for line in doc["description"]),
            "## Options",
            "",
            *table(doc["options"]),
            "## Connection options",
            "",
            *table(shared["options"]),
            "## Notes",
            "",
            *(f"- {markdown(line)}" for line in shared["notes"]),
            *(f"- `{mode}`: {markdown(entry['description'])}" for mode, entry in shared["attributes"].items()),
            "",
            "## Examples",
            "",
            "```yaml",
            documented["EXAMPLES"].strip(),
            "```",
            "",
            "## Return values",
            "",
            *table(returns),
        ]
    )


def table(options):
    """Returns the lines of a table of options or return values."""
    rows = ["| name | type | description |", "| --- | --- | --- |"]
    for name, option in options.items():
        kind = option["type"] + (f" of {option['elements']}" if "elements" in option else "")
        description = option["description"]
        about = [description] if isinstance(description, str) else list(description)
        if "choices" in option:
            about.append("One of " + ", ".join(f"`{choice}`" for choice in option["choices"]) + ".")
        if "default" in option:
            about.append(f"Default: `{str(option['default']).lower() if isinstance(option['default'], bool) else option['default']}`.")
        if "returned" in option:
            about.append(f"Returned {option['returned']}.")
        for part, inner in option.get("suboptions", {}).items():
            about.append(f"`{part}`: {' '.join(inner['description'])}")
        rows.append(f"| `{name}` | {kind} | {markdown('<br>'.join(about))} |")
    return [*rows, ""]


def markdown(text):
    """Converts Ansible's markup to Markdown, for a cell of a table."""
    return re.sub(r"\b[COVEM]\(([^()]*)\)", r"`\1`", text).replace("|", "\\|").replace("\n", " ")


def relinked(page, source, text, pages, broken):
    """Returns the text of a page with links that work in the site. Adds those without a target to `broken`."""
    targets = {file: target for target, file in pages.items()}

    def link(match):
        target, anchor = match[1], match[2] or ""
        path = os.path.normpath(os.path.join(os.path.dirname(source), target))
        if not (ROOT / path).exists():
            broken.append(f"{source}: the link to {target} is broken: {path} does not exist")
            return match[0]
        inside = targets.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else None)
        return f"]({os.path.relpath(inside, os.path.dirname(page) or '.') if inside else f'{REPOSITORY}/{path}'}{anchor})"

    return LINK.sub(link, text)


def configuration(pages, broken):
    """Returns zensical.toml with the modules and roles in the navigation. Adds pages that it lacks, or that do not exist, to `broken`."""
    text = (ROOT / "zensical.toml").read_text()
    for entry, folder in ((MODULES, "modules/"), (ROLES, "roles/")):
        listed = json.dumps([page for page in pages if page.startswith(folder)])
        text = text.replace(entry, entry.replace("[]", listed))
    named = set(re.findall(r"[\w./-]+\.md", json.dumps(tomllib.loads(text)["project"]["nav"])))
    broken += [f"zensical.toml: the navigation lacks {page}" for page in sorted(pages.keys() - named)]
    broken += [f"zensical.toml: the navigation has {page}, which does not exist" for page in sorted(named - pages.keys())]
    return text


def main():
    for folder in ("docs", "site"):
        shutil.rmtree(BUILD / folder, ignore_errors=True)
    # Pages are written below. The rest are images, styles and scripts.
    shutil.copytree(ROOT / "docs", BUILD / "docs", ignore=shutil.ignore_patterns("*.md"))
    pages, broken = sources(), []
    for page, source in pages.items():
        text = module_page(Path(page).stem) if source.endswith(".py") else (ROOT / source).read_text()
        target = BUILD / "docs" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(relinked(page, source, text, pages, broken))
    (BUILD / "zensical.toml").write_text(configuration(pages, broken))
    if broken:
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
