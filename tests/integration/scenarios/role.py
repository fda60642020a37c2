"""Roles: two values for each field."""

from . import Field, fixed

PATHS = {"role": "roles/"}

TYPES = {
    "role": {
        "description": Field("First", "Other"),
        "permissions": fixed(["file.view_filerepository"], ["file.view_fileremote", "file.view_filerepository"]),
    },
}
