"""The main database's tables: what there is, and which rows cannot be. No statements.

Days are ISO text, instants milliseconds UTC, facts JSON; see `columns`.
"""

from sqlalchemy import CheckConstraint, Column, Index, MetaData

from domain.model import Status
from domain.ports.notices import NoticeState
from domain.storage.schema.progress_tables import add_progress_tables
from domain.storage.sql.columns import (
    NAMES,
    WHOLE,
    flag,
    keyword,
    number,
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

METADATA = MetaData(naming_convention=NAMES)
position, parked = add_progress_tables(METADATA)

meta = table("meta", METADATA, keyword("name"), whole("value"))
KEY_CHECK = "key_check"
"""Name in `meta` of the check number of the newest master key."""

hospital = table(
    "hospital",
    METADATA,
    serial(),
    words("name"),
    words("key"),
    words("phone", null=True),
    words("note", null=True),
    *flag("deleted"),
)
only_one("live_key", hospital.c.key, where=hospital.c.deleted == number(0))

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
)

slot = table(
    "slot",
    METADATA,
    serial(),
    whole("hospital", "hospital.id"),
    words("day"),
    whole("capacity"),
    whole("booked"),
    whole("version"),
    *flag("deleted"),
    whole("deletion", "deletion.id", null=True),
    CheckConstraint("booked >= 0 AND booked <= capacity", name="places"),
    CheckConstraint("length(day) = 10", name="day"),
    Index(None, "day"),
    Index(None, "deletion"),
)
only_one("live_day", slot.c.hospital, slot.c.day, where=slot.c.deleted == number(0))

person = table(
    "person",
    METADATA,
    own("id"),
    Column("telegram", WHOLE, unique=True),
    words("language"),
    sealed("wrapped_key"),
    sealed("sealed_name"),
    *flag("reachable"),
    whole("at"),
    Index(None, "at"),
)

admin = table(
    "admin",
    METADATA,
    serial(),
    whole("person", "person.id"),
    whole("invited_by"),
    whole("at"),
    whole("revoked_at", null=True),
    whole("revoked_by", null=True),
)
only_one("live", admin.c.person, where=admin.c.revoked_at.is_(None))

invite = table(
    "invite",
    METADATA,
    serial(),
    words("token", unique=True),
    whole("made_by"),
    whole("expires_at"),
    words("opened_by", null=True),
    whole("used_at", null=True),
)

consent = table(
    "consent",
    METADATA,
    serial(),
    whole("person", "person.id"),
    words("consent"),
    whole("version"),
    whole("at"),
    whole("ended_at", null=True),
    Index(None, "person"),
    Index(None, "ended_at"),
)
only_one(
    "live",
    *(consent.c.person, consent.c.consent, consent.c.version),
    where=consent.c.ended_at.is_(None),
)

dialogue = table(
    "dialogue",
    METADATA,
    own("person", "person.id"),
    words("topic"),
    words("state"),
    words("facts"),
    whole("version"),
    whole("expires_at"),
    whole("begun_by", null=True),
    Index(None, "expires_at"),
)

booking = table(
    "booking",
    METADATA,
    serial(),
    words("code", unique=True),
    whole("person", "person.id"),
    whole("slot", "slot.id"),
    whole("hospital", "hospital.id"),
    words("day"),
    words("status"),
    whole("version"),
    *flag("returned"),
    whole("made_at"),
    one_of("status", Status),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("returned = 0 OR status = 'cancelled'", name="returns"),
    Index(None, "person", "day"),
    Index(None, "slot", "status"),
)
only_one("active_day", booking.c.person, booking.c.day, where=booking.c.status == word("booked"))

event = table("event", METADATA, serial(), whole("at"), words("kind"), words("body"))

ledger = table(
    "ledger",
    METADATA,
    own("booking"),
    words("code"),
    whole("person"),
    whole("slot"),
    whole("hospital"),
    words("day"),
    words("status"),
    whole("version"),
    one_of("status", Status),
)

ledger_entry = table(
    "ledger_entry",
    METADATA,
    own("booking"),
    own("version"),
    keyword("kind"),
    whole("at"),
)

notice = table(
    "notice",
    METADATA,
    serial(),
    words("key", unique=True),
    whole("person", "person.id"),
    words("kind"),
    words("facts"),
    whole("due_at"),
    whole("expires_at", null=True),
    whole("deletion", "deletion.id", null=True),
    words("state"),
    whole("attempts"),
    whole("ambiguous"),
    whole("not_before"),
    whole("message", null=True),
    whole("settled_at", null=True),
    one_of("state", NoticeState),
    Index(None, "state", "due_at"),
    Index(None, "person", "state", "due_at"),
    Index(None, "deletion", "state"),
)

handled = table(
    "handled",
    METADATA,
    own("bot"),
    own("update_id"),
    words("answer"),
    whole("at"),
    Index(None, "at"),
)

audit = table(
    "audit",
    METADATA,
    own("id"),
    whole("at"),
    words("actor"),
    words("role"),
    words("action"),
    words("target"),
    words("outcome"),
    words("facts"),
    whole("update_id", null=True),
    words("hash"),
)

lease = table(
    "lease",
    METADATA,
    keyword("name"),
    words("holder"),
    whole("token"),
    whole("until"),
)
