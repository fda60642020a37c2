"""Alternate content sources: two values for each field of each type. Refreshing is test_entities.py's."""

from . import Field, fixed


def base(plugin):
    """Their remotes are on_demand; see groundwork.py."""
    return {
        "remote": fixed(f"it-ground-{plugin}-one", f"it-ground-{plugin}-two", refers_to="remotes/"),
    }


PATHS = {plugin: f"acs/{plugin}/{plugin}/" for plugin in ("rpm", "deb", "file")}

PATHS_BELOW = {"paths": Field(["one/", "two/"], ["other/"])}

TYPES = {"rpm": base("rpm") | PATHS_BELOW, "deb": base("deb"), "file": base("file") | PATHS_BELOW}
