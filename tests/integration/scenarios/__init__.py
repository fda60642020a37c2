"""What the tests do with each field of each type. A new type is a row in the file of its operation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PREFIX = "it-"
# Nobody listens there; what is only declared is never fetched.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Field:
    """A field's two values, and how to recognise them in Pulp's API."""

    first: Any
    other: Any
    # Null and the empty text clear it; else they say nothing.
    clears: bool = True
    # Pulp's name for it, where that is another one.
    pulp: str | None = None
    # Newer servers keep it under this label.
    label: str | None = None
    # Never to be shown. What Pulp does not show either is hidden.
    secret: bool = False
    hidden: bool = False
    # One of a few words (or a list of such) rather than free text.
    choice: bool = False
    # The list in which a name given here, or a dictionary's values, are looked up.
    refers_to: str | None = None


def fixed(first, other=None, **more):
    """A field that cannot be cleared; with one value, one that Pulp knows no other value of."""
    return Field(first, first if other is None else other, clears=False, **more)


def choice(first, other=None):
    return fixed(first, other, choice=True)


def flag():
    return fixed(True, False)


def secret(first, other, **more):
    return Field(first, other, secret=True, **more)


def hidden(first, other, **more):
    return Field(first, other, secret=True, hidden=True, **more)


# Labels by which Pulp itself remembers something.
LABELS_OF_PULP = {"osv.rpm.config", "pulp_container.pull_through"}
LABELS = Field({"site": "one", "tier": "test"}, {"site": "two"})


def _certificate(name):
    """A key and its certificate: Pulp wants real ones."""
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
