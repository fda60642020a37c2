"""Groups have only a name. test_access.py tests their members and roles."""

PATHS = {"group": "groups/"}

TYPES = {"group": {}}
