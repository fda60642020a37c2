"""Content guards: two values for each field of each type. test_guards.py tests roles."""

from . import CERTIFICATE_ONE, CERTIFICATE_TWO, Field, fixed, secret

BASE = {"description": Field("First", "Other")}

PATHS = {
    "rbac": "contentguards/core/rbac/",
    "x509": "contentguards/certguard/x509/",
    "rhsm": "contentguards/certguard/rhsm/",
    "header": "contentguards/core/header/",
    "envvar_header": "contentguards/core/envvar_header/",
    "composite": "contentguards/core/composite/",
    "content_redirect": "contentguards/core/content_redirect/",
}

TYPES = {
    "rbac": BASE,
    "x509": BASE | {
        "ca_certificate": fixed(CERTIFICATE_ONE, CERTIFICATE_TWO),
    },
    "rhsm": BASE | {
        "ca_certificate": fixed(CERTIFICATE_ONE, CERTIFICATE_TWO),
    },
    "envvar_header": BASE | {
        "header_name": fixed("X-First", "X-Other"),
        "env_var": fixed("IT_FIRST", "IT_OTHER"),
    },
    "header": BASE | {
        "header_name": fixed("X-First", "X-Other"),
        "header_value": secret("it-secret-value", "it-secret-value-two", clears=False),
        "jq_filter": Field(".identity.org", ".identity.user"),
    },
    "composite": BASE | {
        "guards": Field(["it-ground-one"], ["it-ground-two", "it-ground-one"], refers_to="contentguards/"),
    },
    "content_redirect": BASE,
}  # fmt: skip
