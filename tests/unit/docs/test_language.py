# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""The style sheet's list of words, as far as a machine can check it, in everything that users read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# Each with what to write instead.
WORDS = {
    r"all the same": "anyway",
    r"answers? to it|answers to its name": "matches",
    r"(has|have|are) to stand|stands? under": "must be nested under",
    r"is to be (given|made|there)": "must be set, is created, exists",
    r"anew": "again",
    r"one of the two it says": "the command",
    r"what is there": "what exists, existing",
    r"taken as made": "assuming that an earlier step creates it",
    r"lost sight of": "could not be watched",
    r"brings? (it|them|a server) (up|to)": "deploys, updates",
    r"who works on|of users who|of nobody": "a sentence with a subject and a verb",
    r"twins?": "duplicates",
    r"shel(f|ves)": "list, content type",
    r"sights?": "existing objects",
    r"is meant|are meant": "is given",
    r"goes on|go on": "continues",
    r"came with it": "default",
    r"tell(s|ing)? apart": "distinguish",
}
READ = (
    "README.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "docs/**/*.md", "playbooks/**/*.md", "playbooks/**/*.yml", "roles/**/*.md", "roles/**/*.yml",
    "plugins/modules/*.py", "plugins/doc_fragments/*.py", "plugins/filter/*.yml", "plugins/lookup/*.py", "plugins/plugin_utils/*.py", "changelogs/fragments/*.yml",
    "modules/pulp/src/**/*.rs",
)  # fmt: skip
FILES = sorted({path for pattern in READ for path in ROOT.glob(pattern) if path.is_file()})


@pytest.mark.parametrize("word", WORDS)
def test_words(word):
    found = []
    for path in FILES:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(rf"\b(?:{word})\b", line, re.IGNORECASE):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found, f"write {WORDS[word]!r} instead:\n" + "\n".join(found)


def test_files_are_found():
    assert len(FILES) > 200
