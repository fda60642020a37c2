#!/usr/bin/env python3
"""Prints what ark and local serve, and where: summary.py INVENTORY (such as `demo`)"""

import itertools
import pathlib
import sys
import textwrap

import requests
import yaml

TYPES = {"rpm": "rpm/rpm", "deb": "deb/apt", "file": "file/file", "image": "container/container"}
UNITS = {"rpm": "rpm.package", "deb": "deb.package", "file": "file.file"}
HEADINGS = ("TYPE", "REPOSITORY", "BASE PATH", "VERSION", "CONTENT", "READERS")


class Pulp:
    def __init__(self, url, password):
        self.url = url
        self.session = requests.Session()
        # With one login, the server does not hash the password for every request.
        self.session.post(f"{url}/pulp/api/v3/login/", auth=("admin", password)).raise_for_status()

    def list(self, path, **filters):
        answer = self.session.get(f"{self.url}/pulp/api/v3/{path}/", params={"limit": 10000, **filters})
        answer.raise_for_status()
        return answer.json()["results"]

    def by_href(self, path):
        return {entity["pulp_href"]: entity for entity in self.list(path)}


def served(pulp):
    """Yields a row for each distribution: type, repository, base path, version, content, readers."""
    repositories, versions, publications, guards = map(
        pulp.by_href, ("repositories", "repository_versions", "publications", "contentguards")
    )
    for kind, path in TYPES.items():
        for distribution in sorted(pulp.list(f"distributions/{path}"), key=lambda found: found["base_path"]):
            source = publications.get(distribution.get("publication")) or distribution
            repository = repositories.get(source.get("repository"))
            version = versions.get(source.get("repository_version") or repository and repository["latest_version_href"])
            guard = guards.get(distribution.get("content_guard"))
            if not version:
                content = "nothing"
            elif kind == "image":
                tags = pulp.list("content/container/tags", repository_version=version["pulp_href"])
                content = " ".join(sorted(tag["name"] for tag in tags))
            else:
                units = version["content_summary"]["present"].get(UNITS[kind], {"count": 0})["count"]
                content = f"{units} {'files' if kind == 'file' else 'packages'}"
            if kind == "image":
                # The content guard of an image is always Pulp's own, for the registry's tokens.
                readers = "users who may pull" if distribution["private"] else "all"
            else:
                readers = guard["name"] if guard else "all"
            yield (kind, repository["name"] if repository else "-", distribution["base_path"],
                   str(version["number"]) if version else "-", content, readers)


def merged(rows):
    """Merges rows that differ only in their base path, and images that differ only in their name."""
    def alike(row):
        kind, repository, _, *rest = row
        return kind, "" if kind == "image" else repository, *rest

    for _, group in itertools.groupby(sorted(rows, key=lambda row: (list(TYPES).index(row[0]), *alike(row))), key=alike):
        group = list(group)
        kind, repository, base_path, *rest = group[0]
        folder, _, _ = base_path.rpartition("/")
        if len(group) > 1:
            base_path = f"{folder}/{{{','.join(row[2].removeprefix(folder + '/') for row in group)}}}"
            if kind == "image":
                repository = f"{len(group)} images"
        yield kind, repository, base_path, *rest


def show(rows, width=46):
    """Prints the rows as a table and wraps long cells."""
    lines = []
    for row in [HEADINGS, *rows]:
        cells = [textwrap.wrap(text.replace(",", ", "), width) for text in row]
        lines += itertools.zip_longest(*cells, fillvalue="")
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  " + "  ".join(text.ljust(wide) for text, wide in zip(line, widths)).rstrip())


def main(world):
    inventory = pathlib.Path(__file__).parent / "inventory"
    hosts = yaml.safe_load((inventory / f"{world}.yml").read_text())["all"]["hosts"]
    password = yaml.safe_load((inventory / "group_vars/all.yml").read_text())["pulp_server_admin_password"]
    for name, role in (("ark", "the upstream"), ("local", "the site's Pulp server")):
        url = f"http://127.0.0.1:{hosts[name]['pulp_server_port']}"
        print(f"\n{name}, {role}: {url}  (user admin, password {password})\n")
        show(merged(served(Pulp(url, password))))
    print(f"""
Explore:      {url}/pulp/api/v3/status/   {url}/pulp/content/
              skopeo list-tags --tls-verify=false docker://{url.removeprefix('http://')}/stackhpc/nova-api
Both servers keep running. Stop them: make demo-stop. Start them again: make demo. Remove everything: make clean.""")


main(*sys.argv[1:])
