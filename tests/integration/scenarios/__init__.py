"""Test values for each field of each type. A new type is a row in the file of its operation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PREFIX = "it-"
# Nothing listens at this address. Remotes that are only declared are never fetched.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Field:
    """Two values for a field, and how they appear in Pulp's API."""

    first: Any
    other: Any
    # Null and the empty text clear it. Otherwise they are ignored.
    clears: bool = True
    # Pulp's name for it, if it differs.
    pulp: str | None = None
    # Newer servers store it in this label.
    label: str | None = None
    # Modules never show it. If Pulp does not show it either, it is hidden.
    secret: bool = False
    hidden: bool = False
    # One of a few choices, or a list of them, instead of free text.
    choice: bool = False
    # The list in which its names (of a dictionary: the values) are looked up.
    refers_to: str | None = None


def fixed(first, other=None, **more):
    """A field that cannot be cleared. With only one value, Pulp accepts no other one."""
    return Field(first, first if other is None else other, clears=False, **more)


def choice(first, other=None):
    return fixed(first, other, choice=True)


def flag():
    return fixed(True, False)


def secret(first, other, **more):
    return Field(first, other, secret=True, **more)


def hidden(first, other, **more):
    return Field(first, other, secret=True, hidden=True, **more)


# Labels in which Pulp itself stores data.
LABELS_OF_PULP = {"osv.rpm.config", "pulp_container.pull_through"}
LABELS = Field({"site": "one", "tier": "test"}, {"site": "two"})


def _certificate(name):
    """Returns a key and its certificate, because Pulp requires valid ones."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private = key.private_bytes(serialization.Encoding.PEM, *plain)
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


KEY_ONE, CERTIFICATE_ONE = _certificate("one")
KEY_TWO, CERTIFICATE_TWO = _certificate("two")
