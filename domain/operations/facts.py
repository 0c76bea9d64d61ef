"""How a booking is told in an event. No decisions."""

from datetime import date
from typing import TypedDict

from domain.model import Booking


class BookingFacts(TypedDict):
    """The fields every event of a booking carries."""

    booking: int
    version: int
    code: str
    person: int
    slot: int
    hospital: int
    day: date


def of_booking(booking: Booking, *, version: int | None = None) -> BookingFacts:
    """The event fields of a booking, at its own version or the one given."""
    return {
        "booking": booking.id,
        "version": booking.version if version is None else version,
        "code": booking.code,
        "person": booking.person,
        "slot": booking.slot,
        "hospital": booking.hospital,
        "day": booking.day,
    }
