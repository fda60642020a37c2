# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
# Written by docgen from the Rust sources: change those, then run `make generate`.

DOCUMENTATION = r"""
---
module: file_content
short_description: Uploads files and packages to repositories, removes and reads them
version_added: "0.1.0"
author:
- The release_train.pulp contributors (@release-train)
description:
- Uploads files and packages to repositories, removes and reads them.
- >-
  Give the options of one file content, or a list of them as O(file_contents);
  options beside the list are defaults for its items.
- >-
  Without O(state) one file content is read, by O(repository), O(file),
  O(relative_path), O(sha256); without any of its options, all are.
extends_documentation_fragment:
- release_train.pulp.pulp
options:
  type:
    description:
    - Which kind of Pulp content this is about.
    - An item of a list may have its own.
    type: str
    choices:
    - file
    - rpm
    - deb
    - python
  state:
    description:
    - The state to bring the file content to.
    - >-
      A single one is only read if this is not given; an item of a list is to be
      V(present).
    type: str
    choices:
    - present
    - absent
    - read
  repository:
    description:
    - The name of the repository that the files are added to, removed from or read in.
    type: str
  file:
    description:
    - |-
      The path of a file on the host that the module runs on, or a pattern (C(*), C(?), C([a-z])) that means several.
      Nothing is sent that the server has already.
    type: str
  relative_path:
    description:
    - |-
      The path of the file in the repository; for several files, and if it ends with a slash, the folder they go to.
      Without it, the file's name. To remove or read a file that is not on this host, this or C(sha256) is enough.
    - Only for O(type) V(file).
    type: str
  sha256:
    description:
    - >-
      The checksum. With C(file), what the file must have; without, it means a file
      or package that the server has.
    type: str
  chunk_size:
    description:
    - |-
      How many bytes are sent at once. A bigger file goes in parts of this size, of which those are sent again, in this run
      or the next, that did not arrive. A proxy before Pulp may limit it, mostly to 10 MB.
    type: int
    default: 8388608
  pulp_labels:
    description:
    - >-
      Labels of the content, in all repositories that have it. Not given, they are
      left as they are.
    - Needs pulpcore 3.73.2 or newer.
    - An empty value clears it.
    - Labels that start with C(release_train_) are kept, whatever is given.
    type: dict
  distribution:
    description:
    - >-
      The distribution that packages are added to, C(pulp) if not given, as
      everywhere in Pulp.
    - Only for O(type) V(deb).
    type: str
    default: pulp
  component:
    description:
    - >-
      The component of the distribution that packages are added to, C(upload) if not
      given.
    - Only for O(type) V(deb).
    type: str
    default: upload
  file_contents:
    description:
    - >-
      Many file contents at once, each with the options that a single one takes. This
      is the fast way.
    - >-
      An item given twice (O(repository), O(file), O(relative_path), O(sha256)) must
      be the same both times.
    type: list
    elements: dict
"""

EXAMPLES = r"""
---
- name: All images of a folder become one new version of the repository
  release_train.pulp.file_content:
    type: file
    repository: example-images
    file: "{{ images_folder }}/*.qcow2"
    relative_path: "2024.1/"
    state: present
  register: images

- name: Tell where they are
  ansible.builtin.debug:
    msg: "{{ images.file_content.contents | items2dict(key_name='relative_path', value_name='sha256') }}"

- name: A list, with what the files must be; another name for one costs no upload
  release_train.pulp.file_content:
    type: file
    repository: example-images
    file_contents:
      - file: "{{ images_folder }}/rocky-9.qcow2"
        relative_path: latest/rocky-9.qcow2
        sha256: "{{ rocky_sha256 }}"
      - file: "{{ images_folder }}/SHA256SUMS"
      - {relative_path: 2023.1/rocky-9.qcow2, state: absent}

- name: Is it there?
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
file_content:
  description: The file content, as Pulp shows it; null if there is none. Secrets are left out.
  type: dict
  returned: when one file content is given
file_contents:
  description:
  - >-
    One entry per given item, in their order, with C(repository), C(changed),
    C(failed), C(msg) and C(file_content).
  - After a failure only what changed or failed is shown whole.
  - "C(changed) and C(failed) are independent: what was changed before a failure stays a change."
  - >-
    C(unknown) is true where it is not known what became of a request that was
    sent, because its answer was lost or its task goes on. Such an entry is reported as
    failed and changed.
  type: list
  elements: dict
  returned: when a list is given, and when all file contents are read
"""
