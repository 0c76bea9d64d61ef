"""Tables of bookings, of what keeps or asks for a place besides them, and of the ledger."""

from sqlalchemy import CheckConstraint, Index

from domain.model import (
    TAKING,
    BookingSource,
    HoldEnd,
    HoldReason,
    RequestKind,
    RequestState,
    Status,
)
from domain.ports.people import PersonalRecords
from domain.storage.schema.metadata import METADATA
from domain.storage.sql.columns import (
    keyword,
    one_of,
    only_one,
    own,
    sealed,
    serial,
    table,
    whole,
    word,
    words,
)

booking = table(
    "booking",
    METADATA,
    serial(),
    words("code", unique=True),
    whole("person", "person.id", null=True),
    whole("patient", "patient.id"),
    whole("slot", "slot.id"),
    whole("hospital", "hospital.id", personal=PersonalRecords.BOOKING),
    whole("program", "program.id", personal=PersonalRecords.BOOKING),
    words("day"),
    words("start"),
    sealed("sealed_name", personal=PersonalRecords.NAME),
    words("status"),
    whole("version", personal=None),
    whole("moves"),
    words("source"),
    whole("made_at"),
    whole("made_by", null=True, personal=None),
    whole("arrived_at", null=True),
    words("outcome", null=True),
    whole("hospital_version", personal=None),
    whole("program_version", personal=None),
    one_of("status", Status),
    one_of("source", BookingSource),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("moves >= 0", name="moves"),
    Index(None, "person", "day"),
    Index(None, "patient", "day"),
    Index(None, "slot", "status"),
    personal=PersonalRecords.BOOKING,
)
"""`sealed_name` is the name as booked, under the patient's key; hospital, program, start and the
versions of their texts are what was agreed.
"""
IS_TAKING = booking.c.status.in_([word(each) for each in TAKING])
"""Whether a booking takes a place."""
only_one(
    "active_day",
    *(booking.c.patient, booking.c.day, booking.c.program),
    where=IS_TAKING,
)

hold = table(
    "hold",
    METADATA,
    serial(),
    whole("slot", "slot.id", personal=PersonalRecords.BOOKING),
    words("reason"),
    whole("person", "person.id", null=True),
    words("account", null=True, personal=None),
    whole("patient", "patient.id", null=True),
    whole("booking", "booking.id", null=True, personal=PersonalRecords.BOOKING),
    whole("version", null=True, personal=None),
    whole("made_at"),
    whole("until"),
    words("ended", null=True),
    whole("ended_at", null=True),
    one_of("reason", HoldReason),
    one_of("ended", HoldEnd),
    CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="end"),
    CheckConstraint(
        "reason <> 'undo' OR (booking IS NOT NULL AND version IS NOT NULL)", name="undo"
    ),
    Index(None, "ended_at", "until"),
    Index(None, "slot"),
    Index(None, "booking"),
    Index(None, "person"),
    personal=PersonalRecords.BOOKING,
)
"""`account` is a keyed hash, of an account that has not agreed to anything yet."""
_LIVE = hold.c.ended_at.is_(None)
_CONFIRM = hold.c.reason == word(HoldReason.CONFIRM)
only_one("confirm_person", hold.c.person, where=_LIVE & _CONFIRM)
only_one("confirm_account", hold.c.account, where=_LIVE & _CONFIRM)
only_one("undo", hold.c.booking, where=_LIVE & (hold.c.reason == word(HoldReason.UNDO)))
only_one("offer", hold.c.patient, where=_LIVE & (hold.c.reason == word(HoldReason.OFFER)))

request = table(
    "request",
    METADATA,
    serial(),
    whole("booking", "booking.id", personal=PersonalRecords.BOOKING),
    words("kind"),
    words("state"),
    words("facts"),
    whole("at"),
    whole("answered_at", null=True),
    whole("answered_by", null=True, personal=None),
    one_of("kind", RequestKind),
    one_of("state", RequestState),
    Index(None, "booking"),
    Index(None, "state", "at"),
    personal=PersonalRecords.BOOKING,
)
only_one("open", request.c.booking, where=request.c.state == word(RequestState.OPEN))

waitlist_entry = table(
    "waitlist_entry",
    METADATA,
    serial(),
    whole("wish", personal=None),
    whole("patient", "patient.id"),
    whole("person", "person.id", null=True),
    whole("hospital", "hospital.id", personal=PersonalRecords.WAITLIST),
    whole("program", "program.id", personal=PersonalRecords.WAITLIST),
    words("day"),
    words("first", null=True),
    words("last", null=True),
    whole("position", personal=None),
    whole("lapses", personal=None),
    whole("at"),
    whole("ended_at", null=True),
    words("ended", null=True),
    Index(None, "hospital", "program", "day", "ended_at", "position"),
    Index(None, "patient", "ended_at"),
    Index(None, "person"),
    personal=PersonalRecords.WAITLIST,
)
"""One row a hospital, program and day of a wish; `first` and `last` bound the start."""

ledger = table(
    "ledger",
    METADATA,
    own("booking"),
    words("code"),
    whole("person", personal=None),
    whole("slot", personal=None),
    whole("hospital"),
    words("day"),
    words("status"),
    whole("version", personal=None),
    one_of("status", Status),
    personal=PersonalRecords.BOOKING,
)

ledger_entry = table(
    "ledger_entry",
    METADATA,
    own("booking"),
    own("version"),
    keyword("kind"),
    whole("at"),
    personal=PersonalRecords.BOOKING,
)
