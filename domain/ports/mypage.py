"""The read model behind /mystatus: a database of its own, fed by events."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from domain.events import OfBooking
from domain.model import Status
from domain.ports.events import Progress
from domain.ports.people import Records


class HistoryEntry(NamedTuple):
    """One line of a booking's history."""

    kind: str
    at: datetime


class Page(NamedTuple):
    """A booking as its person sees it, with its history (oldest first)."""

    booking: int
    code: str
    hospital: str
    phone: str | None
    day: date
    status: Status
    version: int
    history: Sequence[HistoryEntry]


class MyPage(Protocol):
    """The rows of the read model."""

    def hospital(self, hospital: int, *, name: str, phone: str | None) -> None:
        """Set what is shown of a hospital."""
        ...

    def record(self, event: OfBooking, *, status: Status, at: datetime) -> None:
        """Set the booking to the event's version unless it is newer, and add the event to its
        history.
        """
        ...

    def pages(self, person: int, *, limit: int) -> Sequence[Page]:
        """A person's bookings, latest date first."""
        ...

    def page(self, person: int, *, code: str) -> Page | None:
        """A person's own booking of that code."""
        ...

    def versions(self, person: int) -> Mapping[int, int]:
        """Booking id -> version, as of the events handled."""
        ...

    def records(self, person: int) -> Records:
        """Every row of a person."""
        ...

    def forget(self, person: int) -> None:
        """Remove the rows of an erased person; later events of theirs are ignored."""
        ...

    def clear(self) -> None:
        """Empty it for a rebuild."""
        ...


class MyPageTransaction(Protocol):
    """A unit of work on the read model."""

    now: datetime
    progress: Progress
    view: MyPage
