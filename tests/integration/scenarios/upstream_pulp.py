"""Upstream Pulp servers: two values for each field. test_entities.py tests replication."""

from . import CERTIFICATE_ONE, CERTIFICATE_TWO, KEY_ONE, KEY_TWO, NOWHERE, Field, choice, fixed, flag, hidden

PATHS = {"upstream_pulp": "upstream-pulps/"}

TYPES = {
    "upstream_pulp": {
        "base_url": fixed(f"{NOWHERE}/one", f"{NOWHERE}/other"),
        "api_root": fixed("/pulp/", "/other/"),
        "domain": Field("one", "other"),
        "ca_cert": Field(CERTIFICATE_ONE, CERTIFICATE_TWO),
        "client_cert": Field(CERTIFICATE_ONE, CERTIFICATE_TWO),
        "client_key": hidden(KEY_ONE, KEY_TWO),
        "tls_validation": flag(),
        "username": hidden("it-someone", "it-somebody"),
        "password": hidden("it-secret-upstream", "it-secret-upstream-two"),
        "download_concurrency": Field(3, 5),
        "max_retries": Field(1, 2),
        "total_timeout": Field(300.0, 600.5),
        "connect_timeout": Field(10.0, 20.5),
        "sock_connect_timeout": Field(11.0, 21.5),
        "sock_read_timeout": Field(12.0, 22.5),
        "remote_policy": Field("on_demand", "streamed", choice=True),
        "q_select": Field("name='it-none'", "name='it-nothing'"),
        "policy": choice("nodelete", "labeled"),
    },
}
