"""Bookings and the ledger: facets of a transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from domain.events import OfBooking
from domain.model import Booking, Slot, Status


class RosterEntry(NamedTuple):
    """A booking on a day's list with its examinee."""

    booking: Booking
    name: str | None
    reachable: bool


class Bookings(Protocol):
    """Bookings of people."""

    def add(self, *, person: int, slot: Slot, at: datetime) -> Booking:
        """Add an active booking at version 1 under a fresh code."""
        ...

    def get(self, booking: int) -> Booking | None:
        """Any person's booking of that id."""
        ...

    def by_code(self, code: str) -> Booking | None:
        """Any person's booking of that code: for admins."""
        ...

    def mine(self, *, person: int, booking: int) -> Booking | None:
        """The person's own booking of that id."""
        ...

    def mine_by_code(self, *, person: int, code: str) -> Booking | None:
        """The person's own booking of that code."""
        ...

    def of_person(self, person: int) -> Sequence[Booking]:
        """All bookings of a person, latest date first."""
        ...

    def upcoming(self, person: int, *, first: date) -> Sequence[Booking]:
        """The person's active bookings from `first` on, by date."""
        ...

    def versions(self, person: int) -> Mapping[int, int]:
        """Booking id -> version of all bookings of a person."""
        ...

    def close(self, booking: int, *, status: Status) -> bool:
        """Move an active booking to a final status and its version up by one; False if not
        active.
        """
        ...

    def close_own(self, booking: int, *, person: int) -> bool:
        """Move the person's own active booking to cancelled and its version up by one; False if it
        is not active or another person's.
        """
        ...

    def mark_returned(self, booking: int) -> bool:
        """Mark that the place of a cancelled booking was returned; False if it was before."""
        ...

    def hit_by(self, deletion: int, *, limit: int) -> Sequence[Booking]:
        """Bookings still active on slots of that deletion, by date and id."""
        ...

    def guests(self, slot: int) -> Sequence[RosterEntry]:
        """The day's list of a slot, active ones first."""
        ...


class LedgerLine(NamedTuple):
    """One line of the reservation register."""

    booking: int
    code: str
    status: str
    version: int


class Ledger(Protocol):
    """The reservation register: one line a booking, with its history; fed by events."""

    def record(self, event: OfBooking, *, status: Status, at: datetime) -> None:
        """Set the line to the event's version unless it is newer; add the event to its history."""
        ...

    def line(self, booking: int) -> LedgerLine | None:
        """The register's line of a booking."""
        ...
