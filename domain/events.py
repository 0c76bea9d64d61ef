"""Domain events, in the past tense: hospitals and slots in full, of people only ids.

Stored as JSON. A reader ignores fields and kinds it does not know, so that releases can run side by
side.
"""

import json
from datetime import date, datetime
from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

Reason = Literal["asked", "kept", "withdrawn"]
"""Reason of an erasure: on request, end of the retention period, consent withdrawn."""


class Event(BaseModel):
    """Base of all events; registers each by its class name."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )
    kinds: ClassVar[dict[str, type["Event"]]] = {}
    stored: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Register the class."""
        if cls.stored:
            Event.kinds[cls.__name__] = cls

    @property
    def kind(self) -> str:
        """The name under which it is stored."""
        return type(self).__name__

    @property
    def lane(self) -> str:
        """Ordering key: events of one lane are handled in order."""
        raise NotImplementedError


class OfHospital(Event):
    """Something happened to a hospital."""

    hospital: int
    """Id of the hospital."""

    @property
    def lane(self) -> str:
        """One a hospital."""
        return f"hospital:{self.hospital}"


class HospitalRegistered(OfHospital):
    """Signals that a hospital was registered and can be given dates."""

    name: str
    """Name of the hospital."""
    phone: str | None
    """Its telephone number, as it is displayed."""
    note: str | None
    """Instructions for preparing for a screening there."""


class HospitalChanged(OfHospital):
    """Signals that a hospital's phone or preparation note is now as given."""

    name: str
    """Name of the hospital."""
    phone: str | None
    """Its telephone number, as it is displayed."""
    note: str | None
    """Instructions for preparing for a screening there."""


class HospitalDeleted(OfHospital):
    """Signals that a hospital takes no more bookings."""

    deletion: int
    """Id of the deletion, repeated in each booking it ends."""
    today: date
    """The hospital's date when it was deleted; bookings from this date on end."""


class SlotOpened(OfHospital):
    """Signals that a date of a hospital was opened for bookings."""

    slot: int
    """Id of the slot: a hospital on a date."""
    day: date
    """The date, in the hospital's time zone."""
    capacity: int
    """Number of places."""


class CapacityChanged(OfHospital):
    """Signals that a date of a hospital has more or fewer places."""

    slot: int
    """Id of the slot: a hospital on a date."""
    day: date
    """The date, in the hospital's time zone."""
    before: int
    """Number of places before."""
    capacity: int
    """Number of places now."""


class SlotDeleted(OfHospital):
    """Signals that one date of a hospital takes no more bookings."""

    slot: int
    """Id of the slot: a hospital on a date."""
    day: date
    """The date, in the hospital's time zone."""
    deletion: int
    """Id of the deletion, repeated in each booking it ends."""
    today: date
    """The hospital's date when it was deleted; bookings from this date on end."""


class DeletionCompleted(OfHospital):
    """Signals that every booking affected by a deletion is force-cancelled."""

    deletion: int
    """Id of the deletion."""


class OfBooking(Event):
    """Something happened to a booking, which has been at `version` since."""

    booking: int
    """Id of the booking."""
    version: int
    """Version of the booking after the change, from 1."""
    code: str
    """Booking code, as people see it."""
    person: int
    """Opaque, permanent random id of the person who booked."""
    slot: int
    """Id of the slot: a hospital on a date."""
    hospital: int
    """Id of the hospital."""
    day: date
    """The date of the screening, in the hospital's time zone."""

    @property
    def lane(self) -> str:
        """One a booking."""
        return f"booking:{self.booking}"


class BookingMade(OfBooking):
    """Signals that a place was booked."""


class BookingCancelled(OfBooking):
    """Signals that the person cancelled the booking."""

    by_admin: bool = False
    """Whether the front desk cancelled it for them."""


class BookingForceCancelled(OfBooking):
    """Signals that the booking ended because its hospital or date was deleted."""

    deletion: int
    """Id of the deletion."""


class PlaceReturned(OfBooking):
    """Signals that the place of a cancelled booking is free again; the version is still that of
    the cancellation.
    """


class PersonErased(Event):
    """Signals that all personal data of a person was erased."""

    person: int
    """Random id of the person; no data is stored under it any more."""
    reason: Reason
    """`asked`: the person requested it; `kept`: retention over; `withdrawn`: consent withdrawn."""

    @property
    def lane(self) -> str:
        """One a person."""
        return f"person:{self.person}"


class Unknown(Event):
    """Signals an event of a kind (`of`) that only a newer release knows. Only its lane is read, so
    that it stays in order with the other events of its booking.
    """

    stored = False
    of: str
    booking: int | None

    @property
    def kind(self) -> str:
        """The name under which it is stored."""
        return self.of

    @property
    def lane(self) -> str:
        """Its booking's, if it has one."""
        return f"unknown:{self.of}" if self.booking is None else f"booking:{self.booking}"


class UnreadableEvent(Unknown):
    """Signals an event of a known kind with values that only a newer release knows. Consumers of
    that kind park it.
    """


class Recorded(NamedTuple):
    """Stored event; `body` is its JSON as it was written, for relaying."""

    id: int
    at: datetime
    event: Event
    body: str


@lru_cache(maxsize=1024)
def read_event(kind: str, body: str) -> Event:
    """The event of that kind from its JSON; Unknown if this release does not know the kind,
    UnreadableEvent if it does not know a value. Cached, because each consumer reads each event.
    """
    known = Event.kinds.get(kind)
    if known is None:
        return Unknown(of=kind, booking=_booking(body))
    try:
        return known.model_validate_json(body)
    except ValidationError:
        return UnreadableEvent(of=kind, booking=_booking(body))


def _booking(body: str) -> int | None:
    told = json.loads(body)
    booking = told.get("booking") if isinstance(told, dict) else None
    return booking if type(booking) is int else None
