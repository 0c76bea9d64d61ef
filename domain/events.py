"""Events: what has happened, past tense. Facts about hospitals and slots in full, of people only
ids. Stored as JSON; a reader ignores fields and kinds it does not know, so that releases can run
side by side."""

import json
from datetime import date, datetime
from typing import ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Reason = Literal["asked", "kept", "withdrawn"]
"""Why somebody was erased: their wish, the days that things are kept, consent that ended."""


class Event(BaseModel):
    """Base of all events; registers each by its class name."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
    kinds: ClassVar[dict[str, type["Event"]]] = {}
    stored: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Makes the class known under its name."""
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

    @property
    def lane(self) -> str:
        """One lane a hospital."""
        return f"hospital:{self.hospital}"


class HospitalRegistered(OfHospital):
    """Signals that a hospital can be given dates."""

    name: str
    phone: str | None
    note: str | None


class HospitalChanged(OfHospital):
    """Signals that a hospital's phone or preparation note is now as given."""

    name: str
    phone: str | None
    note: str | None


class HospitalDeleted(OfHospital):
    """Signals that a hospital takes no more bookings; `today` is its date when the tap
    committed.
    """

    deletion: int
    today: date


class SlotOpened(OfHospital):
    """Signals that a hospital takes `capacity` people on `day`."""

    slot: int
    day: date
    capacity: int


class CapacityChanged(OfHospital):
    """Signals that the number of places of a slot went from `before` to `capacity`."""

    slot: int
    day: date
    before: int
    capacity: int


class SlotDeleted(OfHospital):
    """Signals that one date of a hospital takes no more bookings."""

    slot: int
    day: date
    deletion: int
    today: date


class DeletionCompleted(OfHospital):
    """Signals that every booking a deletion hit is force-cancelled."""

    deletion: int


class OfBooking(Event):
    """Something happened to a booking, which has been at `version` since."""

    booking: int
    version: int
    code: str
    person: int
    slot: int
    hospital: int
    day: date

    @property
    def lane(self) -> str:
        """One lane a booking."""
        return f"booking:{self.booking}"


class BookingMade(OfBooking):
    """Signals that a place was taken and the booking stands."""


class BookingCancelled(OfBooking):
    """Signals that the booking ended at the person's wish; `by_admin` if the front desk did it."""

    by_admin: bool = False


class BookingForceCancelled(OfBooking):
    """Signals that the booking ended because its hospital or date was deleted."""

    deletion: int


class PlaceReturned(OfBooking):
    """Signals that the place of a cancelled booking is free again (version: the booking's)."""


class PersonErased(Event):
    """Signals that nothing is left that tells who this person was."""

    person: int
    reason: Reason

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


class Recorded(NamedTuple):
    """An event as the outbox holds it; `body` is its JSON as it was written, to be passed on."""

    id: int
    at: datetime
    event: Event
    body: str


def read_event(kind: str, body: str) -> Event:
    """The event of that kind from its JSON; Unknown if this release does not know the kind."""
    known = Event.kinds.get(kind)
    return _unknown(kind, body) if known is None else known.model_validate_json(body)


def _unknown(kind: str, body: str) -> Unknown:
    told = json.loads(body)
    booking = told.get("booking") if isinstance(told, dict) else None
    return Unknown(of=kind, booking=booking if type(booking) is int else None)
