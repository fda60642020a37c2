"""Tags are content without fields; test_container_content.py tests what is done with them."""

PATHS = {"container": "repositories/container/container/"}

TYPES = {"container": {}}
