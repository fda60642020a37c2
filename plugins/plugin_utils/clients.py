# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Lists of distributions -> what the hosts need that install from them, in Kayobe's variables and in the clients' own files."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ansible.errors import AnsibleFilterError

from ansible_collections.release_train.pulp.plugins.plugin_utils.items import required
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

# What Pulp calls suite and component of a publication that has all packages in one.
SIMPLE = {"suites": "default", "components": "all"}


def dnf_custom_repos(distributions, content_url, defaults=None):
    """Kayobe's variable of this name: options of `yum_repository` by the repositories' ids."""
    repos = {}
    for item in _served(distributions):
        options = {**plain(defaults or {}), **item.get("dnf", {})}
        repo = options.pop("name", None) or _id(item["name"])
        if repo in repos:
            raise AnsibleFilterError(f'distribution "{item["name"]}": another one is repository "{repo}" already, give it a `name` of its own under `dnf`')
        repos[repo] = {"baseurl": _url(content_url, item), "description": item["name"], "file": repo, **options}
    return repos


def repo_file(distributions, content_url, defaults=None):
    """The text of a .repo file."""
    sections = []
    for repo, options in dnf_custom_repos(distributions, content_url, defaults).items():
        lines = [f"[{repo}]", f"name={options.pop('description')}"]
        options = {"enabled": True, **{key: value for key, value in options.items() if key != "file"}}
        lines += [f"{key}={_ini(value)}" for key, value in options.items() if value not in (None, "")]
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def apt_repositories(distributions, content_url, repositories=None, sources=None, defaults=None):
    """Kayobe's variable of this name.

    Which suites and components there are, only the repositories know. A promoted distribution names another one,
    of the list `sources`, which names its repository.
    """
    repositories, sources = _by_name(repositories), _by_name(sources)
    return [_apt(item, content_url, repositories, sources, plain(defaults or {})) for item in _served(distributions)]


def deb822(distributions, content_url, repositories=None, sources=None, defaults=None):
    """The text of a .sources file."""
    stanzas = []
    for repository in apt_repositories(distributions, content_url, repositories, sources, defaults):
        fields = {
            "Types": repository.get("types", "deb"),
            "URIs": repository["url"],
            "Suites": repository["suites"],
            "Components": repository["components"],
            "Architectures": repository.get("architecture"),
            "Signed-By": repository.get("signed_by"),
            "Trusted": None if repository.get("trusted") is None else "yes" if repository["trusted"] else "no",
        }
        stanzas.append("".join(f"{name}: {value}\n" for name, value in fields.items() if value))
    return "\n".join(stanzas)


def container_registry(distributions, pulp_url):
    """Where a container engine finds the images: registry, namespace, and what it takes for a registry without TLS."""
    parts = urlsplit(pulp_url)
    if not parts.netloc or parts.username:
        raise AnsibleFilterError("container_registry needs a URL like https://pulp.example.com")
    namespaces = sorted({_path(item).rpartition("/")[0] for item in _served(distributions)})
    insecure = parts.scheme != "https"
    return {
        "registry": parts.netloc,
        "insecure": insecure,
        "namespace": namespaces[0] if len(namespaces) == 1 else None,
        "namespaces": namespaces,
        "daemon_json": {"insecure-registries": [parts.netloc]} if insecure else {},
        "registries_conf": f'[[registry]]\nlocation = "{parts.netloc}"\ninsecure = {str(insecure).lower()}\n',
    }


def _apt(item, content_url, repositories, sources, defaults):
    source = item if item.get("repository") else sources.get(item.get("distribution"), item)
    repository = repositories.get(source.get("repository"), {})
    known = {
        "suites": repository.get("distributions"),
        "components": repository.get("components"),
        "architecture": repository.get("architectures"),
    }
    # What the role pulp_publication makes of an item without a mode is simple, too.
    if source.get("mode") == "simple" or source.get("repository") and not source.get("mode"):
        known.update(SIMPLE)
    options = {key: value for key, value in known.items() if value} | defaults | item.get("apt", {})
    for need in ("suites", "components"):
        if not options.get(need):
            raise AnsibleFilterError(f'distribution "{item["name"]}": no repository tells its {need}, give them under `apt`')
    return {"url": _url(content_url, item), **{key: _words(value) for key, value in options.items()}}


def _served(distributions):
    """The entries that hosts can read: neither switched off nor to be removed."""
    entries = [item for item in required(distributions) if item.get("state") != "absent"]
    for item in entries:
        if not item.get("name") or not item.get("base_path"):
            raise AnsibleFilterError(f'distribution "{item.get("name", "")}" needs `name` and `base_path`')
    return entries


def _by_name(items):
    return {item.get("name"): item for item in required(items)}


def _id(name):
    """One id in all stages, so that a host that changes from one to the other has no repository twice."""
    return re.sub(r"[^A-Za-z0-9_.:-]+", "-", re.sub(r"-(development|production)$", "", name)).strip("-")


def _url(content_url, item):
    return f"{content_url.rstrip('/')}/{_path(item)}/"


def _path(item):
    return item["base_path"].strip("/")


def _words(value):
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _ini(value):
    if isinstance(value, bool):
        return int(value)
    return _words(value)
