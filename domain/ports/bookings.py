"""Bookings and the ledger: facets of a transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from domain.events import OfBooking
from domain.model import Booking, Hold, HoldEnd, Hospital, Slot, Status


class BookingCard(NamedTuple):
    """A booking with its hospital and, where the reader may know, the examinee's name."""

    booking: Booking
    hospital: Hospital
    name: str | None


class RosterEntry(NamedTuple):
    """A booking on a day's list with its examinee."""

    booking: Booking
    name: str | None
    reachable: bool


class Bookings(Protocol):
    """Bookings of people."""

    def add(self, *, person: int, patient: int, slot: Slot, at: datetime) -> Booking:
        """Add an active booking at version 1 under a fresh code, with what is agreed now: the
        patient's name, the texts of hospital and program.
        """
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

    def card(self, booking: int) -> BookingCard | None:
        """The booking of that id, whoever's it is, as it is shown."""
        ...

    def cards(self, bookings: Collection[int]) -> Sequence[BookingCard]:
        """The bookings of those ids, as they are shown."""
        ...

    def own_card(self, *, person: int, booking: int) -> BookingCard | None:
        """The person's own booking of that id, as it is shown."""
        ...

    def own_card_by_code(self, *, person: int, code: str) -> BookingCard | None:
        """The person's own booking of that code, as it is shown."""
        ...

    def own_cards(self, person: int) -> Sequence[BookingCard]:
        """All bookings of a person as they are shown, latest date first."""
        ...

    def upcoming_cards(self, person: int, *, first: date) -> Sequence[BookingCard]:
        """The person's active bookings from `first` on as they are shown, by date."""
        ...

    def these(self, bookings: Collection[int]) -> Sequence[Booking]:
        """The bookings of those ids, in order of their ids: for admins."""
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

    def hit_by(self, deletion: int, *, limit: int) -> Sequence[Booking]:
        """Bookings still active on slots of that deletion, by date and id."""
        ...

    def guests(self, slot: int) -> Sequence[RosterEntry]:
        """The day's list of a slot, active ones first."""
        ...


class Holds(Protocol):
    """Places that are kept without a booking. Keeping and ending one leaves the slot's counter as
    it is.
    """

    def keep_for_undo(
        self, booking: Booking, *, version: int, at: datetime, until: datetime
    ) -> int:
        """Keep the place of a booking that has just given it up, which made it that version; the
        hold's id.
        """
        ...

    def undo_of(self, booking: int) -> Hold | None:
        """The hold that keeps the place of a cancelled booking, unless it has ended."""
        ...

    def end(self, hold: int, *, how: HoldEnd, at: datetime) -> bool:
        """End it; False if it has ended before."""
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
