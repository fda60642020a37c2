# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Converts images and tags to items of the module container_content."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain


def tags_in(images, namespace, source=None):
    """Returns items of the module container_content that read the tags in a namespace, or copy them to it from `source`.

    For a list of images without tags, the items only check that the images exist.
    """
    images = plain(images or {})
    items = []
    for image, tags in images.items() if isinstance(images, dict) else ((image, []) for image in images):
        for prefix in (namespace, source):
            image = image.removeprefix(f"{prefix}/")
        item = {"repository": f"{namespace}/{image}", "tags": tags}
        items.append({**item, "src_repo": f"{source}/{image}", "state": "present"} if source else {**item, "state": "read"})
    return items
