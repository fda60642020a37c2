# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: file_content
short_description: Upload, remove and read files and packages in Pulp repositories
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Upload, remove and read files and packages in Pulp repositories.
- >-
  Set the options of one file content, or pass a list as O(file_contents);
  options next to the list are defaults for its items.
- >-
  Without O(state), one file content is looked up by O(repository), O(file),
  O(relative_path), O(sha256) and only read. Without any of its options, all are read.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Type of the Pulp object.
    - Items of a list can have different ones.
    type: str
    choices:
    - file
    - rpm
    - deb
    - python
  state:
    description:
    - Desired state of the file content.
    - >-
      Defaults to V(present) for items of a list. A single item without O(state) is
      only read.
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - Name of the repository to add the files to, remove them from or read them in.
    type: str
  file:
    description:
    - |-
      Path of a file on the host where the module runs, or a pattern (C(*), C(?), C([a-z])) that matches several files.
      Files that the server already has are not sent.
    type: str
  relative_path:
    description:
    - |-
      Path of the file in the repository. If it ends with a slash, it is the folder that the files go to; for several
      files it must be a folder. Defaults to the file's name. To remove or read a file that is not on this host, this
      option or C(sha256) is enough.
    - Only for O(type) V(file).
    type: str
  sha256:
    description:
    - |-
      SHA-256 checksum. With C(file), the checksum that the file must have; without C(file), it selects a file or
      package that the server has.
    type: str
  chunk_size:
    description:
    - |-
      Number of bytes to send per request. A larger file is sent in parts of this size, and parts that did not arrive
      are sent again, in this run or the next. A proxy in front of Pulp may limit the size, usually to 10 MB.
    type: int
    default: 8388608
  pulp_labels:
    description:
    - >-
      Labels of the content, in all repositories that contain it. If not given, they
      stay as they are.
    - Requires pulpcore 3.73.2 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are always kept.
    type: dict
  distribution:
    description:
    - >-
      Name of the distribution that packages are added to. Defaults to C(pulp), as
      everywhere in Pulp.
    - Only for O(type) V(deb).
    type: str
    default: pulp
  component:
    description:
    - Component of the distribution that packages are added to. Defaults to C(upload).
    - Only for O(type) V(deb).
    type: str
    default: upload
  file_contents:
    description:
    - >-
      List of file contents, each with the options of a single one. A list is faster
      than one task per item.
    - >-
      Items with the same O(repository), O(file), O(relative_path), O(sha256) must be
      identical.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: Upload all images in a folder as one new version of the repository
  release_train.pulp.file_content:
    type: file
    repository: example-images
    file: "{{ images_folder }}/*.qcow2"
    relative_path: "2024.1/"
    state: present
  register: images

- name: Show the paths and checksums of the images
  ansible.builtin.debug:
    msg: "{{ images.file_content.contents | items2dict(key_name='relative_path', value_name='sha256') }}"

- name: Upload and remove a list of files; content that the server has is not uploaded again
  release_train.pulp.file_content:
    type: file
    repository: example-images
    file_contents:
      - file: "{{ images_folder }}/rocky-9.qcow2"
        relative_path: latest/rocky-9.qcow2
        sha256: "{{ rocky_sha256 }}"
      - file: "{{ images_folder }}/SHA256SUMS"
      - {relative_path: 2023.1/rocky-9.qcow2, state: absent}

- name: Check whether the repository has a file
  release_train.pulp.file_content:
    type: file
    repository: example-images
    relative_path: 2024.1/rocky-9.qcow2
"""

RETURN = r"""
---
msg:
  description: What was done, or what failed and why.
  type: str
  returned: always
reason:
  description:
  - >-
    What was done, or why it failed, as a stable name for programs, such as
    V(created), V(unchanged) or V(in_use).
  - >-
    For a list, the reason that all failed entries have in common, or else all
    entries; V(mixed) if they differ.
  type: str
  returned: always
hint:
  description: What to do about a failure, or its likely cause.
  type: str
  returned: when one item failed and the module knows
file_content:
  description: The file content as Pulp returns it, without secrets; null if there is none.
  type: dict
  returned: when one file content is given
file_contents:
  description:
  - >-
    One entry per item, in the given order, with C(repository), C(changed),
    C(failed), C(msg), C(reason) and C(file_content); failed ones may have a C(hint).
  - After a failure, only entries that changed or failed are complete.
  - "C(changed) and C(failed) are independent: an item that was changed before it failed has both."
  - >-
    C(unknown) is true if the result of a request is unknown, because its response
    was lost or its task is still running. Such an entry is reported as failed and
    changed.
  type: list
  elements: dict
  returned: when a list is given or all file contents are read
"""
