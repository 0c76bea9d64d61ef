"""What the core asks of the storage about all that is kept of one person: to show it, to erase it,
and whose time has come.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.rules import Since

Records = Mapping[str, Sequence[Mapping[str, int | str | None]]]
"""Table -> its rows, column -> value, as they are stored; what is sealed is opened."""


class Personal(StrEnum):
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


class OfPerson(Protocol):
    """Every row that is about a person."""

    def of_person(self, person: int, *, actors: tuple[str, str]) -> Records:
        """All of them; `actors` is as whom the audit knows the person: number and keyed hash."""
        ...


class Erasing(Protocol):
    """Making a person unknown for good."""

    def erase(self, person: int, *, at: datetime) -> None:
        """Destroys key, name, account, language, consents and the open question, ends what is
        owed. What their keys sealed cannot be read any more, wherever a copy of it is.
        """
        ...

    def overdue(self, since: Since, *, limit: int) -> Sequence[int]:
        """People of whom there is nothing from `since` on: no screening date, no consent, nothing
        open; admins do not count.
        """
        ...

    def is_overdue(self, person: int, since: Since) -> bool:
        """Whether that person is one of them."""
        ...

    def withdrawn(self, since: Since, *, limit: int) -> Sequence[int]:
        """People who took back every consent before `since` and have no booking from then on."""
        ...

    def is_withdrawn(self, person: int, since: Since) -> bool:
        """Whether that person is one of them."""
        ...
