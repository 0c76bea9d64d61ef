"""Bookings, and what keeps or asks for a place besides them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""0-9 and A-Z without I L O U, so that a code survives being read out over the phone."""
CODE_PREFIX = "HS-"
CODE_CHARS = 6
"""Characters of a booking code after its prefix."""


class Status(StrEnum):
    """State of a booking. The last two are final."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    FORCE_CANCELLED = "force_cancelled"

    @classmethod
    def _missing_(cls, value: object) -> "Status | None":
        """A status that only a newer release knows: none of these, under its own name."""
        if not isinstance(value, str):
            return None
        other = str.__new__(cls, value)
        other._name_ = other._value_ = value
        return other


TAKING = (Status.BOOKED, Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW)
"""Statuses of bookings that take a place."""


class BookingSource(StrEnum):
    """Way by which a booking was made."""

    CHAT = "chat"
    DESK = "desk"
    WAITLIST = "waitlist"
    RESCUE = "rescue"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Booking:
    """A patient's place in a slot, made by a person. `version` counts its changes from 1, `moves`
    how often its date or time was changed. Of what was agreed it keeps program, day and start.
    """

    id: int
    code: str
    person: int
    patient: int
    slot: int
    hospital: int
    program: int
    day: date
    start: str
    status: Status
    version: int
    moves: int
    source: BookingSource
    made_at: datetime


class HoldReason(StrEnum):
    """Reason for which a place is kept without a booking."""

    CONFIRM = "confirm"
    UNDO = "undo"
    OFFER = "offer"
    RESCUE = "rescue"
    MOVE = "move"


class HoldEnd(StrEnum):
    """How a hold ended."""

    USED = "used"
    RELEASED = "released"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Hold:
    """A place in a slot that is kept until a moment. An undo belongs to `booking` at `version`.
    Before consent there is no person; then the account is known by a keyed hash only.
    """

    id: int
    slot: int
    reason: HoldReason
    person: int | None
    patient: int | None
    booking: int | None
    version: int | None
    until: datetime
    ended: HoldEnd | None


class RequestKind(StrEnum):
    """What a person asks the hospital for after a deadline."""

    CANCEL = "cancel"
    CHANGE = "change"
    CORRECTION = "correction"


class RequestState(StrEnum):
    """State of a request. All but the first are final."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Request:
    """Request about a booking that the hospital answers."""

    id: int
    booking: int
    kind: RequestKind
    state: RequestState
    at: datetime
