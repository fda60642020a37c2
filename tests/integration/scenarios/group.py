"""Groups have no fields but their name; their members and roles are tested in test_access.py."""

PATHS = {"group": "groups/"}

TYPES = {"group": {}}
