# Copyright (c) The release_train.pulp contributors
# Licensed under the Apache License, Version 2.0 (see LICENSE)
"""Converts lists of distributions to the configuration of the hosts that install from them: Kayobe's variables, or files for dnf, apt and container engines."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ansible.errors import AnsibleFilterError

from ansible_collections.release_train.pulp.plugins.plugin_utils.items import required
from ansible_collections.release_train.pulp.plugins.plugin_utils.plain import plain

# Pulp's names for the only suite and component of a publication of mode `simple`.
SIMPLE = {"suites": "default", "components": "all"}


def dnf_custom_repos(distributions, content_url, defaults=None):
    """Returns Kayobe's variable `dnf_custom_repos`: options of `yum_repository` by repository id."""
    repos = {}
    for item in _served(distributions):
        options = {**plain(defaults or {}), **item.get("dnf", {})}
        repo = options.pop("name", None) or _id(item["name"])
        if repo in repos:
            raise AnsibleFilterError(
                f'distribution "{item["name"]}": another distribution already has the repository id "{repo}"; hint: set another `name` under `dnf`'
            )
        repos[repo] = {"baseurl": _url(content_url, item), "description": item["name"], "file": repo, **options}
    return repos


def repo_file(distributions, content_url, defaults=None):
    """Returns the text of a .repo file."""
    sections = []
    for repo, options in dnf_custom_repos(distributions, content_url, defaults).items():
        lines = [f"[{repo}]", f"name={options.pop('description')}"]
        options = {"enabled": True, **{key: value for key, value in options.items() if key != "file"}}
        lines += [f"{key}={_ini(value)}" for key, value in options.items() if value not in (None, "")]
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def apt_repositories(distributions, content_url, repositories=None, sources=None, defaults=None):
    """Returns Kayobe's variable `apt_repositories`.

    Suites and components are those of the repository. A promoted distribution names no repository, but a
    distribution from `sources` that does.
    """
    repositories, sources = _by_name(repositories), _by_name(sources)
    return [_apt(item, content_url, repositories, sources, plain(defaults or {})) for item in _served(distributions)]


def deb822(distributions, content_url, repositories=None, sources=None, defaults=None):
    """Returns the text of a .sources file."""
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
    """Returns what a container engine needs to find the images: registry, namespaces, and configuration for a registry without TLS."""
    parts = urlsplit(pulp_url)
    if not parts.netloc or parts.username:
        raise AnsibleFilterError("container_registry needs a URL such as https://pulp.example.com, without user and password")
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
    # Without a mode, the role pulp_publication creates a publication of mode `simple`, too.
    if source.get("mode") == "simple" or source.get("repository") and not source.get("mode"):
        known.update(SIMPLE)
    options = {key: value for key, value in known.items() if value} | defaults | item.get("apt", {})
    for need in ("suites", "components"):
        if not options.get(need):
            raise AnsibleFilterError(f'distribution "{item["name"]}": no repository in the given lists has its {need}; hint: set `{need}` under `apt`')
    return {"url": _url(content_url, item), **{key: _words(value) for key, value in options.items()}}


def _served(distributions):
    """Returns the entries that are served: neither `required: false` nor absent."""
    entries = [item for item in required(distributions) if item.get("state") != "absent"]
    for item in entries:
        if not item.get("name") or not item.get("base_path"):
            raise AnsibleFilterError(f'distribution "{item.get("name", "")}" needs `name` and `base_path`')
    return entries


def _by_name(items):
    return {item.get("name"): item for item in required(items)}


def _id(name):
    """Returns the same id for all stages, so that a host that switches stages does not have the repository twice."""
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
