"""Envelope encryption: each person's key, wrapped by the master key, encrypts their name; the
audit's key is wrapped in the same way.

Every ciphertext starts with the version of its key and is bound to its person.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAX_VERSION = 255
_NONCE_BYTES = 12
_PERSON_KEY_VERSION = 1
AUDIT_OWNER_ID = 2**63
"""Stands for the audit where a wrapped key is bound to a person: no person has that id."""


class WrongKey(Exception):
    """A ciphertext does not open: another master key, another person, or it was changed."""


def key_check(key: bytes) -> int:
    """A check number that identifies a key and reveals nothing of it."""
    return int.from_bytes(hmac.digest(key, b"key check", hashlib.sha256)[:7], "big")


class AuditKey:
    """Key of the audit: made once, the same for as long as the database lives."""

    def __init__(self, key: bytes) -> None:
        self._chain = hmac.digest(key, b"audit chain", hashlib.sha256)
        self._hashing = hmac.digest(key, b"keyed hash", hashlib.sha256)

    def chained(self, row: str, *, before: str) -> str:
        """The hash of a row after a row of hash `before`: HMAC-SHA256 (RFC 2104)."""
        return hmac.digest(self._chain, f"{before}\n{row}".encode(), hashlib.sha256).hex()

    def keyed_hash(self, text: str) -> str:
        """Pseudonym of a stranger: the same for the same text, not reversible without the key."""
        return hmac.digest(self._hashing, text.encode(), hashlib.sha256).hex()[:32]


class Vault:
    """`keys` are the master keys by version (1..255), 32 bytes each; `current` wraps new ones."""

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        self._masters = {version: AESGCM(key) for version, key in keys.items()}
        self.current = current
        self.check_number = key_check(keys[current])

    def new_key(self, person: int) -> bytes:
        """A fresh key of the person's own, wrapped."""
        key = AESGCM.generate_key(bit_length=256)
        return _seal(self._masters[self.current], self.current, key, person)

    def rewrapped(self, wrapped: bytes, *, person: int) -> bytes | None:
        """The person's key under the current master key; None if it is. WrongKey: it does not
        unwrap.
        """
        if wrapped[0] == self.current:
            return None
        key = _open(self._master(wrapped[0]), wrapped, person)
        return _seal(self._masters[self.current], self.current, key, person)

    def seal(self, text: str, *, person: int, wrapped: bytes) -> bytes:
        """The text under the person's key. WrongKey: that key does not unwrap."""
        return _seal(self._own(person, wrapped), _PERSON_KEY_VERSION, text.encode(), person)

    def open(self, ciphertext: bytes, *, person: int, wrapped: bytes) -> str:
        """The text again. WrongKey: it does not open."""
        return _open(self._own(person, wrapped), ciphertext, person).decode()

    def check(self, *, person: int, wrapped: bytes) -> None:
        """WrongKey: the person's key was wrapped by a master key that is not here."""
        self._own(person, wrapped)

    def new_audit_key(self) -> bytes:
        """A fresh key for an audit, wrapped."""
        return self.new_key(AUDIT_OWNER_ID)

    def audit_key(self, wrapped: bytes) -> AuditKey:
        """The audit's key. WrongKey: it does not unwrap."""
        return AuditKey(_open(self._master(wrapped[0] if wrapped else 0), wrapped, AUDIT_OWNER_ID))

    def _own(self, person: int, wrapped: bytes) -> AESGCM:
        return AESGCM(_open(self._master(wrapped[0]), wrapped, person))

    def _master(self, version: int) -> AESGCM:
        master = self._masters.get(version)
        if master is None:
            raise WrongKey(f"no key of version {version}")
        return master


def _seal(key: AESGCM, version: int, plain: bytes, person: int) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes([version]) + nonce + key.encrypt(nonce, plain, _bound_to(person))


def _open(key: AESGCM, ciphertext: bytes, person: int) -> bytes:
    nonce, sealed = ciphertext[1 : _NONCE_BYTES + 1], ciphertext[_NONCE_BYTES + 1 :]
    try:
        return key.decrypt(nonce, sealed, _bound_to(person))
    except (InvalidTag, ValueError):  # ValueError: it is cut short
        raise WrongKey("it does not open") from None


def _bound_to(person: int) -> bytes:
    return person.to_bytes(8, "big")
