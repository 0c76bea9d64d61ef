"""Entities and value objects, frozen."""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""0-9 and A-Z without I L O U, so that a code survives being read out over the phone."""
CODE_PREFIX = "HS-"
CODE_CHARS = 6
"""Characters of a booking code after its prefix."""


class Status(StrEnum):
    """State of a booking. The last two are final."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    FORCE_CANCELLED = "force_cancelled"

    @classmethod
    def _missing_(cls, value: object) -> "Status | None":
        """A status that only a newer release knows: none of these, under its own name."""
        if not isinstance(value, str):
            return None
        other = str.__new__(cls, value)
        other._name_ = other._value_ = value
        return other


class Role(StrEnum):
    """Front-desk role: owners come from the settings, admins by invitation."""

    OWNER = "owner"
    ADMIN = "admin"


class Consent(StrEnum):
    """Kinds of consent, each asked for on a card of its own."""

    BASIC = "basic"
    HEALTH = "health"


CONSENT_VERSION = 1
"""Initial version; raised when the consent cards change in substance."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital. `key` is unique among live ones."""

    id: int
    name: str
    key: str
    phone: str | None
    note: str | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One hospital on one civil date."""

    id: int
    hospital: int
    day: date
    capacity: int
    booked: int
    version: int
    deleted: bool

    @property
    def free(self) -> int:
        """Places left."""
        return self.capacity - self.booked


@dataclass(frozen=True, slots=True)
class Booking:
    """One examinee's place in a slot. `version` counts its changes from 1."""

    id: int
    code: str
    person: int
    slot: int
    hospital: int
    day: date
    status: Status
    version: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """User of the bot. After an erasure `telegram` and `name` are None, the language is empty."""

    id: int
    telegram: int | None
    language: str
    name: str | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    """Deletion of a hospital or of one of its dates, with its impact at that moment."""

    id: int
    hospital: int
    day: date | None
    by: int
    bookings: int
    people: int


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Open dialogue with a person. `facts` are the answers so far (JSON values). `begun_by` is the
    number of the update that opened it, None where that is not known.
    """

    person: int
    topic: str
    state: str
    facts: dict[str, object]
    version: int
    expires_at: datetime
    begun_by: int | None = None


@dataclass(frozen=True, slots=True)
class OpenCard:
    """The last screen with buttons that a person was shown, in reply to update number `update`.
    `facts` are its buttons and what it asks (JSON values).
    """

    person: int
    update: int
    shown_at: datetime
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Admin:
    """Admin by an owner's invitation. The right is bound to `person` and ends with them."""

    id: int
    person: int
    telegram: int
    invited_by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Audited action of an admin: actor (numeric id, or a stranger's keyed hash), role (owner,
    admin, invited, stranger; operator for a restore), command, target.
    """

    actor: str
    role: str
    action: str
    target: str


def hospital_key(name: str) -> str:
    """Normalised name that two spellings of a hospital share: NFKC, casefold, no whitespace."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def fresh_person_id() -> int:
    """Random subject id below 2^62; reveals neither identity nor number of people."""
    return secrets.randbits(62)
