# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Images and their tags, by the names that they have in any namespace."""

from __future__ import annotations

from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain


def tags_in(images, namespace, source=None):
    """Items of the module container_content: the images' tags in a namespace, or to be copied to it from another one.

    Of a list of images no tags are read, only whether they are there.
    """
    images = plain(images or {})
    items = []
    for image, tags in images.items() if isinstance(images, dict) else ((image, []) for image in images):
        for prefix in (namespace, source):
            image = image.removeprefix(f"{prefix}/")
        item = {"repository": f"{namespace}/{image}", "tags": tags}
        items.append({**item, "src_repo": f"{source}/{image}", "state": "present"} if source else {**item, "state": "read"})
    return items
