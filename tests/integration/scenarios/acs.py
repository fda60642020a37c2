"""Alternate content sources: two values for each field of each type. test_entities.py tests refreshing."""

from . import Field, fixed


def base(plugin):
    """Returns the common fields. The remotes have the policy on_demand; see groundwork.py."""
    return {
        "remote": fixed(f"it-ground-{plugin}-one", f"it-ground-{plugin}-two", refers_to="remotes/"),
    }


PATHS = {plugin: f"acs/{plugin}/{plugin}/" for plugin in ("rpm", "deb", "file")}

PATHS_BELOW = {"paths": Field(["one/", "two/"], ["other/"])}

TYPES = {"rpm": base("rpm") | PATHS_BELOW, "deb": base("deb"), "file": base("file") | PATHS_BELOW}
