"""People, consents, dialogues, erasure and admins: facets of a transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.model import Admin, Consent, Dialogue, OpenCard, Person
from domain.rules import Cutoff


class Examinee(NamedTuple):
    """Preconditions of a booking: the consents in force with their newest version; whether a name
    is stored.
    """

    consents: Mapping[Consent, int]
    named: bool


class People(Protocol):
    """People; each name is encrypted with the person's own key."""

    def add(self, *, telegram: int, language: str, at: datetime) -> Person:
        """Add a person under a random id with a random key."""
        ...

    def get(self, person: int) -> Person | None:
        """The person of that id."""
        ...

    def by_telegram(self, telegram: int) -> Person | None:
        """The person behind a Telegram account."""
        ...

    def examinee(self, person: int) -> Examinee:
        """Preconditions of a booking. Decrypts no name."""
        ...

    def agree(self, person: int, consent: Consent, *, version: int, at: datetime) -> None:
        """Record version and time of a consent; the first time counts."""
        ...

    def consents(self, person: int) -> Mapping[Consent, int]:
        """The newest version agreed to, of each consent that stands."""
        ...

    def withdraw(self, person: int, *, at: datetime) -> int:
        """Withdraw every consent in force; how many. Their rows are kept."""
        ...

    def rename(self, person: int, name: str, *, at: datetime) -> None:
        """Set the name of the patient that the person is, who is added with their first name.
        LookupError: no such person, or erased.
        """
        ...

    def seal(self, person: int, text: str) -> str:
        """The text under the person's key, to be kept in a dialogue. LookupError: as `rename`."""
        ...

    def unseal(self, person: int, sealed: str) -> str:
        """The text again. LookupError: as `rename`."""
        ...

    def set_language(self, person: int, language: str) -> None:
        """Set the language of everything written to the person."""
        ...

    def set_reachable(self, person: int, *, reachable: bool) -> None:
        """Record whether messages get through (a person may block the bot)."""
        ...


class Dialogues(Protocol):
    """At most one dialogue a person: open, or over for a day at most."""

    def get(self, person: int) -> Dialogue | None:
        """The dialogue, expired or not."""
        ...

    def put(self, dialogue: Dialogue) -> None:
        """Store it in place of the current one; the caller has compared versions."""
        ...

    def end(self, person: int) -> bool:
        """Remove it; False if there was none."""
        ...

    def has_expired(self, *, before: datetime) -> bool:
        """Whether there is one for `end_expired` to remove."""
        ...

    def end_expired(self, *, before: datetime, limit: int) -> int:
        """Remove those that expired by then; how many."""
        ...


Records = Mapping[str, Sequence[Mapping[str, int | str | None]]]
"""Table -> its rows, column -> value, as they are stored; ciphertexts are decrypted."""


class OpenCards(Protocol):
    """At most one open card a person."""

    def get(self, person: int) -> OpenCard | None:
        """The open card, however old."""
        ...

    def put(self, card: OpenCard) -> None:
        """Store it in place of one that an earlier update showed; otherwise nothing."""
        ...

    def has_older(self, *, before: datetime) -> bool:
        """Whether there is one for `forget` to remove."""
        ...

    def forget(self, *, before: datetime, limit: int) -> int:
        """Remove some that were shown before; how many."""
        ...


class PersonalRecords(StrEnum):
    """Categories of stored personal data, as they are named to people."""

    TELEGRAM = "telegram"
    LANGUAGE = "language"
    NAME = "name"
    PHONE = "phone"
    BIRTH = "birth"
    PATIENT = "patient"
    SINCE = "since"
    REACHABLE = "reachable"
    CONSENT = "consent"
    BOOKING = "booking"
    WAITLIST = "waitlist"
    NOTICE = "notice"
    QUESTION = "question"
    ADMIN = "admin"


NOT_COLLECTED = frozenset({PersonalRecords.PHONE, PersonalRecords.BIRTH, PersonalRecords.WAITLIST})
"""Categories with columns that this release leaves empty; only a later one asks for them."""


class PersonalRows(Protocol):
    """Export of all rows about a person."""

    def of_person(self, person: int, *, actors: tuple[str, str]) -> Records:
        """All rows, without keys; `actors` are the person's ids in the audit: number and keyed
        hash.
        """
        ...


class Erasure(Protocol):
    """Erasure of people."""

    def erase(self, person: int, *, at: datetime) -> None:
        """Destroy key, name, account, language, consents, the open dialogue and opened invitations,
        and end pending notices. What the key encrypted cannot be read any more, in any copy.

        What the person did as an admin moves to another random number, because the audit leads
        there: from the account to a booking no row leads any more.
        """
        ...

    def overdue(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        """People without activity from `since` on: no screening date, no consent, nothing open.
        Admins do not count.
        """
        ...

    def is_overdue(self, person: int, since: Cutoff) -> bool:
        """Whether that person is one of them."""
        ...

    def withdrawn(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        """People who withdrew every consent before `since` and have no booking from then on."""
        ...

    def is_withdrawn(self, person: int, since: Cutoff) -> bool:
        """Whether that person is one of them."""
        ...


class Invite(NamedTuple):
    """One-time invitation. `opened_by`: keyed hash of the account that opened the link first."""

    id: int
    made_by: int
    expires_at: datetime
    opened_by: str | None
    used: bool


class Admins(Protocol):
    """Admins by invitation. Owners are in the settings only."""

    def entitles(self, telegram: int) -> bool:
        """Whether the account belongs to an admin who was not revoked."""
        ...

    def live(self) -> Sequence[Admin]:
        """The current admins, the longest-serving first."""
        ...

    def former(self) -> Sequence[int]:
        """The accounts of known people who were admins and are not any more."""
        ...

    def get(self, admin: int) -> Admin | None:
        """The admin of that id, unless revoked."""
        ...

    def grant(self, person: int, *, invited_by: int, at: datetime) -> int:
        """Make the person an admin; the id of the grant."""
        ...

    def revoke(self, admin: int, *, by: int, at: datetime) -> bool:
        """Revoke the grant; False if there is none any more."""
        ...

    def revoked_by(self, admin: int) -> int | None:
        """The account of the owner who revoked the grant, if one did."""
        ...

    def invite(self, *, token: str, made_by: int, expires_at: datetime) -> int:
        """Store an invitation under the hash of its token; its id."""
        ...

    def by_token(self, token: str) -> Invite | None:
        """The invitation of that token's hash, used or not."""
        ...

    def invitation(self, invite: int) -> Invite | None:
        """The invitation of that id, used or not."""
        ...

    def open_invites(self, *, now: datetime) -> int:
        """The number of invitations that can still be used."""
        ...

    def opened(self, invite: int, *, by: str) -> bool:
        """Bind the invitation to the first account that opens it; False if another one did."""
        ...

    def use(self, invite: int, *, by: str, at: datetime) -> bool:
        """Use it up; False if it is used or was opened by another account."""
        ...

    def withdraw(self, *, at: datetime) -> int:
        """Remove every unused invitation; how many could still be used."""
        ...

    def has_old_invites(self, *, before: datetime) -> bool:
        """Whether there is one for `forget_invites` to remove."""
        ...

    def forget_invites(self, *, before: datetime, limit: int) -> int:
        """Remove invitations that ended before then; how many."""
        ...
