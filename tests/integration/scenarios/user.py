"""Users: two values for each field. test_access.py tests groups, roles and passwords."""

from . import Field, fixed, flag

PATHS = {"user": "users/"}

TYPES = {
    "user": {
        "password": fixed("it-Secret-one-1", "it-Secret-two-2", secret=True),
        "first_name": Field("Ann", "Anne"),
        "last_name": Field("One", "Two"),
        "email": Field("ann@example.com", "anne@example.com"),
        "is_staff": flag(),
        "is_active": flag(),
    },
}
