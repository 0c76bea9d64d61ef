"""Tables of hospitals, their programs and their slots, and of what opens and closes slots.

Texts that a booking was confirmed with are kept by version: `hospital_version`, `program_version`.
"""

from sqlalchemy import CheckConstraint, Index

from domain.model import HospitalState, ProgramState, SlotState
from domain.storage.schema.metadata import METADATA
from domain.storage.sql.columns import (
    flag,
    keyword,
    one_of,
    only_one,
    own,
    serial,
    table,
    whole,
    word,
    words,
)

hospital = table(
    "hospital",
    METADATA,
    serial(),
    words("name"),
    words("key"),
    words("english", null=True),
    words("phone", null=True),
    words("note", null=True),
    words("address", null=True),
    words("directions", null=True),
    whole("latitude_e6", null=True),
    whole("longitude_e6", null=True),
    words("book_until", null=True),
    words("change_until", null=True),
    words("cancel_until", null=True),
    words("state"),
    whole("version"),
    one_of("state", HospitalState),
    personal=None,
)
only_one("live_key", hospital.c.key, where=hospital.c.state != word(HospitalState.DELETED))

hospital_name = table(
    "hospital_name",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("name"),
    words("key"),
    whole("until"),
    Index(None, "key"),
    personal=None,
)
"""Earlier names, which still find the hospital."""

hospital_version = table(
    "hospital_version",
    METADATA,
    own("hospital", "hospital.id"),
    own("version"),
    words("name"),
    words("english", null=True),
    words("phone", null=True),
    words("note", null=True),
    words("address", null=True),
    words("directions", null=True),
    personal=None,
)

program = table(
    "program",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("name"),
    words("key"),
    words("english", null=True),
    whole("minutes", null=True),
    words("price", null=True),
    words("label", null=True),
    words("bring", null=True),
    words("preparation", null=True),
    *flag("asks_birth"),
    words("state"),
    whole("version"),
    one_of("state", ProgramState),
    personal=None,
)
"""`label` is national, company or private; the program without a name is the implicit one."""
only_one(
    "live_key",
    *(program.c.hospital, program.c.key),
    where=program.c.state != word(ProgramState.DELETED),
)

program_version = table(
    "program_version",
    METADATA,
    own("program", "program.id"),
    own("version"),
    words("name"),
    words("english", null=True),
    whole("minutes", null=True),
    words("price", null=True),
    words("bring", null=True),
    words("preparation", null=True),
    personal=None,
)

preparation_step = table(
    "preparation_step",
    METADATA,
    serial(),
    whole("program", "program.id"),
    whole("days_before"),
    words("at"),
    words("ko"),
    words("en", null=True),
    whole("version"),
    Index(None, "program"),
    personal=None,
)
"""`at` is HH:MM, so many days before the visit."""

deletion = table(
    "deletion",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("day", null=True),
    whole("admin"),
    whole("bookings"),
    whole("people"),
    whole("at"),
    *flag("closed"),
    *flag("summed"),
    Index(None, "summed", "closed"),
    personal=None,
)

closure = table(
    "closure",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    whole("program", "program.id", null=True),
    words("day", null=True),
    words("first", null=True),
    words("last", null=True),
    words("kind"),
    words("reason"),
    words("state"),
    whole("admin"),
    whole("bookings"),
    whole("people"),
    whole("at"),
    whole("grace_until"),
    whole("finished_at", null=True),
    Index(None, "state", "grace_until"),
    personal=None,
)
"""`first` and `last` are starts of slots. Its words are those of the release that writes them."""

slot = table(
    "slot",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    whole("program", "program.id"),
    words("day"),
    words("start"),
    whole("capacity"),
    whole("taken"),
    whole("version"),
    words("state"),
    whole("deletion", "deletion.id", null=True),
    whole("closure", "closure.id", null=True),
    one_of("state", SlotState),
    CheckConstraint("taken >= 0 AND taken <= capacity", name="places"),
    CheckConstraint("length(day) = 10", name="day"),
    CheckConstraint("length(start) IN (0, 5)", name="start"),
    Index(None, "day"),
    Index(None, "deletion"),
    Index(None, "closure"),
    personal=None,
)
only_one(
    "live_start",
    *(slot.c.hospital, slot.c.day, slot.c.program, slot.c.start),
    where=slot.c.state != word(SlotState.DELETED),
)

plan = table(
    "plan",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    whole("program", "program.id"),
    words("weekdays"),
    words("start"),
    whole("capacity"),
    whole("days_ahead"),
    words("state"),
    whole("version"),
    Index(None, "hospital"),
    personal=None,
)

holiday = table(
    "holiday",
    METADATA,
    keyword("day"),
    words("name"),
    whole("at"),
    personal=None,
)
"""Holidays that the front desk added; the national ones are in the code."""
