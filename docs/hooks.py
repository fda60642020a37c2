# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The site's pages that are written elsewhere: modules, roles and playbooks.

Links in the sources are those of the repository, so that they work there too.
In the site they lead to the page made of their target, or else to the repository.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import yaml
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def _readmes():
    """Pages of the site, and the README that each is."""
    roles = sorted(path.parent.name for path in ROOT.glob("roles/*/README.md"))
    return {"playbooks.md": "playbooks/README.md"} | {f"roles/{role}.md": f"roles/{role}/README.md" for role in roles}


def _modules():
    return sorted(path.stem for path in ROOT.glob("plugins/modules/*.py"))


def on_config(config):
    config.nav += [
        {"Modules": [{name: f"modules/{name}.md"} for name in _modules()]},
        {"Roles": [{Path(page).stem: page} for page in _readmes() if page.startswith("roles/")]},
    ]
    return config


def on_files(files, config):
    for page, readme in _readmes().items():
        files.append(File.generated(config, page, content=(ROOT / readme).read_text()))
    for name in _modules():
        files.append(File.generated(config, f"modules/{name}.md", content=_module(name)))
    return files


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_uri
    source = _readmes().get(here, f"docs/{here}")
    pages = {readme: target for target, readme in _readmes().items()}
    pages |= {f"plugins/modules/{name}.py": f"modules/{name}.md" for name in _modules()}

    def relinked(match):
        target, anchor = match[1], match[2] or ""
        path = os.path.normpath(os.path.join(os.path.dirname(source), target))
        if not (ROOT / path).exists():
            raise PluginError(f"{source}: there is no {path}")
        inside = pages.get(path) or (path.removeprefix("docs/") if path.startswith("docs/") else None)
        if inside:
            return f"]({os.path.relpath(inside, os.path.dirname(here) or '.')}{anchor})"
        return f"]({config.repo_url.rstrip('/')}/blob/main/{path}{anchor})"

    return LINK.sub(relinked, markdown)


def _texts(path):
    """The texts that a generated file assigns to names."""
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return {node.targets[0].id: ast.literal_eval(node.value) for node in nodes if isinstance(node, ast.Assign)}


def _module(name):
    """What `ansible-doc` shows of a module, as a page."""
    texts = _texts(f"plugins/modules/{name}.py")
    doc, returns = yaml.safe_load(texts["DOCUMENTATION"]), yaml.safe_load(texts["RETURN"])
    shared = yaml.safe_load(_texts("plugins/doc_fragments/pulp.py")["DOCUMENTATION"])
    return "\n".join(
        [
            f"# {name}",
            "",
            *(f"{_markup(line)}\n" for line in doc["description"]),
            "## Options",
            "",
            *_table(doc["options"]),
            "## Connection options",
            "",
            *_table(shared["options"]),
            "## Notes",
            "",
            *(f"- {_markup(line)}" for line in shared["notes"]),
            *(f"- `{mode}`: {_markup(entry['description'])}" for mode, entry in shared["attributes"].items()),
            "",
            "## Examples",
            "",
            "```yaml",
            texts["EXAMPLES"].strip(),
            "```",
            "",
            "## Return values",
            "",
            *_table(returns),
        ]
    )


def _table(options):
    rows = ["| name | type | what it is |", "| --- | --- | --- |"]
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
        rows.append(f"| `{name}` | {kind} | {_markup('<br>'.join(about))} |")
    return [*rows, ""]


def _markup(text):
    """Ansible's markup as Markdown's."""
    return re.sub(r"\b[COVEM]\(([^()]*)\)", r"`\1`", text).replace("|", "\\|")
