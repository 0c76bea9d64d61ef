"""What the core asks of the storage about people, their consents and their dialogues."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.model import Admin, Consent, Dialogue, Person
from domain.rules import Cutoff


class Examinee(NamedTuple):
    """What booking asks of a person: the consents that stand, newest version each; a name."""

    consents: Mapping[Consent, int]
    named: bool


class People(Protocol):
    """Persons; names are sealed with a key of each person's own."""

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
        """Whether they may be examined, as far as they are concerned; it opens no name."""
        ...

    def agree(self, person: int, consent: Consent, *, version: int, at: datetime) -> None:
        """Keep version and time of a consent."""
        ...

    def consents(self, person: int) -> Mapping[Consent, int]:
        """The newest version agreed to, of each consent that stands."""
        ...

    def withdraw(self, person: int, *, at: datetime) -> int:
        """End every consent that stands, and keeps the time; how many."""
        ...

    def rename(self, person: int, name: str) -> None:
        """Set the examinee's name."""
        ...

    def set_language(self, person: int, language: str) -> None:
        """Set the language of everything written to the person."""
        ...

    def set_reachable(self, person: int, *, reachable: bool) -> None:
        """Note whether messages get through (a person may block the bot)."""
        ...


class Dialogues(Protocol):
    """At most one open dialogue a person."""

    def get(self, person: int) -> Dialogue | None:
        """The open dialogue, expired or not."""
        ...

    def put(self, dialogue: Dialogue) -> None:
        """Write it over whatever row is there; the caller has compared versions."""
        ...

    def end(self, person: int) -> bool:
        """Remove it; False if there was none."""
        ...

    def has_expired(self, *, now: datetime) -> bool:
        """Whether there is one for `end_expired` to remove."""
        ...

    def end_expired(self, *, now: datetime, limit: int) -> int:
        """Remove expired ones; how many."""
        ...


Records = Mapping[str, Sequence[Mapping[str, int | str | None]]]
"""Table -> its rows, column -> value, as they are stored; what is sealed is opened."""


class PersonalRecords(StrEnum):
    """The kinds of things that are stored of people, as people are told of them."""

    TELEGRAM = "telegram"
    LANGUAGE = "language"
    NAME = "name"
    SINCE = "since"
    REACHABLE = "reachable"
    CONSENT = "consent"
    BOOKING = "booking"
    NOTICE = "notice"
    QUESTION = "question"
    ADMIN = "admin"


class PersonalRows(Protocol):
    """Every row that is about a person."""

    def of_person(self, person: int, *, actors: tuple[str, str]) -> Records:
        """All of them; `actors` is as whom the audit knows the person: number and keyed hash."""
        ...


class Erasure(Protocol):
    """Making a person unknown for good."""

    def erase(self, person: int, *, at: datetime) -> None:
        """Destroy key, name, account, language, consents and the open question, ends what is
        owed. What their keys sealed cannot be read any more, wherever a copy of it is.
        """
        ...

    def overdue(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        """People of whom there is nothing from `since` on: no screening date, no consent, nothing
        open; admins do not count.
        """
        ...

    def is_overdue(self, person: int, since: Cutoff) -> bool:
        """Whether that person is one of them."""
        ...

    def withdrawn(self, since: Cutoff, *, limit: int) -> Sequence[int]:
        """People who took back every consent before `since` and have no booking from then on."""
        ...

    def is_withdrawn(self, person: int, since: Cutoff) -> bool:
        """Whether that person is one of them."""
        ...


class Invite(NamedTuple):
    """A one-time invitation. `opened_by` is the keyed hash of who opened its link first."""

    id: int
    made_by: int
    expires_at: datetime
    opened_by: str | None
    used: bool


class Admins(Protocol):
    """Admins by invitation. Owners are a matter of the settings and stand nowhere here."""

    def entitles(self, telegram: int) -> bool:
        """Whether the person behind the account is an admin who was not revoked."""
        ...

    def live(self) -> Sequence[Admin]:
        """Who is an admin now, the longest first."""
        ...

    def former(self) -> Sequence[int]:
        """The accounts of known people who were admins and are none now."""
        ...

    def get(self, admin: int) -> Admin | None:
        """The admin of that id, unless revoked."""
        ...

    def grant(self, person: int, *, invited_by: int, at: datetime) -> int:
        """Make the person an admin; the id of the right."""
        ...

    def revoke(self, admin: int, *, by: int, at: datetime) -> bool:
        """Take the right back; False if there is none any more."""
        ...

    def invite(self, *, token: str, made_by: int, expires_at: datetime) -> int:
        """Keep an invitation under the hash of its token; its id."""
        ...

    def by_token(self, token: str) -> Invite | None:
        """The invitation of that token's hash, used or not."""
        ...

    def invitation(self, invite: int) -> Invite | None:
        """The invitation of that id, used or not."""
        ...

    def open_invites(self, *, now: datetime) -> int:
        """How many invitations could still be used."""
        ...

    def opened(self, invite: int, *, by: str) -> bool:
        """Tie the invitation to whoever opens it first; False if that is somebody else."""
        ...

    def use(self, invite: int, *, by: str, at: datetime) -> bool:
        """Use it up; False if it is used or was not opened by them."""
        ...

    def withdraw(self, *, at: datetime) -> int:
        """End every invitation that could still be used; how many."""
        ...

    def forget_invites(self, *, before: datetime) -> int:
        """Remove invitations that ended before then; how many."""
        ...
