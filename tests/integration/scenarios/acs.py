"""Alternate content sources: two values for each field of each type. Refreshing is test_entities.py's."""

from . import Field, fixed


def base(plugin):
    """Their remotes are on_demand; see groundwork.py."""
    return {
        "remote": fixed(f"it-ground-{plugin}-one", f"it-ground-{plugin}-two", refers_to="remotes/"),
        "paths": Field(["one/", "two/"], ["other/"]),
    }


PATHS = {plugin: f"acs/{plugin}/{plugin}/" for plugin in ("rpm", "deb", "file")}

TYPES = {plugin: base(plugin) for plugin in PATHS}
