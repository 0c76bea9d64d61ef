"""What the core asks of the storage about people, their consents and their dialogues."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.model import Consent, Dialogue, Person


class Examinee(NamedTuple):
    """What booking asks of a person: the consents that stand, newest version each; a name."""

    consents: Mapping[Consent, int]
    named: bool


class People(Protocol):
    """Persons; names are sealed with a key of each person's own."""

    def add(self, *, telegram: int, language: str, at: datetime) -> Person:
        """Adds a person under a random id with a random key."""
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
        """Keeps version and time of a consent."""
        ...

    def consents(self, person: int) -> Mapping[Consent, int]:
        """The newest version agreed to, of each consent that stands."""
        ...

    def withdraw(self, person: int, *, at: datetime) -> int:
        """Ends every consent that stands, and keeps the time; how many."""
        ...

    def rename(self, person: int, name: str) -> None:
        """Sets the examinee's name."""
        ...

    def set_language(self, person: int, language: str) -> None:
        """Sets the language of everything written to the person."""
        ...

    def set_reachable(self, person: int, *, reachable: bool) -> None:
        """Notes whether messages get through (a person may block the bot)."""
        ...


class Dialogues(Protocol):
    """At most one open dialogue a person."""

    def get(self, person: int) -> Dialogue | None:
        """The open dialogue, expired or not."""
        ...

    def put(self, dialogue: Dialogue) -> None:
        """Writes it over whatever row is there; the caller has compared versions."""
        ...

    def end(self, person: int) -> bool:
        """Removes it; False if there was none."""
        ...

    def end_expired(self, *, now: datetime, limit: int) -> int:
        """Removes expired ones; how many."""
        ...
