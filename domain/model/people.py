"""People, what they agreed to and what they are asked; admins and what they did."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
class Person:
    """User of the bot. After an erasure `telegram` and `name` are None, the language is empty."""

    id: int
    telegram: int | None
    language: str
    name: str | None
    reachable: bool


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


def fresh_person_id() -> int:
    """Random subject id below 2^62; reveals neither identity nor number of people."""
    return secrets.randbits(62)


class AccessKind(StrEnum):
    """Relation of a person to a patient they may book for."""

    SELF = "self"
    FAMILY = "family"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is screened. The patient that a person is themself has the person's id; `person` is who
    added them, None: the front desk. The name is None after an erasure.
    """

    id: int
    person: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Access:
    """Right of a person to book for a patient."""

    person: int
    patient: int
    kind: AccessKind
    at: datetime


class AdminRole(StrEnum):
    """Role of an admin by invitation, at all hospitals or at some."""

    OWNER = "owner"
    MANAGER = "manager"
    DESK = "desk"
    VIEWER = "viewer"
