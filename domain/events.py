"""Events: what has happened, past tense. Facts about hospitals and slots in full, of people only
ids. Stored as JSON; a reader ignores fields and kinds it does not know, so that releases can run
side by side."""

import json
from datetime import date, datetime
from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

Reason = Literal["asked", "kept", "withdrawn"]
"""Why somebody was erased: their wish, the days that things are kept, consent that ended."""


class Event(BaseModel):
    """Base of all events; registers each by its class name."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )
    kinds: ClassVar[dict[str, type["Event"]]] = {}
    stored: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Make the class known under its name."""
        if cls.stored:
            Event.kinds[cls.__name__] = cls

    @property
    def kind(self) -> str:
        """The name under which it is stored."""
        return type(self).__name__

    @property
    def lane(self) -> str:
        """Events of one lane are handled in order; lanes do not wait for each other."""
        raise NotImplementedError


class OfHospital(Event):
    """Something happened to a hospital."""

    hospital: int
    """Which hospital."""

    @property
    def lane(self) -> str:
        """One lane a hospital."""
        return f"hospital:{self.hospital}"


class HospitalRegistered(OfHospital):
    """Signals that a hospital can be given dates."""

    name: str
    """What the hospital is called."""
    phone: str | None
    """Its telephone number as people are shown it."""
    note: str | None
    """How to prepare for a screening there."""


class HospitalChanged(OfHospital):
    """Signals that a hospital's phone or preparation note is now as given."""

    name: str
    """What the hospital is called."""
    phone: str | None
    """Its telephone number as people are shown it."""
    note: str | None
    """How to prepare for a screening there."""


class HospitalDeleted(OfHospital):
    """Signals that a hospital takes no more bookings."""

    deletion: int
    """Which deletion: every booking it ends names it."""
    today: date
    """The hospital's date when it was deleted; bookings from this date on end."""


class SlotOpened(OfHospital):
    """Signals that a hospital takes people on a date."""

    slot: int
    """Which hospital on which date, as one number."""
    day: date
    """The date, in the hospital's time zone."""
    capacity: int
    """How many people it takes."""


class CapacityChanged(OfHospital):
    """Signals that a date of a hospital has more or fewer places."""

    slot: int
    """Which hospital on which date, as one number."""
    day: date
    """The date, in the hospital's time zone."""
    before: int
    """How many people it took before."""
    capacity: int
    """How many people it takes now."""


class SlotDeleted(OfHospital):
    """Signals that one date of a hospital takes no more bookings."""

    slot: int
    """Which hospital on which date, as one number."""
    day: date
    """The date, in the hospital's time zone."""
    deletion: int
    """Which deletion: every booking it ends names it."""
    today: date
    """The hospital's date when it was deleted; bookings from this date on end."""


class DeletionCompleted(OfHospital):
    """Signals that every booking a deletion hit is force-cancelled."""

    deletion: int
    """Which deletion."""


class OfBooking(Event):
    """Something happened to a booking, which has been at `version` since."""

    booking: int
    """Which booking."""
    version: int
    """Version number of the booking, starting at 1, after this event."""
    code: str
    """What people call the booking."""
    person: int
    """Opaque, permanent random id of the person who booked."""
    slot: int
    """Which hospital on which date, as one number."""
    hospital: int
    """Which hospital."""
    day: date
    """The date of the screening, in the hospital's time zone."""

    @property
    def lane(self) -> str:
        """One lane a booking."""
        return f"booking:{self.booking}"


class BookingMade(OfBooking):
    """Signals that a place was taken and the booking stands."""


class BookingCancelled(OfBooking):
    """Signals that the booking ended at the person's wish."""

    by_admin: bool = False
    """Whether the front desk did it for them."""


class BookingForceCancelled(OfBooking):
    """Signals that the booking ended because its hospital or date was deleted."""

    deletion: int
    """Which deletion."""


class PlaceReturned(OfBooking):
    """Signals that the place of a cancelled booking is free again; the version is still that of
    the cancellation.
    """


class PersonErased(Event):
    """Signals that nothing is left that tells who this person was."""

    person: int
    """Who it was: a random number, which now leads to nobody."""
    reason: Reason
    """`asked`: the person requested it; `kept`: retention over; `withdrawn`: consent withdrawn."""

    @property
    def lane(self) -> str:
        """One lane a person."""
        return f"person:{self.person}"


class Unknown(Event):
    """Signals something that only a newer release knows: it is `of` that kind. Only its lane is
    read, so that it stays in order with what else happened to its booking.
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
    """Signals something of a kind there is, in words that only a newer release has. Whoever would
    react to it cannot, and puts it aside.
    """


class Recorded(NamedTuple):
    """An event as the outbox holds it; `body` is its JSON as it was written, to be passed on."""

    id: int
    at: datetime
    event: Event
    body: str


@lru_cache(maxsize=1024)
def read_event(kind: str, body: str) -> Event:
    """The event of that kind from its JSON; Unknown if this release does not know the kind,
    Unreadable if it does not know its words. Each subscriber reads it, one soon after the other:
    the last ones are remembered.
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
