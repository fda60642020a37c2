"""Tags of images, and tables."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.table import table
from ansible_collections.release_train.pulp.plugins.plugin_utils.tags import tags_in

TAGS = {"nova-api": ["1", "2"], "stackhpc-dev/cron": ["1"], "stackhpc/base": "1"}


def test_tags_are_read():
    assert tags_in(TAGS, "stackhpc-dev")[:2] == [
        {"repository": "stackhpc-dev/nova-api", "tags": ["1", "2"], "state": "read"},
        {"repository": "stackhpc-dev/cron", "tags": ["1"], "state": "read"},
    ]
    assert tags_in(["nova-api"], "stackhpc") == [{"repository": "stackhpc/nova-api", "tags": [], "state": "read"}]
    assert tags_in(None, "stackhpc") == []


def test_image_names_may_include_namespaces():
    copies = tags_in(TAGS, "stackhpc", "stackhpc-dev")
    assert copies[0] == {"repository": "stackhpc/nova-api", "src_repo": "stackhpc-dev/nova-api", "tags": ["1", "2"], "state": "present"}
    assert [(item["src_repo"], item["repository"]) for item in copies[1:]] == [("stackhpc-dev/cron", "stackhpc/cron"), ("stackhpc-dev/base", "stackhpc/base")]


def test_a_table():
    rows = [{"name": "a", "joined": {"version": 0, "content": {"rpm.package": 2}}}, {"name": "long name", "publication": "/p/1/", "joined": {"version": None}}]
    assert table(rows, ["name", "joined.version", "publication", "joined.content", "base_path"]) == [
        "NAME       VERSION  PUBLICATION  CONTENT        BASE PATH",
        "a          0        -            2 rpm.package  -",
        "long name  -        1            -              -",
    ]
    assert table([], ["name"]) == ["NAME"]
