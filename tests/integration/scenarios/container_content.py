"""Tags have no fields. test_container_content.py tests them."""

PATHS = {"container": "repositories/container/container/"}

TYPES = {"container": {}}
