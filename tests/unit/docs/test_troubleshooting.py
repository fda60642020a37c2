# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Every error text has an entry in docs/troubleshooting.md, and every entry matches an error text."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[3]
REQUEST = re.compile(r"^could not .+? \((?:GET|HEAD|POST|PUT|PATCH|DELETE) [^)]+\): (.+)$", re.DOTALL)
HINT = re.compile(r"^(?:\d{3}: |could not .+: task ).*?; (hint: .+)$", re.DOTALL)
STRING = r'"(?:[^"\\]|\\.)*"'


def entries():
    """Returns the patterns in the first columns of the guide."""
    text = re.sub("<!-- reasons:.*<!-- /reasons -->", "", (ROOT / "docs/troubleshooting.md").read_text(), flags=re.DOTALL)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    cells = [re.split(r"(?<!\\)\|", row)[1] for row in rows]
    codes = [code for cell in cells for code in re.findall(r"``.+?``(?!`)|`[^`]+`", cell)]
    return [code[2:-2].strip() if code.startswith("``") else code[1:-1] for code in codes]


def matches(entry, text):
    return re.search(".*".join(map(re.escape, entry.split("…"))), text, re.DOTALL)


def goldens():
    """Returns the error texts in the modules' tests, without operation and request."""
    found = []
    for path in sorted((ROOT / "modules/tests/tests").rglob("*.rs")):
        for raw, plain in re.findall(rf'@(?:r#"(.*?)"#|({STRING}))', path.read_text(), re.DOTALL):
            # A snapshot of several lines is indented, and begins and ends with a line break.
            text = raw or (plain[1:-1].replace('\\"', '"') if "\n" in plain else json.loads(plain))
            text = _in_one_line(textwrap.dedent(text).strip())
            if "\n" in text:
                results = [json.loads(literal) for literal in re.findall(rf'"msg": ({STRING})', text)]
                found += [_in_one_line(result) for result in results if re.match("could not", result)]
            else:
                found.append(text)
    for text in list(found):
        bare = REQUEST.sub(r"\1", text)
        hint = HINT.match(bare)
        found += [bare, hint[1]] if hint else [bare]
    return sorted({text for text in found if not REQUEST.match(text)})


def _in_one_line(message):
    """Returns a message with its hint as the guide quotes it."""
    return re.sub(r"\n +hint: ", "; hint: ", message)


def _filled(literal):
    """Returns a format string with its placeholders filled in, and the number of words in it."""
    text = re.sub(r"\\\n\s*", "", literal).replace('\\"', '"')
    return re.sub(r"\{[^{}]*\}", "x", text), len(re.findall(r"\w+", re.sub(r"\{[^{}]*\}", "", text)))


def sources():
    """Returns the error texts in the Rust sources that have at least three words."""
    call = rf'(?:Error::(?:Args|State|Unsupported)|Error::Because\(\s*Reason::\w+,|wrong|Err|ok_or_else|Cause::\w+|#\[error|"msg":)\s*\(?(?:\|\|)?\s*(?:format!\(\s*)?({STRING})'
    texts = set()
    for path in sorted((ROOT / "modules/pulp/src").rglob("*.rs")):
        code = path.read_text().split("#[cfg(test)]")[0]
        for literal in re.findall(call, code, re.DOTALL):
            text, words = _filled(literal[1:-1])
            if words > 2:
                texts.add(text)
    return sorted(texts)


def plugins():
    """Returns the error texts and warnings of the action plugin and the filters."""
    texts = set()
    for path in sorted((ROOT / "plugins/plugin_utils").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            values = []
            if isinstance(node, ast.Call) and re.search(r"Error|Fail|warning$", ast.unparse(node.func)):
                values = node.args
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "result['msg']":
                values = [node.value]
            for value in values:
                parts = value.values if isinstance(value, ast.JoinedStr) else [value]
                texts.add("".join(part.value if isinstance(part, ast.Constant) else "x" for part in parts))
    return sorted(texts)


def _without_entry(texts):
    known = entries()
    return [text for text in texts if not any(matches(entry, text) for entry in known)]


def test_texts_are_found():
    assert len(goldens()) > 60 and len(sources()) > 50 and len(plugins()) > 10


def test_goldens_have_entries():
    assert _without_entry(goldens()) == []


def test_error_texts_have_entries():
    assert _without_entry(sources()) == []


def test_texts_of_plugins_have_entries():
    assert _without_entry(plugins()) == []


def test_entries_match_texts():
    texts = goldens() + sources() + plugins()
    assert [entry for entry in entries() if not any(matches(entry, text) for text in texts)] == []
    assert [entry for entry in entries() if len(re.findall(r"\w", entry)) < 3] == []
